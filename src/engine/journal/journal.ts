import type { EventFilter, StackFilter } from "#storage/filters.ts";
import type {
  CredentialRow,
  EventRow,
  OperationRow,
  PlacedEvent,
  ResourceRow,
  SignalRow,
  StackRow,
} from "#storage/rows.ts";
import type { Ownership, Write } from "#storage/writes.ts";

export type { EventFilter, StackFilter } from "#storage/filters.ts";
export type { Ownership, Write } from "#storage/writes.ts";
export { Fenced } from "#storage/writes.ts";

/** A tree as its owner loads it. */
export interface TreeRecord {
  readonly stacks: readonly StackRow[];
  readonly resources: readonly ResourceRow[];
  /** Operations not ended, oldest first. */
  readonly operations: readonly OperationRow[];
  /** Signals not taken note of, oldest first. */
  readonly signals: readonly SignalRow[];
}

/** A command on a root stack, committed as one: its row, its contents, the operation, the event. */
export interface CommandCommit {
  /** Texts by content hash that must be stored. */
  readonly contents: ReadonlyMap<string, string>;
  /** Creating: the new row (a live root stack of the same name in the project: `nameTaken`). */
  readonly insert?: StackRow;
  /**
   * Changing: which stack; `operation` is its newest known number, `status` what it was in then (another by now:
   * `overtaken`, read again), and what to set in the row.
   */
  readonly change?: {
    readonly id: string;
    readonly operation: number;
    readonly status?: StackRow["status"];
    readonly set: Partial<StackRow>;
  };
  readonly operation: OperationRow;
  readonly event: EventRow;
}

/** What came of a command. */
export type CommandResult = "committed" | "nameTaken" | "overtaken";

/** The journal was closed; nothing was read or written. */
export class JournalClosed extends Error {
  constructor() {
    super("the journal is closed");
    this.name = "JournalClosed";
  }
}

/**
 * The engine's memory. Two implementations, in memory and on PostgreSQL's dialect, are held equal by
 * one contract test.
 */
export interface Journal {
  /** Commits a command and wakes whoever may own the tree. */
  command(commit: CommandCommit): Promise<CommandResult>;

  /** Stores a signal for whoever owns the tree, or will, and wakes it. */
  signal(row: SignalRow): Promise<void>;

  /**
   * Takes trees that have work and no living owner, oldest work first; each gets a new epoch. Where `held`
   * is given, of the engine's own trees those that are not among them count as free, too: an answer that got
   * lost may have left it trees that it does not know of.
   */
  claim(engineId: string, limit: number, held?: readonly string[]): Promise<readonly Ownership[]>;
  /** Gives a tree up; true when work arrived meanwhile that the owner did not load (it must be claimed again). */
  release(owned: Ownership): Promise<void>;
  /** Says that the engine lives; for `leaseMs` from now (by the database's clock) its trees are its own. */
  heartbeat(engineId: string, leaseMs: number): Promise<void>;
  loadTree(owned: Ownership): Promise<TreeRecord>;
  /** What is new in an owned tree: operations that are not ended, with the stacks they belong to, and signals; oldest first. */
  operations(owned: Ownership): Promise<Omit<TreeRecord, "resources">>;
  /** Durable when it resolves; all of one call or nothing. Rejects with `Fenced`. */
  flush(owned: Ownership, writes: readonly Write[]): Promise<void>;
  putContents(contents: ReadonlyMap<string, string>): Promise<void>;
  content(hash: string): Promise<string | undefined>;
  /** Calls back when work may have arrived: for a tree, or (undefined) anything. Returns how to stop. */
  onWake(wake: (rootId: string | undefined) => void): () => void;

  stack(id: string): Promise<StackRow | undefined>;
  /** The live root stack (or, failing that, nested one) of the name. */
  stackNamed(projectId: string, name: string): Promise<StackRow | undefined>;
  stacks(filter: StackFilter): Promise<readonly StackRow[]>;
  countStacks(filter: StackFilter): Promise<number>;
  /** Resources of the stacks, by name, then newest first. */
  resources(stackIds: readonly string[]): Promise<readonly ResourceRow[]>;
  /** How many resources the whole tree of this root has. */
  countResources(rootId: string): Promise<number>;
  /** Events in the order in which they happened (or the reverse). */
  events(filter: EventFilter): Promise<readonly EventRow[]>;
  event(stackId: string, eventId: string): Promise<EventRow | undefined>;
  /** Events of a whole tree behind a place, in the order in which they became durable: none appears later before another. */
  treeEvents(rootId: string, after: number, limit: number): Promise<readonly PlacedEvent[]>;
  /** Place of an event of the tree, or (without an id) of its newest; 0 when there is none. */
  placeOfEvent(rootId: string, eventId?: string): Promise<number>;
  /** Calls back when a tree, or (undefined) any, may have new events, whichever process wrote them. Returns how to stop. */
  onEvents(told: (rootId: string | undefined) => void): () => void;

  credential(id: string): Promise<CredentialRow | undefined>;
  credentialOf(kind: CredentialRow["kind"], userId: string, projectId: string): Promise<CredentialRow | undefined>;
  putCredential(row: CredentialRow): Promise<void>;
  close(): Promise<void>;
}
