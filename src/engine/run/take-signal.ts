import { isHook } from "#template/environment/registry.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceRow, SignalRow } from "#storage/rows.ts";
import type { Write } from "../journal/journal.ts";
import { cleared, namedHook, waitsAtHook } from "./hooks.ts";
import { tell } from "./told.ts";
import type { ResourceState, Tree } from "./tree.ts";
import { passingEvent, resourceWrites } from "./writes.ts";

/**
 * Takes note of what was told to a resource: its state, its event and the end of the signal are one
 * commit, so that nothing is taken twice. What cannot be taken any more leaves an event that says why.
 */
export function takeSignal(tree: Tree, signal: SignalRow): void {
  const stack = tree.stacks.get(signal.stackId);
  const state = stack?.current.get(signal.resourceName);
  const writes = stack === undefined || state === undefined ? [] : taken(tree, state, signal, stack.row.operation);
  tree.hand([...writes, { kind: "signalTaken", id: signal.id }]);
  if (stack !== undefined && writes.length > 0) tell(stack);
}

function taken(tree: Tree, state: ResourceState, signal: SignalRow, operation: number): Write[] {
  const reason = typeof signal.details === "string" ? signal.details : "";
  switch (signal.kind) {
    case "signal": {
      const hook = namedHook(signal.details);
      if (!isHook(hook)) return handled(tree, state, signal);
      return waitsAtHook(state.row, hook) ? cleared(tree, state, hook, operation) : [];
    }
    case "unhealthy":
      if (state.row.action === "DELETE" || state.row.status === "IN_PROGRESS") return [];
      return resourceWrites(tree, state, { action: "CHECK", status: "FAILED", reason });
    case "healthy":
      if (state.row.action !== "CHECK" || state.row.status !== "FAILED") return [];
      return resourceWrites(tree, state, { action: "CHECK", status: "COMPLETE", reason });
  }
}

function handled(tree: Tree, state: ResourceState, signal: SignalRow): Write[] {
  const { row } = state;
  if (row.action === "SUSPEND" || row.action === "DELETE")
    return [signalEvent(tree, row, `not taken: the resource is ${row.action}_${row.status}`)];
  const { name, type, metadata, data } = row;
  const outcome = tree.parts.types.get(type)?.signal?.(
    {
      props: (row.properties ?? {}) as Values<PropertySchemas>,
      metadata,
      data,
      resource: { id: row.id, name, type },
      now: tree.parts.clock.now(),
    },
    signal.details,
  );
  if (outcome === undefined || outcome.kind === "ignored") return [];
  if (outcome.kind === "refused") return [signalEvent(tree, row, `not taken: ${outcome.because}`)];
  const set = {
    ...(outcome.metadata !== undefined && { metadata: outcome.metadata }),
    ...(outcome.data !== undefined && { data: outcome.data }),
  };
  return [...resourceWrites(tree, state, set), signalEvent(tree, row, outcome.reason)];
}

/** As Heat's: its action is no state of the resource. */
function signalEvent(tree: Tree, row: ResourceRow, reason: string): Write {
  const event = passingEvent(tree, { ...row, reason });
  return event.kind === "event" ? { ...event, row: { ...event.row, action: "SIGNAL" } } : event;
}
