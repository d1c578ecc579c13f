/**
 * Numbers of operations. A command takes the next odd number, what a tree's owner begins by itself (a rollback, the
 * operation of a nested stack) the next even one: so that the two can never take the same, each without asking the other.
 */

/** Number of an operation that a command begins, on a stack whose newest has this number (0: none). */
export function commandNumber(newest: number): number {
  return newest % 2 === 0 ? newest + 1 : newest + 2;
}

/** Number of an operation that the owner begins by itself. */
export function ownNumber(newest: number): number {
  return newest % 2 === 0 ? newest + 2 : newest + 1;
}
