import type { CloudObject } from "#cloud/collection.ts";
import type { Lookup, Started, Step } from "#resource-model/step.ts";
import type { Intent, ResourceRow } from "#storage/rows.ts";
import type { CloudFault } from "#cloud/fault.ts";
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

/** What is left of the row's intent once its object is there. */
export function twinIntent({ intent }: Pick<ResourceRow, "intent">): Intent | null {
  return intent?.mayHaveTwin === true ? intent : null;
}

/** What a creating step found out; and whether a call given up before may make another object still. */
export interface Made extends Started {
  readonly mayHaveTwin?: boolean;
}

/**
 * Makes an object exactly once. A durable intent precedes the call; whenever it is not known what
 * became of a call (a crash, a lost answer), the object is looked up and adopted, and only when it
 * surely is not there, and cannot appear any more, is it made again.
 */
export async function createOnce(action: Action, step: Step, lookup: Lookup, again: boolean): Promise<Made> {
  const { state, tree, operation } = action;
  const { limits } = tree.parts;
  const twins = lookup.kind === "unique";
  let unsure = again && state.row.intent !== null;
  for (let attempt = 0; ; attempt += 1) {
    if (unsure) {
      const adopted = await recover(action, lookup);
      if (adopted) return { ...adopted, mayHaveTwin: twins && attempt > 0 };
    }
    if (attempt > 0 || again || state.row.intent?.step !== step.name) await storeIntent(action, step, lookup);
    if (operation.signal.aborted) throw operation.signal.reason;
    try {
      const started = (await step.start?.(contextOf(action))) ?? {};
      if (unsure) await deleteTwins(action, lookup, started);
      return { ...started, mayHaveTwin: twins && unsure };
    } catch (error) {
      if (!isFault(error) || operation.signal.aborted) throw error;
      // The session may have waited before it sent the call, or sent it several times.
      state.calledAt = tree.parts.clock.now();
      const isLast = attempt >= limits.actionRetryLimit;
      if (error.mayHaveHadEffect) {
        if (isLast) throw error;
        unsure = true;
        continue;
      }
      const made = await afterRefusal(action, lookup, { error, unsure, attempt, isLast });
      if (made) return { ...made, mayHaveTwin: twins && unsure };
    }
  }
}

interface Refusal {
  readonly error: CloudFault;
  readonly unsure: boolean;
  readonly attempt: number;
  readonly isLast: boolean;
}

/**
 * A refusal says only that this call made nothing: one before it may be the very reason. What bears our
 * marker, or joins what is ours, is ours, whoever sent the call twice; of other objects only a call of unknown effect
 * makes us sure.
 */
async function afterRefusal(
  action: Action,
  lookup: Lookup,
  { error, unsure, attempt, isLast }: Refusal,
): Promise<Started | undefined> {
  const { clock, random } = action.tree.parts;
  const passes = error.transient || error.kind === "conflict";
  const mayBeEcho = lookup.kind === "unique" || lookup.joins === true;
  if (unsure || (mayBeEcho && error.kind !== "tooManyRequests" && error.kind !== "unreachable")) {
    const found = await foundAfter(error, () => ours(action, lookup));
    const adopted = found && (await adopt(action, lookup, found));
    if (adopted) return adopted;
  }
  if (!passes || isLast) {
    if (!unsure) await forgetIntent(action);
    throw error;
  }
  await sleep(clock, backOffMs(attempt, random, error), action.operation.signal);
  return undefined;
}

/** Where the cloud cannot be asked, the refusal stands, and the intent with it. */
async function foundAfter<T>(refusal: CloudFault, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw isFault(error) ? refusal : error;
  }
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
  const { clock } = action.tree.parts;
  const found = await ours(action, lookup);
  if (found) return adopt(action, lookup, found);
  const rest = lastEffectAt(action) - clock.now();
  if (rest <= 0) return undefined;
  await sleep(clock, rest, action.operation.signal);
  const late = await ours(action, lookup);
  return late ? adopt(action, lookup, late) : undefined;
}

/**
 * When no call of the intent can have its effect any more. A former owner may have sent it until the tree was
 * taken from it, this one until it gave the call up: both long after the intent, where the call had to wait.
 */
function lastEffectAt({ state, tree }: Action): number {
  const { intent } = state.row;
  if (intent === null) return 0;
  return Math.max(intent.at, tree.ownedSince, state.calledAt ?? 0) + tree.parts.requestTimeoutMs;
}

async function ours(action: Action, lookup: Lookup): Promise<CloudObject | undefined> {
  const claimed = new Set<string>();
  for (const stack of action.tree.stacks.values()) {
    for (const state of stack.resources.values()) {
      // Objects of other types may bear the same id, as an attachment its volume's.
      const alike = state !== action.state && state.row.type === action.state.row.type;
      // What is known by its place alone was freed by the one that is replaced.
      const byPlace = lookup.kind === "natural" || lookup.kind === "answerOnly";
      const yields = byPlace && state.row.replacedBy !== null && isSameResource(state.row, action.state.row);
      if (alike && !yields && state.row.physicalId !== null) claimed.add(state.row.physicalId);
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

function isSameResource(one: ResourceRow, other: ResourceRow): boolean {
  return one.stackId === other.stackId && one.name === other.name;
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
export async function deleteTwins(action: Action, lookup: Lookup, kept: Started): Promise<void> {
  if (lookup.kind !== "unique" || action.type.collection === undefined || action.cloud === undefined) return;
  const collection = action.type.collection(action.cloud);
  for (const found of await lookup.find(contextOf(action))) {
    const id = String(found.id);
    if (id !== kept.id && id !== kept.observed?.id) await collection.delete(id);
  }
}
