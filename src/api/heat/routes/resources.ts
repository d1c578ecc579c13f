import type { ResourceView } from "#engine/requests.ts";
import { ApiFault } from "../../middleware/fault.ts";
import { boolean, count, flag, repeatable, text } from "../fields.ts";
import type { Fields } from "../fields.ts";
import { route } from "../route.ts";
import { resourceShape } from "../shapes/resource.ts";
import { stackOf } from "./stacks.ts";

const listFields = {
  nested_depth: count("Down to which depth resources of nested stacks are listed too."),
  with_detail: flag("Whether descriptions and attributes are shown."),
  type: repeatable("Resources whose type contains this."),
  name: repeatable("Resources of these names."),
  status: repeatable("Resources of these statuses: COMPLETE, FAILED, IN_PROGRESS."),
  action: repeatable("Resources whose last action is one of these."),
  id: repeatable("Resources of these ids."),
  physical_resource_id: repeatable("Resources of these physical ids."),
} as const satisfies Fields;

type Filters = Readonly<
  Record<"type" | "name" | "status" | "action" | "id" | "physical_resource_id", readonly string[] | undefined>
>;

function isWanted({ row }: ResourceView, filters: Filters): boolean {
  const has = (values: readonly string[] | undefined, value: string): boolean =>
    values === undefined || values.includes(value);
  return (
    has(filters.name, row.name) &&
    has(filters.status, row.status) &&
    has(filters.action, row.action) &&
    has(filters.id, row.id) &&
    has(filters.physical_resource_id, row.physicalId ?? "") &&
    (filters.type === undefined || filters.type.some((type) => row.type.includes(type)))
  );
}

const listResources = route({
  method: "GET",
  path: "/stacks/:stack/:id/resources",
  policy: "resource:index",
  status: 200,
  query: listFields,
  async handle(asked, engine) {
    const { query, rawQuery, caller, links } = asked;
    const unknown = Object.keys(rawQuery).find((key) => !Object.hasOwn(listFields, key));
    if (unknown !== undefined) throw new ApiFault(400, `resources cannot be filtered by "${unknown}"`);
    const depth = Math.min(query.nested_depth ?? 0, engine.limits.maxNestedStackDepth);
    const views = await engine.listResources(caller, stackOf(asked), depth);
    const detail = query.with_detail === true;
    return {
      resources: views.filter((view) => isWanted(view, query)).map((view) => resourceShape(view, links, { detail })),
    };
  },
});

const showResource = route({
  method: "GET",
  path: "/stacks/:stack/:id/resources/:resource",
  policy: "resource:show",
  status: 200,
  query: { with_attr: repeatable("Attributes to show besides the type's.") },
  async handle(asked, engine) {
    const { caller, links, query } = asked;
    const view = await engine.showResource(caller, stackOf(asked), asked.param("resource"), query.with_attr ?? []);
    return { resource: resourceShape(view, links, { detail: true }) };
  },
});

const showMetadata = route({
  method: "GET",
  path: "/stacks/:stack/:id/resources/:resource/metadata",
  policy: "resource:metadata",
  status: 200,
  handle: async (asked, engine) => ({
    metadata: await engine.showResourceMetadata(asked.caller, stackOf(asked), asked.param("resource")),
  }),
});

const signal = route({
  method: "POST",
  path: "/stacks/:stack/:id/resources/:resource/signal",
  policy: "resource:signal",
  status: 200,
  async handle(asked, engine) {
    await engine.signalResource(asked.caller, stackOf(asked), asked.param("resource"), asked.rawBody);
    return null;
  },
});

const markFields = {
  mark_unhealthy: boolean("Whether the resource is broken; false takes that back."),
  resource_status_reason: text("What is said of it."),
} as const satisfies Fields;

const mark = route({
  method: "PATCH",
  path: "/stacks/:stack/:id/resources/:resource",
  policy: "resource:mark_unhealthy",
  status: 200,
  body: markFields,
  async handle(asked, engine) {
    const { body, rawBody, caller } = asked;
    const unknown = Object.keys(rawBody).find((key) => !Object.hasOwn(markFields, key));
    if (unknown !== undefined) throw new ApiFault(400, `a resource cannot be marked with "${unknown}"`);
    if (body.mark_unhealthy === undefined) throw new ApiFault(400, "mark_unhealthy is missing: true or false");
    const report = { unhealthy: body.mark_unhealthy, reason: body.resource_status_reason ?? "" };
    await engine.markResource(caller, stackOf(asked), asked.param("resource"), report);
    return null;
  },
});

/** Resources of a stack. */
export const resourceRoutes = [listResources, showResource, showMetadata, signal, mark];
