import type { EventRow, OperationRow, ResourceRow, StackRow } from "./rows.ts";

/** An engine's right to a tree: every write on its behalf is fenced by the epoch. */
export interface Ownership {
  readonly rootId: string;
  readonly epoch: number;
}

/** What of a stack's row its owner may change. */
export type StackState = Partial<
  Pick<
    StackRow,
    | "operation"
    | "action"
    | "status"
    | "reason"
    | "previousDefinition"
    | "definition"
    | "updatedAt"
    | "deletedAt"
    | "description"
  >
>;

/** One change of state of an owned tree. */
export type Write =
  | { readonly kind: "resource"; readonly row: ResourceRow }
  | { readonly kind: "removeResource"; readonly id: string }
  /** Inserts (or replaces) a nested stack's row. */
  | { readonly kind: "nestedStack"; readonly row: StackRow }
  /**
   * Changes a stack's state, on behalf of the operation of that number only: nothing happens when the
   * row has a newer one. `deletedAt` set: the stack is gone, and its rows of resources with it.
   */
  | { readonly kind: "stack"; readonly id: string; readonly operation: number; readonly set: StackState }
  /** An event; with `operation`, on behalf of the operation of that number: nothing happens when the stack has a newer one. */
  | { readonly kind: "event"; readonly row: EventRow; readonly operation?: number }
  | { readonly kind: "operation"; readonly row: OperationRow }
  /** The operation has ended; when none is left in the tree, it needs no owner any more. */
  | { readonly kind: "operationEnded"; readonly stackId: string; readonly number: number }
  /** The signal was taken note of. */
  | { readonly kind: "signalTaken"; readonly id: string };

/** Rejected writes: another engine owns the tree now. */
export class Fenced extends Error {
  readonly rootId: string;
  constructor(rootId: string) {
    super(`the tree ${rootId} has another owner by now`);
    this.name = "Fenced";
    this.rootId = rootId;
  }
}
