import type { ResourceRow } from "#storage/rows.ts";
import { hooksOf, isHook, type Hook } from "#template/environment/registry.ts";
import type { Write } from "../journal/journal.ts";
import type { Place } from "./target.ts";
import { told } from "./told.ts";
import type { ResourceState, Tree } from "./tree.ts";
import { Abandoned } from "./tree.ts";
import { passingEvent, resourceWrites } from "./writes.ts";

/** What the private values of a row say at a hook where it waits, as Heat's. */
const waiting = "True";

/** What a signal's body names as the hook to clear, whatever it is; undefined: the signal is for the type. */
export function namedHook(details: unknown): unknown {
  const isMap = typeof details === "object" && details !== null;
  return isMap && "unset_hook" in details ? (details.unset_hook ?? null) : undefined;
}

/** Whether the row waits at a hook, or at that one. */
export function waitsAtHook({ data }: Pick<ResourceRow, "data">, hook?: Hook): boolean {
  return hook === undefined
    ? Object.keys(data).some((key) => isHook(key) && data[key] === waiting)
    : data[hook] === waiting;
}

/**
 * Waits at a hook of the environment until somebody clears it; where it has none, or it was cleared for
 * this operation already, goes on. Where it stands is stored: another engine waits on.
 */
export async function passHook(place: Place, state: ResourceState, hook: Hook): Promise<void> {
  const { tree, stack, operation } = place;
  const { environment } = operation;
  if (environment === undefined || !hooksOf(environment, state.row.name).has(hook)) return;
  const number = operation.row.number;
  if (state.row.data[hook] === clearedBy(number)) return;
  const [when, what] = hook.split("-");
  if (!waitsAtHook(state.row, hook)) {
    const reason = `${what?.toUpperCase()} paused until Hook ${hook} is cleared`;
    await tree.submit(withEvent(tree, state, { [hook]: waiting }, reason));
  }
  const signal = place.callOff ? AbortSignal.any([operation.signal, place.callOff]) : operation.signal;
  try {
    while (waitsAtHook(state.row, hook)) await told(tree, [stack], { signal });
  } catch (error) {
    // Called off, or its time is up: nobody is to clear it any more.
    if (!(error instanceof Abandoned) && !tree.signal.aborted) await tree.submit(cleared(tree, state, hook, number));
    throw error;
  }
  // What came after a wait may have been asked for otherwise meanwhile.
  if (when === "pre" && signal.aborted) throw signal.reason;
}

/** The writes that clear a hook for an operation. */
export function cleared(tree: Tree, state: ResourceState, hook: Hook, operation: number): Write[] {
  return withEvent(tree, state, { [hook]: clearedBy(operation) }, `Hook ${hook} is cleared`);
}

function clearedBy(operation: number): string {
  return `cleared by ${operation}`;
}

/** Private values and an event; the state of the resource stays. */
function withEvent(tree: Tree, state: ResourceState, data: ResourceRow["data"], reason: string): Write[] {
  const writes = resourceWrites(tree, state, { data: { ...state.row.data, ...data } });
  return [...writes, passingEvent(tree, { ...state.row, reason })];
}
