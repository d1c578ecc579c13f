import type { ResourceRow } from "#storage/rows.ts";
import type { Decision, PlannedAction } from "./decide.ts";

/** A row with what would be done with it. */
export interface Choice {
  readonly row: ResourceRow | undefined;
  readonly decision: Decision;
}

const cost: Readonly<Record<PlannedAction, number>> = {
  keep: 0,
  visit: 0,
  update: 1,
  create: 2,
  refuse: 3,
  replace: 4,
  delete: 5,
};

/**
 * Of the rows of one name, the one with which the least is left to do: so a rollback goes back to what
 * was replaced, and an update that is taken up again goes on with its replacement. Among equals one that
 * did not fail wins, then the newest. (Heat scores its rows by template, with the same outcome.)
 */
export function chooseRow(rows: readonly ResourceRow[], judge: (row: ResourceRow | undefined) => Decision): Choice {
  let best: { readonly choice: Choice; readonly rank: readonly number[] } | undefined;
  for (const row of rows) {
    const decision = judge(row);
    const rank = [costOf(row, decision), row.status === "FAILED" ? 1 : 0, -row.createdAt];
    if (best === undefined || isLess(rank, best.rank)) best = { choice: { row, decision }, rank };
  }
  return best?.choice ?? { row: undefined, decision: judge(undefined) };
}

function costOf(row: ResourceRow, decision: Decision): number {
  // What is under way is nearly done, whatever it may still turn out to need.
  if (row.status === "IN_PROGRESS" && row.action !== "DELETE") return 1.5;
  if (row.action === "DELETE") return cost.delete;
  const certain = decision.actions.length === 1 ? decision.actions[0] : undefined;
  return certain === undefined ? Math.min(...decision.actions.map((action) => cost[action])) + 0.5 : cost[certain];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
