import type {
  CredentialRow,
  EventRow,
  OperationRow,
  ResourceRow,
  StackAction,
  StackRow,
  Status,
} from "#storage/rows.ts";

/** An engine's right to a tree: every write on its behalf is fenced by the epoch. */
export interface Ownership {
  readonly rootId: string;
  readonly epoch: number;
}

/** One change of state of an owned tree. */
export type Write =
  | { readonly kind: "resource"; readonly row: ResourceRow }
  | { readonly kind: "removeResource"; readonly id: string }
  /** Inserts (or replaces) a nested stack's row. */
  | { readonly kind: "nestedStack"; readonly row: StackRow }
  /**
   * Changes a stack's state, on behalf of the operation of that number only: nothing happens when the
   * row has a newer one. `set.operation` begins the owner's own next operation (a rollback). `deletedAt` set: the stack is gone, and its rows of resources with it.
   */
  | {
      readonly kind: "stack";
      readonly id: string;
      readonly operation: number;
      readonly set: Partial<
        Pick<StackRow, "operation" | "action" | "status" | "reason" | "previousDefinition" | "definition" | "updatedAt" | "deletedAt" | "description">
      >;
    }
  | { readonly kind: "event"; readonly row: EventRow }
  | { readonly kind: "operation"; readonly row: OperationRow }
  /** The operation has ended; when none is left in the tree, it needs no owner any more. */
  | { readonly kind: "operationEnded"; readonly stackId: string; readonly number: number };

/** A tree as its owner loads it. */
export interface TreeRecord {
  readonly stacks: readonly StackRow[];
  readonly resources: readonly ResourceRow[];
  /** Operations not ended, oldest first. */
  readonly operations: readonly OperationRow[];
}

/** A command on a root stack, committed as one: its row, its contents, the operation, the event. */
export interface CommandCommit {
  /** Texts by content hash that must be stored. */
  readonly contents: ReadonlyMap<string, string>;
  /** Creating: the new row (a live root stack of the same name in the project: `nameTaken`). */
  readonly insert?: StackRow;
  /**
   * Changing: which stack; `operation` is its newest known number (another by now: `overtaken`, read again),
   * and what to set in the row.
   */
  readonly change?: {
    readonly id: string;
    readonly operation: number;
    readonly set: Partial<StackRow>;
  };
  readonly operation: OperationRow;
  readonly event: EventRow;
}

/** What came of a command. */
export type CommandResult = "committed" | "nameTaken" | "overtaken";

/** Which stacks a listing has. */
export interface StackFilter {
  readonly projectId?: string;
  readonly ownerId?: string | null;
  readonly ids?: readonly string[];
  readonly names?: readonly string[];
  readonly statuses?: readonly Status[];
  readonly actions?: readonly StackAction[];
  readonly tags?: readonly string[];
  readonly tagsAny?: readonly string[];
  readonly notTags?: readonly string[];
  readonly notTagsAny?: readonly string[];
  readonly showDeleted?: boolean;
  readonly showNested?: boolean;
  readonly sortKeys?: readonly ("name" | "status" | "createdAt" | "updatedAt")[];
  readonly descending?: boolean;
  /** Id of the last stack of the page before. */
  readonly marker?: string;
  readonly limit?: number;
}

/** Which events a listing has. */
export interface EventFilter {
  readonly stackIds: readonly string[];
  readonly resourceName?: string;
  readonly descending?: boolean;
  readonly marker?: string;
  readonly limit?: number;
}

/** Rejected writes: another engine owns the tree now. */
export class Fenced extends Error {
  readonly rootId: string;
  constructor(rootId: string) {
    super(`the tree ${rootId} has another owner by now`);
    this.name = "Fenced";
    this.rootId = rootId;
  }
}

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

  /** Takes trees that have work and no living owner, oldest work first; each gets a new epoch. */
  claim(engineId: string, limit: number): Promise<readonly Ownership[]>;
  /** Gives a tree up; true when work arrived meanwhile that the owner did not load (it must be claimed again). */
  release(owned: Ownership): Promise<void>;
  /** Says that the engine lives; for `leaseMs` from now (by the database's clock) its trees are its own. */
  heartbeat(engineId: string, leaseMs: number): Promise<void>;
  loadTree(owned: Ownership): Promise<TreeRecord>;
  /** Operations of an owned tree that are not ended, oldest first, with the stacks they belong to. */
  operations(owned: Ownership): Promise<Pick<TreeRecord, "operations" | "stacks">>;
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

  credential(id: string): Promise<CredentialRow | undefined>;
  credentialOf(kind: CredentialRow["kind"], userId: string, projectId: string): Promise<CredentialRow | undefined>;
  putCredential(row: CredentialRow): Promise<void>;
  close(): Promise<void>;
}
