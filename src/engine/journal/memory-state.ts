import type { CredentialRow, EventRow, OperationRow, ResourceRow, SignalRow, StackRow } from "#storage/rows.ts";

/** Who owns a tree, and whether it has work. */
export interface MemoryTree {
  readonly rootId: string;
  readonly owner: string | null;
  readonly epoch: number;
  /** Since when it has had work, as a place in the order of all such moments; null: it has none. */
  readonly workSince: number | null;
}

/**
 * Everything an in-memory journal knows. It outlives the journals (engines) that share it, so a test
 * may close one in the middle of its work, as a crash does, and open another on the same state.
 */
export interface MemoryState {
  readonly stacks: Map<string, StackRow>;
  readonly resources: Map<string, ResourceRow>;
  readonly events: EventRow[];
  /** Operations not ended, oldest first, by `operationKey`. */
  readonly operations: Map<string, OperationRow>;
  /** Signals not taken note of, oldest first, by id. */
  readonly signals: Map<string, SignalRow>;
  readonly trees: Map<string, MemoryTree>;
  /** End of each engine's lease, ms since the epoch. */
  readonly leases: Map<string, number>;
  readonly contents: Map<string, string>;
  readonly credentials: Map<string, CredentialRow>;
  /** Who is to be told of new work. */
  readonly listeners: Set<(rootId: string | undefined) => void>;
  /** Who is to be told of new events. */
  readonly eventListeners: Set<(rootId: string | undefined) => void>;
  /** Counts the moments at which a tree got work. */
  workCount: number;
}

/** An empty state. */
export function createMemoryState(): MemoryState {
  return {
    stacks: new Map(),
    resources: new Map(),
    events: [],
    operations: new Map(),
    signals: new Map(),
    trees: new Map(),
    leases: new Map(),
    contents: new Map(),
    credentials: new Map(),
    listeners: new Set(),
    eventListeners: new Set(),
    workCount: 0,
  };
}

// The key of an operation in `MemoryState.operations`.
function operationKey(stackId: string, number: number): string {
  return `${stackId}/${number}`;
}

/** Stores an operation; its tree has work from now on. */
export function addOperation(state: MemoryState, row: OperationRow): void {
  state.operations.set(operationKey(row.stackId, row.number), row);
  giveWork(state, row.rootId);
}

/** Stores a signal; its tree has work from now on. */
export function addSignal(state: MemoryState, row: SignalRow): void {
  state.signals.set(row.id, row);
  giveWork(state, row.rootId);
}

function giveWork(state: MemoryState, rootId: string): void {
  const tree = state.trees.get(rootId) ?? { rootId, owner: null, epoch: 0, workSince: null };
  state.trees.set(rootId, { ...tree, workSince: tree.workSince ?? ++state.workCount });
}

/** Removes a signal that was taken note of. */
export function takeSignal(state: MemoryState, rootId: string, id: string): void {
  state.signals.delete(id);
  reckonWork(state, rootId);
}

/** Removes an operation that has ended. */
export function endOperation(state: MemoryState, rootId: string, stackId: string, number: number): void {
  state.operations.delete(operationKey(stackId, number));
  reckonWork(state, rootId);
}

/** A tree without operations and signals has no work. */
function reckonWork(state: MemoryState, rootId: string): void {
  const tree = state.trees.get(rootId);
  const open = [...state.operations.values(), ...state.signals.values()];
  const left = open.some((one) => one.rootId === rootId);
  if (tree !== undefined && !left) state.trees.set(rootId, { ...tree, workSince: null });
}

/** Removes the rows of a stack's resources. */
export function removeResourcesOf(state: MemoryState, stackId: string): void {
  for (const row of state.resources.values()) if (row.stackId === stackId) state.resources.delete(row.id);
}
