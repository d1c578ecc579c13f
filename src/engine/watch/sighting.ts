import type { EventRow, StackRow } from "#storage/rows.ts";

/** What is told of a stack that an event is of; none of it ever changes. */
export type EventStack = Pick<StackRow, "id" | "name" | "projectId" | "rootId" | "ownerId">;

/** What is watched, from where, and how long. */
export interface Watch {
  /** Id of the last event already known; one that is not known begins with the oldest. */
  readonly after?: string | undefined;
  /** Begin with what comes from now on; only without `after`. */
  readonly fromNow?: boolean;
  /** End when the stack has no operation under way, after the last event of it. */
  readonly untilSettled?: boolean;
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal;
}

/** What whoever watches is told. */
export type Sighting =
  | {
      readonly kind: "event";
      readonly event: EventRow;
      /** The stack it is an event of. */
      readonly stack: EventStack;
      readonly root: EventStack;
      /** Names of the resources that lead from the watched stack down to that one. */
      readonly path: readonly string[];
    }
  /** Nothing has happened for a while. */
  | { readonly kind: "idle" }
  /** The last one: what the stack has come to. */
  | { readonly kind: "settled"; readonly stack: StackRow };
