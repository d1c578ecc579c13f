import type { ResourceView } from "#engine/requests.ts";
import { ApiFault } from "../../middleware/fault.ts";
import { count, flag, repeatable } from "../fields.ts";
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

/** Resources of a stack. */
export const resourceRoutes = [listResources, showResource, showMetadata];
