import type { Cloud } from "#cloud/cloud.ts";
import type { OperationRow, StackRow } from "#storage/rows.ts";
import { uuid } from "#lib/ids.ts";
import type { Ownership, TreeRecord, Write } from "../journal/journal.ts";
import { ownNumber } from "../operation-number.ts";
import { EngineFault } from "../faults.ts";
import { Fenced } from "../journal/journal.ts";
import { runOperation } from "./stack-run.ts";
import { takeSignal } from "./take-signal.ts";
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
  return new OwnedTree(parts, owned);
}

class OwnedTree implements TreeRunner {
  readonly rootId: string;
  readonly done: Promise<void>;
  readonly #parts: RunParts;
  readonly #owned: Ownership;
  readonly #tree: Tree;
  readonly #giveUp = new AbortController();
  readonly #running = new Set<OperationRow>();
  /** The newest operation of each stack that has ended: an answer that was read before may still name it. */
  readonly #ended = new Map<string, number>();
  /** Signals that were taken note of: an answer that was read before may still name them. */
  readonly #taken = new Set<string>();
  readonly #finish: () => void;
  readonly #loaded: Promise<void>;
  /** Without a word: another owner is to be, or is already. */
  #abandoned = false;

  constructor(parts: RunParts, owned: Ownership) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.rootId = owned.rootId;
    this.done = promise;
    this.#finish = resolve;
    this.#parts = parts;
    this.#owned = owned;
    this.#giveUp.signal.addEventListener("abort", () => this.#leave(), { once: true });
    this.#tree = createTree(parts, owned, this.#giveUp, (stack, operation) => this.#begin(stack, operation));
    this.#loaded = this.#load();
    this.#loaded.catch((error: unknown) => this.#fail(error));
  }

  abandon(): void {
    this.#abandoned = true;
    if (!this.#giveUp.signal.aborted) this.#giveUp.abort(new Abandoned());
    this.#finish();
  }

  wake(): void {
    this.#loaded
      .then(async () => {
        if (!this.#giveUp.signal.aborted) this.#take(await this.#parts.journal.operations(this.#owned));
      })
      .catch((error: unknown) => this.#fail(error));
  }

  #begin(stack: StackState, operation: OperationRow): void {
    for (const former of this.#running) {
      if (former.stackId === operation.stackId && former.number < operation.number) this.#end(former);
    }
    this.#running.add(operation);
    this.#run(stack, operation);
  }

  #run(stack: StackState, operation: OperationRow): void {
    runOperation(this.#tree, stack, operation, {
      ended: (_, ended) => this.#end(ended),
      again: (_, once) => this.#run(stack, once),
      rollback: (failed) => rollBack(this.#tree, failed, operation),
    }).catch((error: unknown) => this.#fail(error));
  }

  #end(operation: OperationRow): void {
    this.#running.delete(operation);
    this.#ended.set(operation.stackId, Math.max(operation.number, this.#ended.get(operation.stackId) ?? 0));
    this.#tree.hand([{ kind: "operationEnded", stackId: operation.stackId, number: operation.number }]);
    this.#idleSoon();
  }

  #idleSoon(): void {
    if (this.#running.size === 0) this.#idle().catch((error: unknown) => this.#fail(error));
  }

  /** Gives the tree back once all is durable; what arrived meanwhile makes it be claimed again. */
  async #idle(): Promise<void> {
    await this.#tree.submit([]);
    if (this.#running.size > 0 || this.#giveUp.signal.aborted) return;
    this.#giveUp.abort(new Abandoned());
  }

  #fail(error: unknown): void {
    const { log } = this.#parts;
    if (!(error instanceof Abandoned))
      log.error("a tree had to be given up", { root: this.rootId, error: String(error) });
    if (!this.#giveUp.signal.aborted) this.#giveUp.abort(new Abandoned());
  }

  /** Gives the tree back, however it came to that: its work is done, or a write of it failed. */
  #leave(): void {
    if (this.#abandoned) return;
    const { log, journal } = this.#parts;
    journal
      .release(this.#owned)
      .catch(() => log.warn("the tree could not be released", { root: this.rootId }))
      .finally(this.#finish);
  }

  #take(record: Omit<TreeRecord, "resources">): void {
    for (const operation of record.operations) {
      const row = record.stacks.find((stack) => stack.id === operation.stackId);
      const stack = this.#tree.stacks.get(operation.stackId);
      if (row === undefined || stack === undefined || this.#knows(operation)) continue;
      if (operation.number < row.operation) {
        this.#tree.hand([{ kind: "operationEnded", stackId: operation.stackId, number: operation.number }]);
        continue;
      }
      stack.row = row;
      // The command may have ended what the parent waits for.
      for (const changed of stack.watchers) changed();
      this.#begin(stack, operation);
    }
    for (const signal of record.signals) {
      if (this.#taken.has(signal.id)) continue;
      this.#taken.add(signal.id);
      takeSignal(this.#tree, signal);
    }
    this.#idleSoon();
  }

  #knows(operation: OperationRow): boolean {
    if (operation.number <= (this.#ended.get(operation.stackId) ?? 0)) return true;
    return [...this.#running].some((one) => one.stackId === operation.stackId && one.number >= operation.number);
  }

  async #load(): Promise<void> {
    const record = await this.#parts.journal.loadTree(this.#owned);
    const { stacks } = this.#tree;
    for (const row of record.stacks) stacks.set(row.id, stackState(row));
    for (const row of record.resources) stacks.get(row.stackId)?.resources.set(row.id, { row });
    for (const stack of stacks.values()) {
      for (const state of stack.resources.values()) stack.current.set(state.row.name, state);
    }
    this.#take(record);
  }
}

function stackState(row: StackRow): StackState {
  return { row, resources: new Map(), current: new Map(), watchers: new Set(), signalled: new Set() };
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
        const written = parts.journal.flush(owned, writes);
        parts.pace.writing(writes.length, written);
        // Durable, but the tree was given up before the answer came: another engine may be at work by now.
        const answered = (): void => (giveUp.signal.aborted ? reject(new Abandoned()) : resolve());
        written.then(answered, (error: unknown) => {
          if (!(error instanceof Fenced))
            parts.log.error("writes failed", { root: owned.rootId, error: String(error) });
          if (!giveUp.signal.aborted) giveUp.abort(new Abandoned());
          reject(new Abandoned());
        });
      });
    });
    return batch;
  }

  return {
    owned,
    ownedSince: parts.clock.now(),
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
    async asked(answer) {
      try {
        return await answer;
      } catch (error) {
        if (error instanceof EngineFault) throw error;
        parts.log.error("the journal gave no answer", { root: owned.rootId, error: String(error) });
        if (!giveUp.signal.aborted) giveUp.abort(new Abandoned());
        throw new Abandoned();
      }
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
    operation: ownNumber(before.operation),
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
    // As Heat: what was taken over was there before, and stays.
    abandons: failed.action === "ADOPT",
  };
  tree.hand([
    { kind: "stack", id: before.id, operation: before.operation, set },
    { kind: "operation", row: operation },
    { kind: "event", row: stackEvent(stack.row, uuid(random), clock.now()), operation: operation.number },
  ]);
  tree.begin(stack, operation);
}
