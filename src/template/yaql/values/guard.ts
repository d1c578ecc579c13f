/** Counts the work of an evaluation and how deep it nests; ends it by an error when a limit is reached. */
export interface Guard {
  /** Takes `count` steps off the budget. */
  spend(count?: number): void;
  /** Begins something that nests: a call, the reading of an item, a value inside a value. Takes a step. */
  enter(): void;
  /** Ends what `enter` began. */
  leave(): void;
}

/** Counts nothing: for a dictionary whose keys are known to be short texts. */
export const unguarded: Guard = { spend: () => undefined, enter: () => undefined, leave: () => undefined };
