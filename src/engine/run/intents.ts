import type { CloudObject } from "#cloud/collection.ts";
import type { Lookup, Started, Step } from "#resource-model/step.ts";
import type { Intent } from "#storage/rows.ts";
import { isFault } from "#cloud/fault.ts";
import { sleep } from "#lib/time.ts";
import type { Action } from "./action.ts";
import { contextOf, markerOf } from "./context.ts";
import { backOffMs } from "./back-off.ts";
import { StepFailed } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/** The intent of the row's current attempt at a step, to be made durable before the call. */
export function newIntent(action: Action, step: Step, known: readonly string[]): Intent {
  return { step: step.name, marker: markerOf(action.state.row), at: action.tree.parts.clock.now(), known };
}

/**
 * Makes an object exactly once. A durable intent precedes the call; whenever it is not known what
 * became of a call (a crash, a lost answer), the object is looked up and adopted, and only when it
 * surely is not there, and cannot appear any more, is it made again.
 */
export async function createOnce(action: Action, step: Step, lookup: Lookup, again: boolean): Promise<Started> {
  let unsure = again && action.state.row.intent !== null;
  for (let attempt = 0; ; attempt += 1) {
    if (unsure) {
      const adopted = await recover(action, lookup);
      if (adopted) return adopted;
    }
    if (attempt > 0 || again || action.state.row.intent?.step !== step.name) await storeIntent(action, step, lookup);
    if (action.operation.signal.aborted) throw action.operation.signal.reason;
    try {
      const started = (await step.start?.(contextOf(action))) ?? {};
      if (unsure) await deleteTwins(action, lookup, started);
      return started;
    } catch (error) {
      unsure = (await isEffectUnknown(action, error, attempt)) || unsure;
    }
  }
}

/** Whether the failed call may have had its effect; throws where no further attempt makes sense. */
async function isEffectUnknown(action: Action, error: unknown, attempt: number): Promise<boolean> {
  const { clock, random, limits } = action.tree.parts;
  const { signal } = action.operation;
  if (!isFault(error) || signal.aborted) throw error;
  if (error.mayHaveHadEffect) {
    if (attempt >= limits.actionRetryLimit) throw error;
    return true;
  }
  if ((!error.transient && error.kind !== "conflict") || attempt >= limits.actionRetryLimit) {
    await forgetIntent(action);
    throw error;
  }
  await sleep(clock, backOffMs(attempt, random, error), signal);
  return false;
}

/** Nothing was made: there is nothing to look up later. */
async function forgetIntent(action: Action): Promise<void> {
  await action.tree.submit(resourceWrites(action.tree, action.state, { intent: null }));
}

async function storeIntent(action: Action, step: Step, lookup: Lookup): Promise<void> {
  // What is there before the call and bears no marker of ours is not ours.
  const known = lookup.kind === "unique" ? [] : (await lookup.find(contextOf(action))).map((found) => String(found.id));
  await action.tree.submit(resourceWrites(action.tree, action.state, { intent: newIntent(action, step, known) }));
}

/**
 * Looks for the object of a call whose answer is lost: at once, and again when no call made before
 * can have its effect any more.
 */
export async function recover(action: Action, lookup: Lookup): Promise<Started | undefined> {
  const { clock, requestTimeoutMs } = action.tree.parts;
  const found = await ours(action, lookup);
  if (found) return adopt(action, lookup, found);
  const intent = action.state.row.intent;
  const rest = intent === null ? 0 : intent.at + requestTimeoutMs - clock.now();
  if (rest <= 0) return undefined;
  await sleep(clock, rest, action.operation.signal);
  const late = await ours(action, lookup);
  return late ? adopt(action, lookup, late) : undefined;
}

async function ours(action: Action, lookup: Lookup): Promise<CloudObject | undefined> {
  const claimed = new Set<string>();
  for (const stack of action.tree.stacks.values()) {
    for (const state of stack.resources.values()) {
      // Objects of other types may bear the same id, as an attachment its volume's.
      const alike = state !== action.state && state.row.type === action.state.row.type;
      if (alike && state.row.physicalId !== null) claimed.add(state.row.physicalId);
    }
  }
  const c = contextOf(action);
  const known = new Set(action.state.row.intent?.known);
  const idOf = (found: CloudObject): string => lookup.idOf?.(found, c) ?? String(found.id);
  const all = await lookup.find(c);
  if (lookup.kind === "unique") return all[0];
  const candidates = all.filter((found) => !known.has(String(found.id)) && !claimed.has(idOf(found)));
  if (lookup.kind === "weak" && candidates.length > 1) {
    throw new StepFailed(
      `it is not known which of these new objects of the same name is ours: ${candidates.map(idOf).join(", ")}; ` +
        "delete those that nobody needs, then update the stack",
      false,
    );
  }
  return candidates[0];
}

async function adopt(action: Action, lookup: Lookup, found: CloudObject): Promise<Started | undefined> {
  const c = contextOf(action);
  const id = lookup.idOf?.(found, c) ?? String(found.id);
  if (lookup.kind === "answerOnly") {
    // What stood only in the lost answer cannot be had any more: away with it, and once more.
    if (action.type.collection && action.cloud) await action.type.collection(action.cloud).delete(id);
    return undefined;
  }
  await deleteTwins(action, lookup, { id });
  return { id, observed: found };
}

/** A call that was given up may have had its effect late: what else bears our marker goes. */
async function deleteTwins(action: Action, lookup: Lookup, kept: Started): Promise<void> {
  if (lookup.kind !== "unique" || action.type.collection === undefined || action.cloud === undefined) return;
  const collection = action.type.collection(action.cloud);
  for (const found of await lookup.find(contextOf(action))) {
    const id = String(found.id);
    if (id !== kept.id && id !== kept.observed?.id) await collection.delete(id);
  }
}
