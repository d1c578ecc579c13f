import type { Cloud } from "#cloud/cloud.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { sleep } from "#lib/time.ts";
import type { BoundResource } from "../definition/bound-stack.ts";
import { EngineFault } from "../faults.ts";
import type { PlannedAction } from "../plan/decide.ts";
import { changedProperties, decide } from "../plan/decide.ts";
import type { PlanNode } from "../plan/plan.ts";
import { sameValue } from "../plan/same-value.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { observe, readAttributes } from "./attributes.ts";
import { backOffMs } from "./back-off.ts";
import { resourceFailureText } from "./failure-text.ts";
import { contextOf } from "./context.ts";
import { newIntent } from "./intents.ts";
import { namesObjects, translate } from "./translate.ts";
import { runSteps, stepsOf } from "./steps.ts";
import type { Place, Target } from "./target.ts";
import { freeShared, takeBackShared } from "./shared-holdings.ts";
import { isOutdated, narrow, targetOf, wantedOf } from "./target.ts";
import { isDue } from "./operation.ts";
import type { ResourceState } from "./tree.ts";
import { Abandoned, CalledOff, StepFailed } from "./tree.ts";
import { initialRow, resourceWrites } from "./writes.ts";

/** Brings one name of the stack to what is desired. Rejects with what went wrong, after it was stored. */
export async function applyResource(place: Place, resource: BoundResource, node: PlanNode): Promise<void> {
  const state = place.stack.current.get(resource.name);
  if (state?.busy) {
    await state.busy;
    if (isOutdated(place)) throw new CalledOff();
  }
  const now = place.stack.current.get(resource.name);
  if (now && now.row.progress !== null && now.row.status === "IN_PROGRESS" && now.row.action !== "DELETE") {
    await resume(place, resource, now);
    if (now.row.operation === place.stack.row.operation) return;
  }
  const target = targetOf(place, resource);
  const decision = narrow(node, decide(now?.row, wantedOf(target, isDue(resource, now?.row, place.operation.row.number))));
  await perform(place, target, now, decision);
}

async function perform(
  place: Place,
  target: Target,
  state: ResourceState | undefined,
  action: PlannedAction,
): Promise<void> {
  switch (action) {
    case "create":
      return create(place, target, state ?? addRow(place, target.resource));
    case "replace":
      return replace(place, target, state);
    case "update":
      if (state) return update(place, target, state);
      break;
    case "keep":
      if (state) return keep(place, target, state);
      break;
    case "refuse":
    case "delete":
      break;
  }
  throw new EngineFault("NotSupported", "a property that may not change would change; put its former value back");
}

/** Makes the row of a name that has none. */
export function addRow(place: Place, resource: BoundResource): ResourceState {
  const state: ResourceState = { row: initialRow(place.tree, place.stack, resource) };
  place.stack.resources.set(state.row.id, state);
  place.stack.current.set(resource.name, state);
  return state;
}

async function keep(place: Place, target: Target, state: ResourceState): Promise<void> {
  const { tree } = place;
  if (state.row.replacedBy !== null) await takeBack(place, target, await actionOf(place, target, state, "UPDATE"));
  const set: Partial<ResourceRow> = {
    ...(!sameValue(state.row.requires, target.requires) && { requires: target.requires }),
    ...(state.row.deletionPolicy !== target.deletionPolicy && { deletionPolicy: target.deletionPolicy }),
    ...(!sameValue(state.row.metadata, target.metadata) && { metadata: target.metadata }),
  };
  const read = place.operation.bound?.attributesRead.get(state.row.name);
  if (read && [...read].some((name) => !(name in state.row.attributes))) {
    const action = await actionOf(place, target, state, "UPDATE");
    Object.assign(set, { attributes: { ...state.row.attributes, ...(await readAttributes(action, read)) } });
  }
  if (Object.keys(set).length > 0) await tree.submit(resourceWrites(tree, state, set));
}

async function create(place: Place, target: Target, state: ResourceState): Promise<void> {
  const { tree } = place;
  const { clock, random, limits } = tree.parts;
  for (let attempt = 1; ; attempt += 1) {
    const action = await preparedAction(place, target, state, "CREATE");
    try {
      const old = place.stack.resources.get(state.row.replaces ?? "");
      if (old) await freeShared(await actionOf(place, target, old, "UPDATE"));
      await startAction(action, target, attempt);
      return;
    } catch (error) {
      const failure = await recordFailure(action, error);
      const retry = error instanceof StepFailed && error.retryable && attempt <= limits.actionRetryLimit;
      if (!retry || place.operation.signal.aborted) throw failure;
    }
    try {
      await removeBroken(action);
      await sleep(clock, backOffMs(attempt - 1, random), place.operation.signal);
    } catch (error) {
      throw await recordFailure(action, error);
    }
  }
}

