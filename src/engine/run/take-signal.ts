import type { PropertySchemas, Values } from "#schema/property.ts";
import { uuid } from "#lib/ids.ts";
import type { ResourceRow, SignalRow } from "#storage/rows.ts";
import type { Write } from "../journal/journal.ts";
import type { ResourceState, StackState, Tree } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/**
 * Takes note of what was told to a resource: its state, its event and the end of the signal are one
 * commit, so that nothing is taken twice. What cannot be taken any more leaves an event that says why.
 */
export function takeSignal(tree: Tree, signal: SignalRow): void {
  const stack = tree.stacks.get(signal.stackId);
  const state = stack?.current.get(signal.resourceName);
  const writes = stack === undefined || state === undefined ? [] : taken(tree, state, signal);
  tree.hand([...writes, { kind: "signalTaken", id: signal.id }]);
  if (stack !== undefined && writes.length > 0) tellWaiting(stack);
}

function tellWaiting(stack: StackState): void {
  for (const heard of stack.signalled) heard();
}

function taken(tree: Tree, state: ResourceState, signal: SignalRow): Write[] {
  const reason = typeof signal.details === "string" ? signal.details : "";
  switch (signal.kind) {
    case "signal":
      return handled(tree, state, signal);
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
    return [event(tree, row, `not taken: the resource is ${row.action}_${row.status}`)];
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
  if (outcome.kind === "refused") return [event(tree, row, `not taken: ${outcome.because}`)];
  const set = {
    ...(outcome.metadata !== undefined && { metadata: outcome.metadata }),
    ...(outcome.data !== undefined && { data: outcome.data }),
  };
  return [...resourceWrites(tree, state, set), event(tree, row, outcome.reason)];
}

function event(tree: Tree, row: ResourceRow, reason: string): Write {
  return {
    kind: "event",
    row: {
      id: uuid(tree.parts.random),
      stackId: row.stackId,
      rootId: row.rootId,
      resourceName: row.name,
      resourceType: row.type,
      physicalId: row.physicalId,
      action: "SIGNAL",
      status: row.status,
      reason,
      properties: null,
      at: tree.parts.clock.now(),
    },
  };
}
