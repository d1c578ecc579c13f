import { ApiFault } from "../../middleware/fault.ts";
import { flag, oneOf, text } from "../fields.ts";
import { route } from "../route.ts";

const statuses = ["UNKNOWN", "SUPPORTED", "DEPRECATED", "UNSUPPORTED", "HIDDEN"] as const;

const listTypes = route({
  method: "GET",
  path: "/resource_types",
  policy: "stacks:list_resource_types",
  status: 200,
  query: {
    name: text("A regular expression that the names begin with; a bad one finds nothing."),
    version: text("Types that came with this release."),
    support_status: oneOf(statuses, "Types of this support status."),
    with_description: flag("Whether descriptions are shown too."),
  },
  handle({ query, refusalOfType }, engine) {
    const types = engine
      .listResourceTypes(query.name)
      // Every type we have is supported.
      .filter(() => query.support_status === undefined || query.support_status === "SUPPORTED")
      .filter(({ type }) => refusalOfType(type) === undefined)
      .filter(({ since }) => query.version === undefined || since === query.version);
    const shown = types.map(({ type, description }) =>
      query.with_description === true ? { resource_type: type, description } : type,
    );
    return { resource_types: shown };
  },
});

const showType = route({
  method: "GET",
  path: "/resource_types/:type",
  policy: "stacks:resource_schema",
  status: 200,
  handle(asked, engine) {
    const type = asked.param("type");
    const schema = engine.showResourceType(type);
    const rule = asked.refusalOfType(type);
    if (rule !== undefined) asked.enforce(rule);
    return schema;
  },
});

const generateTemplate = route({
  method: "GET",
  path: "/resource_types/:type/template",
  policy: "stacks:generate_template",
  status: 200,
  query: { template_type: text('Language of the template, "hot" or "cfn" in any case; absent: cfn.') },
  handle(asked, engine) {
    const asWritten = asked.query.template_type ?? "cfn";
    const language = asWritten.toLowerCase();
    if (language !== "hot" && language !== "cfn") {
      throw new ApiFault(400, `template_type must be "hot" or "cfn", not ${JSON.stringify(asWritten)}`);
    }
    return engine.generateTemplate(asked.param("type"), language);
  },
});

/** Resource types. */
export const resourceTypeRoutes = [listTypes, showType, generateTemplate];
