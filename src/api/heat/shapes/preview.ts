import type { PlannedResource, StackPlan } from "#engine/plan/planned.ts";
import type { StackPreview } from "#engine/requests.ts";
import { isoSeconds } from "#lib/time.ts";
import type { Links } from "../links.ts";
import { asksForNew } from "./plan.ts";
import { shownStack } from "./stack.ts";

type Shape = Readonly<Record<string, unknown>>;
type Nested = readonly (Shape | Nested)[];

/** As Heat: the id of a stack that is not there yet. */
const noId = "None";

/** Whose resource is shown: as it is, or as the new definition has it, before anything was done. */
type Side = "current" | "new";

interface Place {
  readonly projectId: string;
  readonly plan: StackPlan;
  readonly parentResource?: string;
}

/** A stack that would be created, with its resources; those of nested stacks are lists in the list. */
export function previewedStack(preview: StackPreview, links: Links): Shape {
  const { row, plan } = preview;
  const view = { ...preview, row, outputs: [], capabilities: [], notificationTopics: [] };
  const { stack_status: _status, stack_status_reason: _reason, ...stack } = shownStack(view, links, true);
  return { ...stack, resources: resourcesOf({ projectId: row.projectId, plan }) };
}

function resourcesOf(place: Place): Nested {
  return place.plan.resources.map((planned) =>
    planned.nested
      ? resourcesOf({ ...place, plan: planned.nested, parentResource: planned.name })
      : { ...resourceShape(place, planned, "new"), properties: propertiesOf(planned) },
  );
}

function propertiesOf({ bound, properties }: PlannedResource): Shape {
  return Object.fromEntries(
    Object.keys({ ...bound?.resourceType.properties, ...properties }).map((name) => [name, properties[name] ?? null]),
  );
}

const listNames = ["unchanged", "updated", "replaced", "added", "deleted"] as const;
type ListName = (typeof listNames)[number];

/** What an update would do, as Heat's five lists; with those of nested stacks where they are asked for. */
export function resourceChanges({ row, plan }: StackPreview, options: { readonly nested: boolean }): Shape {
  const lists: Record<ListName, Shape[]> = { unchanged: [], updated: [], replaced: [], added: [], deleted: [] };
  const add = (place: Place, whole: ListName | undefined): void => {
    for (const planned of place.plan.resources) {
      const isLeftOver =
        planned.bound === undefined && planned.because.every(({ cause }) => cause.kind !== "notDesired");
      // What an earlier replacement left behind has no name of its own in these lists.
      if (isLeftOver) continue;
      const list = whole ?? listOf(planned);
      const side = list === "updated" || list === "deleted" ? "current" : "new";
      lists[list].push(resourceShape(place, planned, side));
      if (!options.nested || planned.nested === undefined) continue;
      const below = { ...place, plan: planned.nested, parentResource: planned.name };
      add(below, list === "updated" ? undefined : list);
    }
  };
  add({ projectId: row.projectId, plan }, undefined);
  return lists;
}

/** Where only the run can tell, the list of what would change most. */
function listOf({ node, because }: PlannedResource): ListName {
  const { actions } = node.decision;
  if (node.kind === "remove") return "deleted";
  if (actions.every((action) => action === "keep")) return "unchanged";
  if (actions.every((action) => action === "create")) return "added";
  const isReplaced = actions.every((action) => action === "replace");
  return isReplaced || (actions.includes("replace") && because.some(asksForNew)) ? "replaced" : "updated";
}

/** A resource as the previews show it, which is not as anything else shows one. */
function resourceShape({ projectId, plan, parentResource }: Place, planned: PlannedResource, side: Side): Shape {
  const row = side === "current" ? planned.row : undefined;
  const stack = { tenant: projectId, stack_name: plan.name, stack_id: plan.row?.id ?? noId };
  const nested = row && planned.nested?.row;
  const times = row && { updated: isoSeconds(row.updatedAt), created: isoSeconds(row.createdAt) };
  return {
    updated_time: times?.updated ?? null,
    creation_time: times?.created ?? null,
    resource_name: planned.name,
    physical_resource_id: row?.physicalId ?? "",
    resource_action: row?.action ?? "INIT",
    resource_status: row?.status ?? "COMPLETE",
    resource_status_reason: row?.reason ?? "",
    resource_type: row?.type ?? planned.bound?.definition.type ?? planned.type,
    resource_identity: { ...stack, path: `/resources/${planned.name}` },
    stack_identity: { ...stack, path: "" },
    stack_name: plan.name,
    required_by: planned.requiredBy,
    ...(nested && {
      nested_stack_id: { tenant: projectId, stack_name: nested.name, stack_id: nested.id, path: "" },
    }),
    ...(parentResource !== undefined && { parent_resource: parentResource }),
    description: planned.bound?.definition.description ?? "",
    metadata: row?.metadata ?? {},
    attributes: attributesOf(planned, side),
  };
}

function attributesOf({ bound, attributes }: PlannedResource, side: Side): Shape {
  const names = Object.keys({ ...bound?.resourceType.attributes, ...attributes }).filter((name) => name !== "show");
  return Object.fromEntries(names.map((name) => [name, (side === "current" ? attributes[name] : undefined) ?? null]));
}
