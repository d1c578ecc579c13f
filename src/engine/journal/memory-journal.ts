import type { Clock } from "#lib/ports.ts";
import type { CredentialRow, EventRow, ResourceRow, SignalRow, StackRow } from "#storage/rows.ts";
import { Fenced, JournalClosed } from "./journal.ts";
import type {
  CommandCommit,
  CommandResult,
  EventFilter,
  Journal,
  Ownership,
  StackFilter,
  TreeRecord,
  Write,
} from "./journal.ts";
import { compareTexts, isListed, listEvents, listStacks, listTreeEvents, placeOfEvent } from "./memory-listing.ts";
import {
  addOperation,
  addSignal,
  createMemoryState,
  endOperation,
  removeResourcesOf,
  takeSignal,
} from "./memory-state.ts";
import type { MemoryState, MemoryTree } from "./memory-state.ts";

/** An in-memory journal, and its state to look into. */
export interface MemoryJournal extends Journal {
  /** Everything it knows; the live object, which several journals may share. */
  dump(): MemoryState;
}

function isNameTaken(state: MemoryState, row: StackRow): boolean {
  if (row.ownerId !== null || row.deletedAt !== null) return false;
  return [...state.stacks.values()].some(
    (other) =>
      other.id !== row.id &&
      other.ownerId === null &&
      other.deletedAt === null &&
      other.projectId === row.projectId &&
      other.name === row.name,
  );
}

function commit(state: MemoryState, { contents, insert, change, operation, event }: CommandCommit): CommandResult {
  let row = insert;
  if (change !== undefined) {
    const before = state.stacks.get(change.id);
    if (before === undefined || before.deletedAt !== null || before.operation !== change.operation) return "overtaken";
    if (change.status !== undefined && before.status !== change.status) return "overtaken";
    row = { ...before, operation: operation.number, ...change.set };
  }
  if (row !== undefined && isNameTaken(state, row)) return "nameTaken";
  if (row !== undefined) state.stacks.set(row.id, row);
  for (const [hash, text] of contents) state.contents.set(hash, text);
  addOperation(state, operation);
  state.events.push(event);
  return "committed";
}

function apply(state: MemoryState, rootId: string, write: Write): void {
  switch (write.kind) {
    case "resource":
      state.resources.set(write.row.id, write.row);
      return;
    case "removeResource":
      state.resources.delete(write.id);
      return;
    case "nestedStack":
      state.stacks.set(write.row.id, write.row);
      if (write.row.deletedAt !== null) removeResourcesOf(state, write.row.id);
      return;
    case "stack": {
      const row = state.stacks.get(write.id);
      if (row === undefined || row.operation !== write.operation) return;
      state.stacks.set(write.id, { ...row, ...write.set });
      if (write.set.deletedAt != null) removeResourcesOf(state, write.id);
      return;
    }
    case "event": {
      const newest = state.stacks.get(write.row.stackId)?.operation ?? 0;
      if (write.operation === undefined || newest <= write.operation) state.events.push(write.row);
      return;
    }
    case "operation":
      addOperation(state, write.row);
      return;
    case "operationEnded":
      endOperation(state, rootId, write.stackId, write.number);
      return;
    case "signalTaken":
      takeSignal(state, rootId, write.id);
  }
}

function assertOwned(state: MemoryState, owned: Ownership): void {
  const tree = state.trees.get(owned.rootId);
  if (tree === undefined || tree.owner === null || tree.epoch !== owned.epoch) throw new Fenced(owned.rootId);
}

function operationsOf(state: MemoryState, rootId: string): Omit<TreeRecord, "resources"> {
  const operations = [...state.operations.values()].filter((operation) => operation.rootId === rootId);
  const ids = new Set(operations.map((operation) => operation.stackId));
  const stacks = [...state.stacks.values()].filter((row) => ids.has(row.id));
  const signals = [...state.signals.values()].filter((signal) => signal.rootId === rootId);
  return { operations, stacks, signals };
}

function claim(state: MemoryState, now: number, [engineId, limit, held]: Parameters<Journal["claim"]>): Ownership[] {
  const lives = (id: string | null): boolean => id !== null && (state.leases.get(id) ?? 0) > now;
  const isForgotten = (tree: MemoryTree): boolean =>
    held !== undefined && tree.owner === engineId && !held.includes(tree.rootId);
  if (!lives(engineId)) return [];
  const free = [...state.trees.values()]
    .filter((tree) => tree.workSince !== null && (!lives(tree.owner) || isForgotten(tree)))
    .sort((a, b) => (a.workSince ?? 0) - (b.workSince ?? 0))
    .slice(0, limit);
  return free.map((tree) => {
    state.trees.set(tree.rootId, { ...tree, owner: engineId, epoch: tree.epoch + 1 });
    return { rootId: tree.rootId, epoch: tree.epoch + 1 };
  });
}

function byNameThenNewest(a: ResourceRow, b: ResourceRow): number {
  return compareTexts(a.name, b.name) || b.createdAt - a.createdAt || compareTexts(b.id, a.id);
}

