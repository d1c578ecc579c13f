import { EngineFault } from "#engine/faults.ts";
import { flag, text } from "../fields.ts";
import { route } from "../route.ts";
import { environmentShape } from "../shapes/environment.ts";
import { contentFields, contentsOf } from "../stack-body.ts";

const validateTemplate = route({
  method: "POST",
  path: "/validate",
  policy: "stacks:validate_template",
  status: 200,
  query: {
    show_nested: flag("Whether the parameters of nested templates are shown too."),
    diagnostics: flag("Our own: whether what is doubtful is listed too."),
    ignore_errors: text("Codes of errors that do not count, with commas between them; none is known."),
  },
  body: contentFields,
  async handle({ body, query, caller }, engine) {
    const contents = contentsOf(body, { needsTemplate: true });
    const found = await engine.validateTemplate(caller, { ...contents, showNested: query.show_nested === true });
    // As Heat: the answer lacks this section of an environment.
    const { encrypted_param_names: _encrypted, ...environment } = environmentShape(found.environment);
    return {
      Description: found.description,
      Parameters: found.parameters,
      ...(found.parameterGroups.length > 0 && { ParameterGroups: found.parameterGroups }),
      Environment: environment,
      ...(query.diagnostics === true && { Diagnostics: found.diagnostics }),
      ...(found.nestedParameters !== undefined && { NestedParameters: found.nestedParameters }),
    };
  },
});

const listVersions = route({
  method: "GET",
  path: "/template_versions",
  policy: "stacks:list_template_versions",
  status: 200,
  handle: (_asked, engine) => ({
    template_versions: engine
      .listTemplateVersions()
      .map(({ name, type, aliases }) => ({ version: name, type, aliases })),
  }),
});

const listFunctions = route({
  method: "GET",
  path: "/template_versions/:version/functions",
  policy: "stacks:list_template_functions",
  status: 200,
  query: { with_condition_func: flag("Whether the functions of conditions are listed too.") },
  handle(asked, engine) {
    const name = asked.param("version");
    const version = engine.listTemplateVersions().find((each) => each.name === name || each.aliases.includes(name));
    if (version === undefined) throw new EngineFault("NotFound", `there is no template version "${name}"`);
    const conditions = asked.query.with_condition_func === true ? version.conditionFunctions : [];
    const byName = new Map([...version.functions, ...conditions].map((each) => [each.name, each.description]));
    return { template_functions: [...byName].map(([functions, description]) => ({ functions, description })) };
  },
});

/** Templates: their validation, and what the language has. */
export const templateRoutes = [validateTemplate, listVersions, listFunctions];
