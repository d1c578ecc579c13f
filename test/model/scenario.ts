import type { Wishes } from "./definitions.ts";

/** What happens to one stack, and how much may go wrong. */
export interface Scenario {
  readonly name: string;
  /** Its creation, its updates; last, where wanted, its deletion. */
  readonly operations: readonly (Wishes | "delete")[];
  readonly rollback: boolean;
  readonly failures: number;
  readonly crashes: number;
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
}

/** The engine as it is. */
export const allGuards: Guards = { overtakenEnds: true, newOnesBusy: true, waitsForOthers: true, leavesNothing: true };