function ownershipMethods(state: MemoryState, clock: Clock, run: <T>(work: () => T) => Promise<T>) {
  const tell = (listeners: MemoryState["listeners"], rootId: string): void => {
    for (const listener of listeners) queueMicrotask(() => listeners.has(listener) && listener(rootId));
  };
  const wake = (rootId: string): void => tell(state.listeners, rootId);
  return {
    command: (order: CommandCommit) =>
      run(() => {
        const result = commit(state, order);
        if (result !== "committed") return result;
        wake(order.operation.rootId);
        tell(state.eventListeners, order.operation.rootId);
        return result;
      }),
    signal: (row: SignalRow) =>
      run(() => {
        addSignal(state, row);
        wake(row.rootId);
      }),
    claim: (...wanted: Parameters<Journal["claim"]>) => run(() => claim(state, clock.now(), wanted)),
    release: (owned: Ownership) =>
      run(() => {
        const tree = state.trees.get(owned.rootId);
        if (tree === undefined || tree.owner === null || tree.epoch !== owned.epoch) return;
        state.trees.set(tree.rootId, { ...tree, owner: null });
        if (tree.workSince !== null) wake(tree.rootId);
      }),
    heartbeat: (engineId: string, leaseMs: number) =>
      run(() => {
        state.leases.set(engineId, clock.now() + leaseMs);
      }),
    loadTree: (owned: Ownership) =>
      run((): TreeRecord => {
        assertOwned(state, owned);
        const { operations, stacks, signals } = operationsOf(state, owned.rootId);
        const working = new Set(stacks.map((row) => row.id));
        return {
          stacks: [...state.stacks.values()].filter(
            (row) => row.rootId === owned.rootId && (row.deletedAt === null || working.has(row.id)),
          ),
          resources: [...state.resources.values()].filter((row) => row.rootId === owned.rootId).sort(byNameThenNewest),
          operations,
          signals,
        };
      }),
    operations: (owned: Ownership) =>
      run(() => {
        assertOwned(state, owned);
        return operationsOf(state, owned.rootId);
      }),
    flush: (owned: Ownership, writes: readonly Write[]) =>
      run(() => {
        assertOwned(state, owned);
        for (const write of writes) apply(state, owned.rootId, write);
        if (writes.some((write) => write.kind === "event")) tell(state.eventListeners, owned.rootId);
      }),
  };
}

function readMethods(state: MemoryState, run: <T>(work: () => T) => Promise<T>) {
  return {
    stack: (id: string) => run(() => state.stacks.get(id)),
    stackNamed: (projectId: string, name: string) =>
      run(() => {
        const rows = listStacks(state.stacks, { projectId, names: [name], showNested: true });
        return rows.find((row) => row.ownerId === null) ?? rows[0];
      }),
    stacks: (filter: StackFilter) => run(() => listStacks(state.stacks, filter)),
    countStacks: (filter: StackFilter) =>
      run(() => [...state.stacks.values()].filter((row) => isListed(row, filter)).length),
    resources: (stackIds: readonly string[]) =>
      run(() => [...state.resources.values()].filter((row) => stackIds.includes(row.stackId)).sort(byNameThenNewest)),
    countResources: (rootId: string) =>
      run(() => [...state.resources.values()].filter((row) => row.rootId === rootId).length),
    events: (filter: EventFilter) => run(() => listEvents(state.events, filter)),
    event: (stackId: string, eventId: string) =>
      run((): EventRow | undefined => state.events.find((row) => row.stackId === stackId && row.id === eventId)),
    treeEvents: (...page: [string, number, number]) => run(() => listTreeEvents(state.events, page)),
    placeOfEvent: (rootId: string, eventId?: string) => run(() => placeOfEvent(state.events, rootId, eventId)),
    content: (hash: string) => run(() => state.contents.get(hash)),
    credential: (id: string) => run(() => state.credentials.get(id)),
    credentialOf: (kind: CredentialRow["kind"], userId: string, projectId: string) =>
      run(() =>
        [...state.credentials.values()].find(
          (row) => row.kind === kind && row.userId === userId && row.projectId === projectId,
        ),
      ),
  };
}

/**
 * A journal in memory, deterministic: leases are on the given clock, wake-ups come with the next
 * microtask. Journals made on one `state` see each other as processes on one database do; after
 * `close` every call of that journal is rejected, so that a "dead" engine can write nothing more.
 */
export function createMemoryJournal({
  clock,
  state = createMemoryState(),
}: {
  clock: Clock;
  state?: MemoryState;
}): MemoryJournal {
  const stops = new Set<() => void>();
  const hear = (listeners: MemoryState["listeners"], told: (rootId: string | undefined) => void): (() => void) => {
    const listener = (rootId: string | undefined): void => told(rootId);
    const stop = (): void => void listeners.delete(listener);
    listeners.add(listener);
    stops.add(stop);
    return stop;
  };
  let open = true;
  const run = async <T>(work: () => T): Promise<T> => {
    // A turn later, as a real database: callers must not rely on a change before the answer.
    await Promise.resolve();
    if (!open) throw new JournalClosed();
    return work();
  };
  return {
    ...ownershipMethods(state, clock, run),
    ...readMethods(state, run),
    putContents: (contents: ReadonlyMap<string, string>) =>
      run(() => {
        for (const [hash, text] of contents) state.contents.set(hash, text);
      }),
    putCredential: (row: CredentialRow) =>
      run(() => {
        state.credentials.set(row.id, row);
      }),
    onWake: (wake) => hear(state.listeners, wake),
    onEvents: (told) => hear(state.eventListeners, told),
    async close() {
      open = false;
      for (const stop of stops) stop();
    },
    dump: () => state,
  };
}
