import type { ResourceRow, VisitAction } from "#storage/rows.ts";
import type { Decision } from "./decide.ts";
import type { Plan, PlanNode } from "./plan.ts";

const visit: Decision = { actions: ["visit"], because: [{ kind: "visited" }] };

/** Whether a stack's action visits its resources as they are, instead of bringing them to a definition. */
export function isVisit(action: string): action is VisitAction {
  return action === "SUSPEND" || action === "RESUME" || action === "CHECK";
}

/**
 * The plan of an action that visits the rows that their names stand for: each after those that it was
 * made after; suspending goes the other way round, as deleting does.
 */
export function planVisit(action: VisitAction, rows: Iterable<ResourceRow>): Plan {
  const visited = new Map([...rows].map((row) => [row.id, row]));
  const after = new Map<string, string[]>([...visited.keys()].map((id) => [id, []]));
  for (const row of visited.values()) {
    for (const required of row.requires) {
      if (!visited.has(required)) continue;
      const [first, then] = action === "SUSPEND" ? [row.id, required] : [required, row.id];
      after.get(then)?.push(keyOf(first));
    }
  }
  const nodes = [...visited.values()].map((row): PlanNode => ({
    key: keyOf(row.id),
    kind: "visit",
    name: row.name,
    rowId: row.id,
    decision: visit,
    after: after.get(row.id) ?? [],
  }));
  return { nodes: new Map(nodes.map((node) => [node.key, node])) };
}

function keyOf(rowId: string): string {
  return `visit:${rowId}`;
}
