import type { ResourceRow } from "#storage/rows.ts";

/**
 * Of the rows of one name, the one that a new operation goes on with. As Heat: replaced, FAILED and
 * deleted ones lose points, what was brought to the newest definition gains, the newest wins ties.
 */
export function bestRow(rows: readonly ResourceRow[]): ResourceRow | undefined {
  let best: ResourceRow | undefined;
  let bestScore = -Infinity;
  const newest = Math.max(...rows.map((row) => row.operation));
  for (const row of rows) {
    let score = 0;
    if (row.operation === newest) score += 10;
    if (row.replacedBy !== null && rows.some((other) => other.id === row.replacedBy)) score -= 1;
    if (row.status === "FAILED") score -= 30;
    if (row.action === "DELETE") score -= 50;
    if (score > bestScore || (score === bestScore && best !== undefined && row.createdAt >= best.createdAt)) {
      best = row;
      bestScore = score;
    }
  }
  return best;
}
