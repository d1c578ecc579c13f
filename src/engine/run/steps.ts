import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { Watch } from "#cloud/watch.ts";
import { sleep } from "#lib/time.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { Started, Step } from "#resource-model/step.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { backOffMs } from "./back-off.ts";
import { contextOf } from "./context.ts";
import type { Made } from "./intents.ts";
import { createOnce, twinIntent } from "./intents.ts";
import { told } from "./told.ts";
import { CalledOff, Expired, StepFailed } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/** The steps of an action that makes, changes or deletes that apply now, in order. */
export function stepsOf(action: Action): readonly Step[] {
  const c = contextOf(action);
  const { type, kind } = action;
  const steps =
    kind === "CREATE" || kind === "ADOPT" ? type.create(c) : kind === "UPDATE" ? type.update(c) : type.delete(c);
  return steps.filter((step) => step.when?.(c) ?? true);
}

/**
 * Runs the steps from where the row's progress stands. The row must already hold the progress (and,
 * where the first step creates, its intent) durably. Rejects with what went wrong; the row then still
 * says how far it came.
 */
export async function runSteps(action: Action, steps: readonly Step[], resumed: boolean): Promise<void> {
  const first = action.state.row.progress?.at ?? 0;
  for (let at = first; at < steps.length; at += 1) {
    const step = steps[at];
    if (step === undefined) break;
    const again = resumed && at === first && action.state.row.progress?.started === true;
    if (at > first) await saveProgress(action, at);
    await runStep(action, step, again);
  }
}

async function saveProgress(action: Action, at: number): Promise<void> {
  const { tree, state } = action;
  const progress = state.row.progress;
  if (progress === null) throw new StepFailed("the resource lost its progress", false);
  await persist(
    action,
    resourceWrites(tree, state, { progress: { ...progress, at, started: true, startedAt: tree.parts.clock.now() } }),
  );
}

async function runStep(action: Action, step: Step, again: boolean): Promise<void> {
  const started = await startStep(action, step, again);
  if (started) await store(action, started, step.creates !== undefined);
  if (step.until) await settleStep(action, step, step.until);
}

async function startStep(action: Action, step: Step, again: boolean): Promise<Started | undefined> {
  // The id is there: only the answer's being stored was the end of that step's start.
  const { physicalId, intent } = action.state.row;
  if (step.creates && physicalId !== null && (intent === null || intent.mayHaveTwin === true) && again)
    return undefined;
  if (step.creates) return createOnce(action, step, step.creates, again);
  if (step.start === undefined) return undefined;
  const started = await startWithRetries(action, step, again);
  // What was seen before the start says nothing of what it brings about.
  if (started) action.observed = undefined;
  return started;
}

async function isAlready(action: Action, step: Step): Promise<boolean> {
  action.observed = await look(action, step);
  return (await step.already?.(contextOf(action))) ?? false;
}

/** A fresh look at the step's object; null when it is gone, undefined when there is nothing to look at. */
async function look(action: Action, step: Step): Promise<CloudObject | null | undefined> {
  const target = targetOf(action, step);
  if (target === undefined) return undefined;
  try {
    return await target.collection.show(target.id, { signal: action.operation.signal });
  } catch (error) {
    if (isFault(error, "notFound")) return null;
    throw error;
  }
}

function targetOf(action: Action, step: Step): ReturnType<NonNullable<Step["watches"]>> | undefined {
  const c = contextOf(action);
  if (step.watches) return step.watches(c);
  if (action.type.collection === undefined || action.cloud === undefined || c.id === "") return undefined;
  return { collection: action.type.collection(action.cloud), id: c.id };
}

/**
 * Conflicts and passing faults of a repeatable call are tried again, with growing pauses, unless the
 * call is seen to have had its effect all the same; undefined then.
 */
async function startWithRetries(action: Action, step: Step, again: boolean): Promise<Started | undefined> {
  const { clock, random, limits } = action.tree.parts;
  for (let attempt = 0; ; attempt += 1) {
    if ((again || attempt > 0) && step.already && (await isAlready(action, step))) return undefined;
    if (action.operation.signal.aborted) throw action.operation.signal.reason;
    try {
      return (await step.start?.(contextOf(action))) ?? {};
    } catch (error) {
      const passing = isFault(error) && (error.transient || error.kind === "conflict");
      if (!passing || attempt >= limits.actionRetryLimit || action.operation.signal.aborted) throw error;
      await sleep(clock, backOffMs(attempt, random, error), action.operation.signal);
    }
  }
}

/** Stores what a start found out, before anything else that can fail. */
async function store(action: Action, started: Made, created: boolean): Promise<void> {
  const { tree, state } = action;
  const { intent } = state.row;
  if (started.observed !== undefined) action.observed = started.observed;
  if (started.id === undefined && started.data === undefined && !created) return;
  await persist(
    action,
    resourceWrites(tree, state, {
      ...(started.id !== undefined && { physicalId: started.id }),
      ...(started.data !== undefined && { data: { ...state.row.data, ...started.data } }),
      intent: started.mayHaveTwin && intent ? { ...intent, mayHaveTwin: true } : twinIntent(state.row),
    }),
  );
}

async function settleStep(action: Action, step: Step, until: (c: ResourceContext) => Outcome): Promise<void> {
  const { tree, operation, callOff } = action;
  const { clock, watcher } = tree.parts;
  const signal = callOff ? AbortSignal.any([operation.signal, callOff]) : operation.signal;
  let watch: Watch | undefined;
  let reached = false;
  let seen = "";
  try {
    for (;;) {
      if (signal.aborted) throw signal.reason;
      const outcome = until(contextOf(action));
      if (outcome.kind === "done") {
        reached = true;
        return;
      }
      if (outcome.kind === "failed") throw new StepFailed(outcome.because, outcome.retryable, action.observed);
      seen = outcome.because;
      if (outcome.for.kind === "time") await sleep(clock, Math.max(0, outcome.for.at - clock.now()), signal);
      else if (outcome.for.kind === "child") await childChanged(action, signal);
      else if (outcome.for.kind === "signal")
        await told(tree, tree.stacks.values(), { signal, untilMs: outcome.for.until });
      else {
        const target = targetOf(action, step);
        if (target === undefined)
          throw new StepFailed(`step "${step.name}" waits for an object it cannot look at`, false);
        watch ??= watcher.watch(target.collection, target.id, `${action.type.type} ${step.name}`);
        action.observed = await watch.next(signal);
      }
    }
  } catch (error) {
    throw error instanceof Expired ? error.with(seen) : error;
  } finally {
    watch?.end(reached);
  }
}

/** Resolves at the next change of the child stack's state. */
function childChanged(action: Action, signal: AbortSignal): Promise<void> {
  const child = action.tree.stacks.get(action.state.row.physicalId ?? "");
  return new Promise((resolve, reject) => {
    if (child === undefined) {
      resolve();
      return;
    }
    const end = (): void => {
      child.watchers.delete(onChange);
      signal.removeEventListener("abort", onAbort);
    };
    const onChange = (): void => {
      end();
      resolve();
    };
    const onAbort = (): void => {
      end();
      reject(signal.reason instanceof Error ? signal.reason : new CalledOff());
    };
    child.watchers.add(onChange);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
