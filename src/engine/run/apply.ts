import type { ResourceRow } from "#storage/rows.ts";
import { sleep } from "#lib/time.ts";
import type { BoundResource } from "../definition/bound-stack.ts";
import { EngineFault } from "../faults.ts";
import type { PlannedAction } from "../plan/decide.ts";
import { decide } from "../plan/decide.ts";
import type { PlanNode } from "../plan/plan.ts";
import { isVisit } from "../plan/plan-visit.ts";
import { sameValue } from "../plan/same-value.ts";
import type { Action } from "./action.ts";
import { adoptResource } from "./adopt.ts";
import { observe, readAttributes } from "./attributes.ts";
import { backOffMs } from "./back-off.ts";
import { contextOf } from "./context.ts";
import { isDue } from "../plan/plan-stack.ts";
import { actionOf, preparedAction, recordedTarget, recordFailure, resume, startAction } from "./perform-action.ts";
import { passHook, waitsAtHook } from "./hooks.ts";
import { refuseRestricted } from "./restricted-actions.ts";
import { freeShared, takeBackShared } from "./shared-holdings.ts";
import { runSteps, stepsOf } from "./steps.ts";
import type { Place, Target } from "./target.ts";
import { endIfOutdated, isOutdated, narrow, takeToo, targetOf, wantedOf } from "./target.ts";
import type { ResourceState } from "./tree.ts";
import { Abandoned, CalledOff, PlanOutdated, StepFailed } from "./tree.ts";
import { visitResource } from "./visit.ts";
import { initialRow, resourceWrites } from "./writes.ts";

/** Brings one name of the stack to what is desired. Rejects with what went wrong, after it was stored. */
export async function applyResource(place: Place, resource: BoundResource, node: PlanNode): Promise<void> {
  const state = place.stack.current.get(resource.name);
  if (state?.busy) {
    // As Heat: a child stack takes the newer operation at once; its former one is not waited for, nor who clears a hook.
    const waits = resource.nested || waitsAtHook(state.row);
    if (waits && !place.operation.settled) state.callOff?.abort(new CalledOff());
    await state.busy;
    endIfOutdated(place);
  }
  const now = place.stack.current.get(resource.name);
  if (now && now.row.progress !== null && now.row.status === "IN_PROGRESS" && now.row.action !== "DELETE") {
    if (isVisit(now.row.action)) await endVisit(place, resource, now);
    else await goOn(place, resource, now);
    endIfOutdated(place);
    if (now.row.operation === place.stack.row.operation) return;
  }
  // What failed meanwhile, was cancelled, or had failed before a crash, begins nothing more.
  if (place.operation.settled) return;
  const target = targetOf(place, resource);
  const decision = narrow(
    node,
    decide(now?.row, wantedOf(target, isDue(resource, now?.row, place.operation.row.number))),
  );
  if (decision === undefined) throw new PlanOutdated(resource.name);
  const isChange = place.operation.row.action !== "CREATE" && now !== undefined && decision !== "create";
  if (isChange) await passHook(place, now, "pre-update");
  endIfOutdated(place);
  await perform(place, target, now, decision);
  // A former owner died while it waited there.
  if (now && waitsAtHook(now.row))
    for (const hook of ["post-create", "post-update"] as const) {
      if (waitsAtHook(now.row, hook)) await passHook(place, now, hook);
    }
}

/** A visit that was interrupted comes to its end first; where it fails, the row says so and is judged by that. */
async function endVisit(place: Place, { resourceType }: BoundResource, state: ResourceState): Promise<void> {
  const { action } = state.row;
  if (!isVisit(action)) return;
  try {
    await visitResource(place, state, { action, type: resourceType });
  } catch (error) {
    if (error instanceof Abandoned || state.row.status !== "FAILED") throw error;
  }
}

/** Ends what another process, or a former operation, had begun; where that would be tried again, it is. */
async function goOn(place: Place, resource: BoundResource, state: ResourceState): Promise<void> {
  const { row } = state;
  const attempt = row.progress?.attempt ?? 1;
  try {
    await resume(place, resource, state);
  } catch (error) {
    if (error instanceof Abandoned || state.row.status !== "FAILED") throw error;
    // Of a former operation the row says how it ended, and is judged by that.
    if (row.operation !== place.stack.row.operation) return;
    if (row.action !== "CREATE" || !mayTryAgain(place, error, attempt)) throw error;
    const target = recordedTarget(resource, row);
    await clearAway(await preparedAction(place, target, state, "CREATE"), attempt);
    await createWithRetries(place, target, state, attempt + 1);
  }
}

async function perform(
  place: Place,
  target: Target,
  state: ResourceState | undefined,
  action: PlannedAction,
): Promise<void> {
  // What is adopted is there: whatever became of a former try, nothing is made for it.
  if (place.operation.row.action === "ADOPT" && action !== "keep") {
    return adoptResource(place, target, state ?? addRow(place, target.resource));
  }
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
    case "visit":
      break;
  }
  throw new EngineFault("NotSupported", "a property that may not change would change; put its former value back");
}

