import type { Statement } from "./database.ts";
import type { OperationRow, ResourceRow, StackRow } from "./rows.ts";
import { insertEvents, type OwnedEvent } from "./tables/event.ts";
import { endOperations, upsertOperations } from "./tables/operation.ts";
import { removeResources, removeResourcesOfDeleted, upsertResources } from "./tables/resource.ts";
import { removeSignals } from "./tables/signal.ts";
import { setStackStates, upsertStacks } from "./tables/stack.ts";
import type { StateChange } from "./tables/stack.ts";
import { holdTrees, reckonWork } from "./tables/tree.ts";
import type { Ownership, Write } from "./writes.ts";

/** Writes on behalf of one ownership. */
export interface OwnedWrites {
  readonly owned: Ownership;
  readonly writes: readonly Write[];
}

interface Folded {
  /** The last state of each row; null: removed. */
  readonly resources: Map<string, ResourceRow | null>;
  readonly stacks: Map<string, StackRow>;
  /** By stack and the operation that stands before them. */
  readonly changes: Map<string, StateChange>;
  /** Which of the changes led to that operation of a stack. */
  readonly leading: Map<string, string>;
  readonly events: OwnedEvent[];
  readonly operations: Map<
    string,
    OperationRow | { readonly ended: true; readonly stackId: string; readonly number: number }
  >;
  /** Ids of signals that were taken note of. */
  readonly signals: string[];
  /** Trees whose operations or signals changed. */
  readonly worked: Set<string>;
}

function changeState(folded: Folded, { id, operation, set }: StateChange): void {
  const row = folded.stacks.get(id);
  if (row !== undefined) {
    if (row.operation === operation) folded.stacks.set(id, { ...row, ...set });
    return;
  }
  // One statement sees each row as it was before it: what follows a change of operation is part of that change.
  const key = folded.leading.get(`${id}/${operation}`) ?? `${id}/${operation}`;
  const change = folded.changes.get(key) ?? { id, operation, set: {} };
  if ((change.set.operation ?? change.operation) !== operation) return;
  folded.changes.set(key, { ...change, set: { ...change.set, ...set } });
  if (set.operation !== undefined) folded.leading.set(`${id}/${set.operation}`, key);
}

function fold(folded: Folded, rootId: string, write: Write): void {
  switch (write.kind) {
    case "resource":
      folded.resources.set(write.row.id, write.row);
      return;
    case "removeResource":
      folded.resources.set(write.id, null);
      return;
    case "nestedStack":
      folded.stacks.set(write.row.id, write.row);
      // The changes before it are written over.
      for (const [key, change] of folded.changes) if (change.id === write.row.id) folded.changes.delete(key);
      return;
    case "stack":
      changeState(folded, write);
      return;
    case "event":
      folded.events.push({ ...write.row, operation: write.operation ?? null });
      return;
    case "operation":
      folded.operations.set(`${write.row.stackId}/${write.row.number}`, write.row);
      folded.worked.add(rootId);
      return;
    case "operationEnded":
      folded.operations.set(`${write.stackId}/${write.number}`, {
        ended: true,
        stackId: write.stackId,
        number: write.number,
      });
      folded.worked.add(rootId);
      return;
    case "signalTaken":
      folded.signals.push(write.id);
      folded.worked.add(rootId);
  }
}

function statementsOf(folded: Folded): Statement[] {
  const statements: Statement[] = [];
  const add = <Item>(items: readonly Item[], make: (items: readonly Item[]) => Statement): void => {
    if (items.length > 0) statements.push(make(items));
  };
  const resources = [...folded.resources];
  add(
    resources.flatMap(([, row]) => (row === null ? [] : [row])),
    upsertResources,
  );
  add(
    resources.flatMap(([id, row]) => (row === null ? [id] : [])),
    removeResources,
  );
  const stacks = [...folded.stacks.values()];
  const changes = [...folded.changes.values()];
  // Before the stacks change: an event is told, or not, by the operation that the row had until then.
  add(folded.events, insertEvents);
  add(stacks, upsertStacks);
  add(changes, setStackStates);
  const gone = [
    ...stacks.filter((row) => row.deletedAt !== null),
    ...changes.filter(({ set }) => set.deletedAt != null),
  ];
  add(
    gone.map(({ id }) => id),
    removeResourcesOfDeleted,
  );
  const operations = [...folded.operations.values()];
  add(
    operations.flatMap((operation) => ("ended" in operation ? [] : [operation])),
    upsertOperations,
  );
  add(
    operations.flatMap((operation) => ("ended" in operation ? [operation] : [])),
    endOperations,
  );
  add(folded.signals, removeSignals);
  add([...folded.worked], reckonWork);
  return statements;
}

// Each ownership once.
function distinctOwners(submissions: readonly OwnedWrites[]): Ownership[] {
  const owners = new Map(submissions.map(({ owned }) => [`${owned.rootId}/${owned.epoch}`, owned]));
  return [...owners.values()];
}

/**
 * The statements that bring about all these writes, at most one a table and kind: of several writes
 * of a row only the last is written, of events all. The first statement is the fence: it has fewer
 * rows than owners when one of them lost its tree.
 */
export function foldWrites(submissions: readonly OwnedWrites[]): Statement[] {
  const folded: Folded = {
    resources: new Map(),
    stacks: new Map(),
    changes: new Map(),
    leading: new Map(),
    events: [],
    operations: new Map(),
    signals: [],
    worked: new Set(),
  };
  for (const { owned, writes } of submissions) for (const write of writes) fold(folded, owned.rootId, write);
  return [holdTrees(distinctOwners(submissions)), ...statementsOf(folded)];
}