/** Takes away what a failed attempt left, so that the next starts from nothing. */
async function removeBroken(failedAction: Action): Promise<void> {
  const { tree, state } = failedAction;
  const action: Action = { ...failedAction, kind: "DELETE", observed: undefined };
  const steps = stepsOf(action);
  const progress = { steps: steps.map((step) => step.name), at: 0, started: true, startedAt: tree.parts.clock.now(), attempt: 1, before: null };
  await tree.submit(resourceWrites(tree, state, { action: "DELETE", status: "IN_PROGRESS", reason: "another attempt follows", progress }));
  await runSteps(action, steps, false);
  await tree.submit(resourceWrites(tree, state, { physicalId: null, progress: null, attributes: {}, reference: null }));
}

async function replace(place: Place, target: Target, old: ResourceState | undefined): Promise<void> {
  const { tree } = place;
  const fresh = addRow(place, target.resource);
  if (old) {
    fresh.row = { ...fresh.row, replaces: old.row.id };
    old.row = { ...old.row, replacedBy: fresh.row.id };
    await tree.submit([
      { kind: "resource", row: old.row },
      { kind: "resource", row: fresh.row },
    ]);
  }
  await create(place, target, fresh);
}

/** The row that was replaced is kept after all. */
async function takeBack(place: Place, target: Target, kept: Action): Promise<void> {
  const newer = place.stack.resources.get(kept.state.row.replacedBy ?? "");
  await takeBackShared(kept, newer && (await actionOf(place, target, newer, "UPDATE")));
}

async function update(place: Place, target: Target, state: ResourceState): Promise<void> {
  const failed = state.row.status === "FAILED" && target.resource.resourceType.repairable !== undefined;
  if (failed && state.row.physicalId === null) return replace(place, target, state);
  const action = await preparedAction(place, target, state, "UPDATE");
  const { type } = action;
  if (failed) {
    action.observed = await observe(action);
    if (!type.repairable?.(contextOf(action))) return replace(place, target, state);
  }
  if (type.replaces?.(contextOf(action)) ?? false) return replace(place, target, state);
  const nothing = action.changed.size === 0 && !target.resource.nested && sameValue(state.row.metadata, target.metadata);
  if (nothing && state.row.status === "COMPLETE") return keep(place, target, state);
  try {
    if (state.row.replacedBy !== null) await takeBack(place, target, action);
    await startAction(action, target, 1);
  } catch (error) {
    throw await recordFailure(action, error);
  }
}

/** An action with both sides of its properties translated. */
async function actionOf(place: Place, target: Target, state: ResourceState, kind: Action["kind"]): Promise<Action> {
  const { tree, stack } = place;
  const { resourceType } = target.resource;
  const cloud: Cloud | undefined = resourceType.pure ? undefined : await tree.cloud(stack.row);
  const former = kind === "CREATE" ? null : (state.row.progress?.before ?? state.row.properties);
  const named = cloud !== undefined && namesObjects(resourceType.properties);
  const props = named ? await translate(resourceType.properties, target.values, cloud) : target.values;
  const before = former === null ? undefined : named ? await translate(resourceType.properties, former, cloud, { missing: "keep" }) : former;
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
async function preparedAction(place: Place, target: Target, state: ResourceState, kind: "CREATE" | "UPDATE"): Promise<Action> {
  try {
    return await actionOf(place, target, state, kind);
  } catch (error) {
    const wanted = { type: target.resource.type, properties: target.values, requires: target.requires };
    throw await recordFailure({ tree: place.tree, state, kind }, error, {
      action: kind,
      operation: place.operation.row.number,
      ...(kind === "CREATE" && wanted),
    });
  }
}

/** Stores the start, runs all steps, stores the end. */
async function startAction(action: Action, target: Target, attempt: number): Promise<void> {
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
  const intent = first?.creates?.kind === "unique" ? newIntent(action, first, []) : null;
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

/** Goes on with an action that another process, or this one before, had begun. */
async function resume(place: Place, resource: BoundResource, state: ResourceState): Promise<void> {
  const { row } = state;
  const target: Target = {
    resource,
    values: row.properties ?? {},
    metadata: row.metadata,
    deletionPolicy: row.deletionPolicy,
    requires: row.requires,
  };
  if (resource.type !== row.type) return;
  const action = await preparedAction(place, target, state, row.action === "CREATE" ? "CREATE" : "UPDATE");
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
    intent: null,
  });
  // Not awaited: what this completion lets start is handed in behind it, and the flush keeps the order.
  tree.hand(writes);
}

/** Stores that the action failed, unless nothing may be written any more; gives back what to reject with. */
async function recordFailure(
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
