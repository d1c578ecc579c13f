import type { Cloud } from "#cloud/cloud.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceRow } from "#storage/rows.ts";
import type { Action } from "./action.ts";
import { createChildStack } from "./child-stack.ts";
import { StepFailed } from "./tree.ts";
import { physicalName } from "./writes.ts";

/** What the steps of the action are given, as things stand now. */
export function contextOf(action: Action): ResourceContext {
  const { tree, stack, state, type } = action;
  const row = state.row;
  const props = action.props as Values<PropertySchemas>;
  return {
    get cloud(): Cloud {
      if (action.cloud === undefined)
        throw new StepFailed(`${type.type} works without a cloud, yet asked for it`, false);
      return action.cloud;
    },
    props,
    before: action.before as Values<PropertySchemas> | undefined,
    changed: action.changed,
    id: row.physicalId ?? "",
    name: physicalName(stack.row.name, row.name, row.id, type.nameLimit),
    // What is looked up bears the marker that the call was made with.
    marker: row.intent?.marker ?? markerOf(row),
    observed: action.observed,
    resource: { id: row.id, name: row.name, type: row.type },
    stack: { id: stack.row.id, name: stack.row.name, projectId: stack.row.projectId },
    metadata: row.metadata,
    data: row.data,
    stepStartedAt: row.progress?.startedAt ?? tree.parts.clock.now(),
    now: tree.parts.clock.now(),
    random: tree.parts.random,
    get child() {
      return createChildStack(action);
    },
  };
}

/** What travels with the objects of one attempt. */
export function markerOf(row: ResourceRow): string {
  const attempt = row.progress?.attempt ?? 1;
  return attempt === 1 ? `calor-${row.id}` : `calor-${row.id}-${attempt}`;
}
