import type { Cloud } from "#cloud/cloud.ts";
import { namesObjects } from "#schema/names.ts";
import type { ResourceRow } from "#storage/rows.ts";
import type { BoundResource } from "../definition/bound-stack.ts";
import { changedProperties } from "../plan/decide.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { readAttributes } from "./attributes.ts";
import { contextOf } from "./context.ts";
import { resourceFailureText } from "./failure-text.ts";
import { newIntent, twinIntent } from "./intents.ts";
import { runSteps, stepsOf } from "./steps.ts";
import type { Place, Target } from "./target.ts";
import { endIfOutdated } from "./target.ts";
import { translate } from "./translate.ts";
import type { ResourceState } from "./tree.ts";
import { Abandoned } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/** An action with both sides of its properties translated. */
export async function actionOf(
  place: Place,
  target: Target,
  state: ResourceState,
  kind: Action["kind"],
): Promise<Action> {
  const { tree, stack } = place;
  const { resourceType } = target.resource;
  const cloud: Cloud | undefined = resourceType.pure ? undefined : await tree.cloud(stack.row);
  const former = kind === "CREATE" || kind === "ADOPT" ? null : (state.row.progress?.before ?? state.row.properties);
  const named = cloud !== undefined && namesObjects(resourceType.properties);
  const props = named ? await translate(resourceType.properties, target.values, cloud) : target.values;
  const before =
    former === null
      ? undefined
      : named
        ? await translate(resourceType.properties, former, cloud, { missing: "keep" })
        : former;
  return {
    ...place,
    state,
    type: resourceType,
    kind,
    cloud,
    props,
    before,
    changed: new Set(before === undefined ? Object.keys(props) : changedProperties(before, props)),
    observed: undefined,
  };
}

/** An action ready to start; where it cannot be (a name in its properties that nothing bears), that is the resource's failure. */
export async function preparedAction(
  place: Place,
  target: Target,
  state: ResourceState,
  kind: "CREATE" | "ADOPT" | "UPDATE",
): Promise<Action> {
  try {
    return await actionOf(place, target, state, kind);
  } catch (error) {
    // Nothing has begun: what the resource is, is said by the newer operation.
    endIfOutdated(place);
    const wanted = { type: target.resource.type, properties: target.values, requires: target.requires };
    throw await recordFailure({ tree: place.tree, state, kind }, error, {
      action: kind,
      operation: place.operation.row.number,
      ...(kind !== "UPDATE" && wanted),
    });
  }
}

/** Stores the start, runs all steps, stores the end. */
export async function startAction(action: Action, target: Target, attempt: number): Promise<void> {
  const { tree, state, kind } = action;
  const now = tree.parts.clock.now();
  const before = kind === "CREATE" ? null : state.row.properties;
  const start: Partial<ResourceRow> = {
    action: kind as ResourceRow["action"],
    status: "IN_PROGRESS",
    reason: `${kind} started`,
    type: target.resource.type,
    properties: target.values,
    metadata: target.metadata,
    deletionPolicy: target.deletionPolicy,
    requires: target.requires,
    operation: action.operation.row.number,
  };
  // The attempt is part of what the steps see (its marker), so it is set before they are asked.
  state.row = { ...state.row, progress: { steps: [], at: 0, started: true, startedAt: now, attempt, before } };
  const steps = stepsOf(action);
  const first = steps[0];
  const intent = first?.creates?.kind === "unique" ? newIntent(action, first, []) : twinIntent(state.row);
  await persist(
    action,
    resourceWrites(tree, state, {
      ...start,
      intent,
      progress: { steps: steps.map((step) => step.name), at: 0, started: true, startedAt: now, attempt, before },
    }),
  );
  await runSteps(action, steps, false);
  await complete(action);
}

/** What the action that the row is in shall bring about. */
export function recordedTarget(resource: BoundResource, row: ResourceRow): Target {
  const { properties, metadata, deletionPolicy, requires } = row;
  return { resource, values: properties ?? {}, metadata, deletionPolicy, requires };
}

/** Goes on with an action that another process, or this one before, had begun. */
export async function resume(place: Place, resource: BoundResource, state: ResourceState): Promise<void> {
  const { row } = state;
  if (resource.type !== row.type) return;
  const action = await preparedAction(
    place,
    recordedTarget(resource, row),
    state,
    row.action === "CREATE" || row.action === "ADOPT" ? row.action : "UPDATE",
  );
  try {
    // An action whose steps have other names by now (a newer version) starts again from what is observed.
    const steps = stepsOf(action);
    const at = steps.findIndex((step) => step.name === row.progress?.steps[row.progress.at]);
    state.row = { ...state.row, progress: row.progress && { ...row.progress, at: Math.max(0, at) } };
    await runSteps(action, steps, true);
    await complete(action);
  } catch (error) {
    throw await recordFailure(action, error);
  }
}

async function complete(action: Action): Promise<void> {
  const { tree, state, operation, type, kind } = action;
  const read = operation.bound?.attributesRead.get(state.row.name);
  const attributes = read && read.size > 0 ? await readAttributes(action, read) : {};
  const writes = resourceWrites(tree, state, {
    status: "COMPLETE",
    reason: `${kind} complete`,
    reference: type.reference(contextOf(action)) ?? null,
    attributes,
    progress: null,
    intent: twinIntent(state.row),
  });
  // Not awaited: what this completion lets start is handed in behind it, and the flush keeps the order.
  tree.hand(writes);
}

/** Stores that the action failed, unless nothing may be written any more; gives back what to reject with. */
export async function recordFailure(
  { tree, state, kind }: Pick<Action, "tree" | "state" | "kind">,
  error: unknown,
  more: Partial<ResourceRow> = {},
): Promise<unknown> {
  if (tree.signal.aborted) return new Abandoned();
  const reason = resourceFailureText(state.row.name, error);
  const undone = kind === "UPDATE" ? (state.row.progress?.before ?? state.row.properties) : state.row.properties;
  await tree.submit(
    resourceWrites(tree, state, { status: "FAILED", reason, properties: undone, progress: null, ...more }),
  );
  return error;
}
