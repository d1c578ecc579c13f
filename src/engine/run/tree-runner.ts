import type { Cloud } from "#cloud/cloud.ts";
import type { OperationRow, StackRow } from "#storage/rows.ts";
import { uuid } from "#lib/ids.ts";
import type { Ownership, TreeRecord, Write } from "../journal/journal.ts";
import { Fenced } from "../journal/journal.ts";
import { runOperation } from "./stack-run.ts";
import type { RunParts, StackState, Tree } from "./tree.ts";
import { Abandoned } from "./tree.ts";
import { stackEvent } from "./writes.ts";

/** An owned tree while it is worked on. */
export interface TreeRunner {
  readonly rootId: string;
  /** Looks for operations that arrived. */
  wake(): void;
  /** Stops where it stands: nothing is written any more. */
  abandon(): void;
  /** Settles when the tree has no work left and was released, or was given up. */
  readonly done: Promise<void>;
}

/** Loads a tree that was claimed, goes on with what was under way, and works until nothing is left. */
export function openTree(parts: RunParts, owned: Ownership): TreeRunner {
  const giveUp = new AbortController();
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  const running = new Set<OperationRow>();
  const tree = createTree(parts, owned, giveUp, (stack, operation) => {
    begin(stack, operation);
  });

  const abandon = (): void => {
    if (!giveUp.signal.aborted) giveUp.abort(new Abandoned());
    finish();
  };

  function begin(stack: StackState, operation: OperationRow): void {
    for (const former of running) {
      if (former.stackId === operation.stackId && former.number < operation.number) endOperation(former);
    }
    running.add(operation);
    runOperation(tree, stack, operation, {
      ended: (_, ended) => endOperation(ended),
      rollback: (failed) => rollBack(tree, failed, operation),
    }).catch(fail);
  }

  function endOperation(operation: OperationRow): void {
    running.delete(operation);
    tree.hand([{ kind: "operationEnded", stackId: operation.stackId, number: operation.number }]);
    if (running.size === 0) idle().catch(fail);
  }

  /** Gives the tree back once all is durable; what arrived meanwhile makes it be claimed again. */
  async function idle(): Promise<void> {
    await tree.submit([]);
    if (running.size > 0 || giveUp.signal.aborted) return;
    giveUp.abort(new Abandoned());
    await parts.journal.release(owned);
    finish();
  }

  function fail(error: unknown): void {
    if (!(error instanceof Abandoned)) {
      parts.log.error("a tree had to be given up", { root: owned.rootId, error: String(error) });
      parts.journal.release(owned).catch(() => parts.log.warn("the tree could not be released", { root: owned.rootId }));
    }
    abandon();
  }

  function take(record: Pick<TreeRecord, "stacks" | "operations">): void {
    for (const operation of record.operations) {
      const row = record.stacks.find((stack) => stack.id === operation.stackId);
      const stack = tree.stacks.get(operation.stackId);
      const known = [...running].some((one) => one.stackId === operation.stackId && one.number >= operation.number);
      if (row === undefined || stack === undefined || known) continue;
      if (operation.number < row.operation) {
        tree.hand([{ kind: "operationEnded", stackId: operation.stackId, number: operation.number }]);
        continue;
      }
      stack.row = row;
      begin(stack, operation);
    }
    if (running.size === 0) idle().catch(fail);
  }

  async function load(): Promise<void> {
    const record = await parts.journal.loadTree(owned);
    for (const row of record.stacks) tree.stacks.set(row.id, stackState(row));
    for (const row of record.resources) tree.stacks.get(row.stackId)?.resources.set(row.id, { row });
    for (const stack of tree.stacks.values()) {
      for (const state of stack.resources.values()) stack.current.set(state.row.name, state);
    }
    take(record);
  }

  const loaded = load();
  loaded.catch(fail);
  return {
    rootId: owned.rootId,
    abandon,
    done,
    wake() {
      loaded
        .then(async () => {
          if (!giveUp.signal.aborted) take(await parts.journal.operations(owned));
        })
        .catch(fail);
    },
  };
}

function stackState(row: StackRow): StackState {
  return { row, resources: new Map(), current: new Map(), watchers: new Set() };
}

function createTree(
  parts: RunParts,
  owned: Ownership,
  giveUp: AbortController,
  begin: (stack: StackState, operation: OperationRow) => void,
): Tree {
  const clouds = new Map<string, Promise<Cloud>>();
  let pending: Write[] = [];
  let batch: Promise<void> | undefined;

  /** All that is handed in within one turn of the event loop is one flush. */
  function flushSoon(): Promise<void> {
    batch ??= new Promise<void>((resolve, reject) => {
      parts.clock.soon(() => {
        const writes = pending;
        pending = [];
        batch = undefined;
        if (giveUp.signal.aborted) {
          reject(new Abandoned());
          return;
        }
        parts.journal.flush(owned, writes).then(resolve, (error: unknown) => {
          if (!(error instanceof Fenced)) parts.log.error("writes failed", { root: owned.rootId, error: String(error) });
          if (!giveUp.signal.aborted) giveUp.abort(new Abandoned());
          reject(new Abandoned());
        });
      });
    });
    return batch;
  }

  return {
    owned,
    parts,
    stacks: new Map(),
    signal: giveUp.signal,
    submit(writes) {
      if (giveUp.signal.aborted) return Promise.reject(new Abandoned());
      pending.push(...writes);
      return flushSoon();
    },
    hand(writes) {
      pending.push(...writes);
      flushSoon().catch(() => undefined);
    },
    cloud(stack) {
      const connected = clouds.get(stack.credentialId) ?? parts.cloudOf(stack.credentialId);
      clouds.set(stack.credentialId, connected);
      connected.catch(() => clouds.delete(stack.credentialId));
      return connected;
    },
    begin,
  };
}

/** Leads a stack back to what it was before the failed operation; to nothing where that was its creation. */
function rollBack(tree: Tree, stack: StackState, failed: OperationRow): void {
  const { clock, random, limits } = tree.parts;
  const before = stack.row;
  const definition = before.previousDefinition;
  const set = {
    operation: before.operation + 1,
    action: "ROLLBACK",
    status: "IN_PROGRESS",
    reason: "Stack ROLLBACK started",
    updatedAt: clock.now(),
    ...(definition !== null && { definition }),
  } as const;
  stack.row = { ...before, ...set };
  const minutes = stack.row.timeoutMinutes;
  const operation: OperationRow = {
    stackId: before.id,
    rootId: before.rootId,
    number: set.operation,
    action: "ROLLBACK",
    definition: definition ?? "",
    requestId: failed.requestId,
    at: clock.now(),
    deadline: clock.now() + (minutes > 0 ? minutes * 60 : limits.stackActionTimeout) * 1000,
  };
  tree.hand([
    { kind: "stack", id: before.id, operation: before.operation, set },
    { kind: "operation", row: operation },
    { kind: "event", row: stackEvent(stack.row, uuid(random), clock.now()) },
  ]);
  tree.begin(stack, operation);
}