/** Makes the row of a name that has none. */
export function addRow(place: Place, resource: BoundResource): ResourceState {
  const state: ResourceState = { row: initialRow(place.tree, place.stack, resource) };
  place.stack.resources.set(state.row.id, state);
  place.stack.current.set(resource.name, state);
  void place.works?.(state);
  return state;
}

async function keep(place: Place, target: Target, state: ResourceState): Promise<void> {
  const { tree } = place;
  if (state.row.replacedBy !== null) await takeBack(place, target, await actionOf(place, target, state, "UPDATE"));
  endIfOutdated(place);
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
  const isHooked = place.operation.row.action === "CREATE";
  if (isHooked) await passHook(place, state, "pre-create");
  await createWithRetries(place, target, state);
  if (isHooked) await passHook(place, state, "post-create");
}

async function createWithRetries(place: Place, target: Target, state: ResourceState, first = 1): Promise<void> {
  for (let attempt = first; ; attempt += 1) {
    const action = await preparedAction(place, target, state, "CREATE");
    endIfOutdated(place);
    const holders = holdersBeside(place, state);
    for (const holder of holders) await takeToo(place, holder);
    try {
      for (const holder of holders) await freeShared(await actionOf(place, target, holder, "UPDATE"));
      endIfOutdated(place);
      await startAction(action, target, attempt);
      return;
    } catch (error) {
      const failure = await recordFailure(action, error);
      if (!mayTryAgain(place, error, attempt)) throw failure;
    }
    await clearAway(action, attempt);
  }
}

/** Whether a creation that ended so is tried once more. */
function mayTryAgain(place: Place, error: unknown, attempt: number): boolean {
  const isRetryable = error instanceof StepFailed && error.retryable;
  const { actionRetryLimit } = place.tree.parts.limits;
  return isRetryable && attempt <= actionRetryLimit && !place.operation.signal.aborted && !isOutdated(place);
}

/** Makes room for the next attempt, after a pause. */
async function clearAway(action: Action, attempt: number): Promise<void> {
  const { clock, random } = action.tree.parts;
  try {
    await removeBroken(action);
    await sleep(clock, backOffMs(attempt - 1, random), action.operation.signal);
  } catch (error) {
    throw await recordFailure(action, error);
  }
}

/** The other rows of the name that have an object: whichever of them holds what the new one needs, as crashes left them, also one that is on its way out. */
function holdersBeside({ stack }: Place, { row }: ResourceState): readonly ResourceState[] {
  return [...stack.resources.values()].filter(
    (other) => other.row.name === row.name && other.row.id !== row.id && other.row.physicalId !== null,
  );
}

/** Takes away what a failed attempt left, so that the next starts from nothing. */
async function removeBroken(failedAction: Action): Promise<void> {
  const { tree, state } = failedAction;
  const action: Action = { ...failedAction, kind: "DELETE", observed: undefined };
  const steps = stepsOf(action);
  const progress = {
    steps: steps.map((step) => step.name),
    at: 0,
    started: true,
    startedAt: tree.parts.clock.now(),
    attempt: 1,
    before: null,
  };
  await tree.submit(
    resourceWrites(tree, state, {
      action: "DELETE",
      status: "IN_PROGRESS",
      reason: "another attempt follows",
      progress,
    }),
  );
  await runSteps(action, steps, false);
  await tree.submit(resourceWrites(tree, state, { physicalId: null, progress: null, attributes: {}, reference: null }));
}

async function replace(place: Place, target: Target, old: ResourceState | undefined): Promise<void> {
  const { tree } = place;
  if (old) await refuseRestricted(place, old, "replace");
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
  if (newer) await takeToo(place, newer);
  await takeBackShared(kept, newer && (await actionOf(place, target, newer, "UPDATE")));
}

async function update(place: Place, target: Target, state: ResourceState): Promise<void> {
  const failed = state.row.status === "FAILED" && target.resource.resourceType.repairable !== undefined;
  if (failed && state.row.physicalId === null) return replace(place, target, state);
  const action = await preparedAction(place, target, state, "UPDATE");
  endIfOutdated(place);
  const { type } = action;
  if (failed) {
    action.observed = await observe(action);
    endIfOutdated(place);
    if (!type.repairable?.(contextOf(action))) return replace(place, target, state);
  }
  if (type.replaces?.(contextOf(action)) ?? false) return replace(place, target, state);
  const nothing =
    action.changed.size === 0 && !target.resource.nested && sameValue(state.row.metadata, target.metadata);
  if (nothing && state.row.status === "COMPLETE") return keep(place, target, state);
  await refuseRestricted(place, state, "update");
  try {
    if (state.row.replacedBy !== null) await takeBack(place, target, action);
  } catch (error) {
    throw await recordFailure(action, error);
  }
  endIfOutdated(place);
  try {
    await startAction(action, target, 1);
  } catch (error) {
    throw await recordFailure(action, error);
  }
  await passHook(place, state, "post-update");
}
