import type { Wishes } from "./definitions.ts";

/**
 * What a user asks for: a definition, a deletion, or that what runs is called off, with a rollback
 * (`cancel`) or without (`stop`); where there is nothing to call off that is refused.
 */
export type Request = Wishes | "delete" | "cancel" | "stop";

/** What happens to one stack, and how much may go wrong. */
export interface Scenario {
  readonly name: string;
  /** Its creation, its updates; last, where wanted, its deletion. */
  readonly operations: readonly Request[];
  readonly rollback: boolean;
  /** Steps that fail, and operations whose time is up. */
  readonly failures: number;
  readonly crashes: number;
  /** A creation that fails may be tried again. */
  readonly retries?: boolean;
  /** Old and new of a name cannot both hold something: it is freed before a replacement is made (`beforeReplace`). */
  readonly shared?: boolean;
}

/** Guards of the engine that a test takes away, to see that the model misses them. */
export interface Guards {
  /** What was prepared for an operation that was superseded meanwhile is not started. */
  readonly overtakenEnds: boolean;
  /** A row that is made on the way is marked as being worked on. */
  readonly newOnesBusy: boolean;
  /** An operation ends only when nothing of those before it is at work. */
  readonly waitsForOthers: boolean;
  /** What nobody goes on with after a crash is FAILED. */
  readonly leavesNothing: boolean;
  /** An operation that has failed begins nothing with what it waited for, or took up after a crash. */
  readonly settledBeginsNothing: boolean;
  /** A row is removed after all that were made after it. */
  readonly dependentsGoFirst: boolean;
  /** Rows are removed when all that shall be there is there. */
  readonly removesLast: boolean;
  /** What was begun before a crash is gone on with. */
  readonly resumes: boolean;
}

/** The engine as it is. */
export const allGuards: Guards = {
  overtakenEnds: true,
  newOnesBusy: true,
  waitsForOthers: true,
  leavesNothing: true,
  settledBeginsNothing: true,
  dependentsGoFirst: true,
  removesLast: true,
  resumes: true,
};
