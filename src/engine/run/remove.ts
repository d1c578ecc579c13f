import { isFault } from "#cloud/fault.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Lookup } from "#resource-model/step.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { sleep } from "#lib/time.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { backOffMs } from "./back-off.ts";
import { contextOf } from "./context.ts";
import { resourceFailureText } from "./failure-text.ts";
import { formerProperties } from "./former-properties.ts";
import { passHook } from "./hooks.ts";
import { deleteTwins, recover } from "./intents.ts";
import { runSteps, stepsOf } from "./steps.ts";
import type { Place } from "./target.ts";
import { endIfOutdated } from "./target.ts";
import type { ResourceState } from "./tree.ts";
import { Abandoned, CalledOff, StepFailed } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/** Removes a row that nothing needs any more, and its object with it unless the row's policy keeps that. */
export async function removeRow(
  place: Place,
  state: ResourceState,
  typeOf: (row: ResourceRow) => Promise<ResourceType | undefined>,
): Promise<void> {
  const { tree, stack } = place;
  if (state.busy) {
    // What has failed, or was cancelled, only lets end what is in flight.
    if (!place.operation.settled) state.callOff?.abort(new CalledOff());
    await state.busy;
    endIfOutdated(place);
    if (place.operation.settled) return;
  }
  // Whoever was waited for may have removed it.
  if (!stack.resources.has(state.row.id)) return;
  const { row } = state;
  // Asked now: what was still at work may have made the nested stack that tells.
  const type = await typeOf(row);
  const nothing = row.physicalId === null && row.intent === null;
  if (nothing && (row.action === "INIT" || type?.pure !== true)) return forget(place, state, row.action !== "INIT");
  if (place.operation.row.abandons && type?.nested !== true) return abandon(place, state);
  if (type === undefined) {
    throw new StepFailed(
      `the resource type ${row.type} is not known to this engine, so it cannot delete its object`,
      false,
    );
  }
  const resumed = row.action === "DELETE" && row.status === "IN_PROGRESS" && row.progress !== null;
  const cloud = type.pure ? undefined : await tree.cloud(stack.row);
  const action: Action = {
    ...place,
    state,
    type,
    kind: "DELETE",
    cloud,
    props: await formerProperties(type, row, cloud),
    before: undefined,
    changed: new Set(),
    observed: undefined,
  };
  // What a former owner began is brought to its end by whoever meets it first.
  if (!resumed) endIfOutdated(place);
  const hooked = place.operation.row.action === "DELETE";
  if (hooked && !resumed) await passHook(place, state, "pre-delete");
  try {
    await deleteObject(action, resumed);
    if (hooked) await passHook(place, state, "post-delete");
    forget(place, state, true);
  } catch (error) {
    if (tree.signal.aborted) throw new Abandoned();
    const reason = resourceFailureText(row.name, error);
    await tree.submit(resourceWrites(tree, state, { action: "DELETE", status: "FAILED", reason, progress: null }));
    throw error;
  }
}

async function deleteObject(action: Action, resumed: boolean): Promise<void> {
  const { tree, state } = action;
  const { clock } = tree.parts;
  if (!resumed) {
    await persist(
      action,
      // How far a former action came says nothing of the deletion's steps, for who takes it up after a crash.
      resourceWrites(tree, state, {
        action: "DELETE",
        status: "IN_PROGRESS",
        reason: "DELETE started",
        progress: null,
      }),
    );
  }
  if (state.row.deletionPolicy === "Retain" && !action.operation.row.abandons) return;
  await findLost(action);
  if (state.row.physicalId === null && !action.type.pure) return;
  const steps = [
    ...(state.row.deletionPolicy === "Snapshot" && !action.operation.row.abandons
      ? (action.type.snapshotOnDelete?.(contextOf(action)) ?? [])
      : []),
    ...stepsOf(action),
  ];
  if (!resumed) {
    const names = steps.map((step) => step.name);
    const progress = { steps: names, at: 0, started: true, startedAt: clock.now(), attempt: 1, before: null };
    await persist(action, resourceWrites(tree, state, { progress }));
  }
  await deleteWithRetries(action, steps, resumed);
  await deleteLateTwins(action);
}

/** How the object of the row's intent is looked up. */
function lookupOf(creating: Action): Lookup | undefined {
  const { intent } = creating.state.row;
  return creating.type.create(contextOf(creating)).find((step) => step.name === intent?.step)?.creates;
}

/** What a call that was given up made after all, long after another one had made the object. */
async function deleteLateTwins(action: Action): Promise<void> {
  if (action.state.row.intent?.mayHaveTwin !== true) return;
  const creating: Action = { ...action, kind: "CREATE" };
  const lookup = lookupOf(creating);
  if (lookup) await deleteTwins(creating, lookup, {});
}

/** An object that a call without an answer may have made is looked up first, so that it goes too. */
async function findLost(action: Action): Promise<void> {
  const { tree, state } = action;
  const { intent } = state.row;
  if (state.row.physicalId !== null || intent === null) return;
  const creating: Action = { ...action, kind: "CREATE" };
  const lookup = lookupOf(creating);
  if (lookup === undefined) return;
  const found = await recover(creating, lookup).catch((error: unknown) => {
    // What it would be part of is gone, and it with that.
    if (isFault(error, "notFound")) return undefined;
    throw error;
  });
  await tree.submit(resourceWrites(tree, state, { physicalId: found?.id ?? null, intent: null }));
}

async function deleteWithRetries(action: Action, steps: ReturnType<typeof stepsOf>, resumed: boolean): Promise<void> {
  const { clock, random, limits } = action.tree.parts;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runSteps(action, steps, resumed || attempt > 0);
    } catch (error) {
      const retry = error instanceof StepFailed && error.retryable && attempt < limits.actionRetryLimit;
      if (!retry || action.operation.signal.aborted) throw error;
      await sleep(clock, backOffMs(attempt, random, error), action.operation.signal);
    }
  }
}

/** The object stays, and nobody asks for it. */
function abandon(place: Place, state: ResourceState): void {
  const { tree } = place;
  tree.hand(
    resourceWrites(tree, state, { action: "DELETE", status: "IN_PROGRESS", reason: "abandoned", progress: null }),
  );
  forget(place, state, true);
}

/** The row goes; its last event stays. */
function forget(place: Place, state: ResourceState, wasThere: boolean): void {
  const { tree, stack } = place;
  const writes = wasThere
    ? resourceWrites(tree, state, { action: "DELETE", status: "COMPLETE", reason: "DELETE complete", progress: null })
    : [];
  stack.resources.delete(state.row.id);
  if (stack.current.get(state.row.name) === state) stack.current.delete(state.row.name);
  tree.hand([...writes.filter((write) => write.kind === "event"), { kind: "removeResource", id: state.row.id }]);
}
