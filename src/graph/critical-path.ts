import type { Graph } from "./graph.ts";
import { topologicalOrder } from "./topological-order.ts";

/** The heaviest chain of dependencies of a graph. */
export interface CriticalPath {
  /** From what is first to what is last. */
  readonly nodes: readonly string[];
  readonly weight: number;
}

/** The chain of dependencies with the greatest sum of weights (which must not be negative); nodes in cycles do not count. */
export function criticalPath(graph: Graph, weight: (node: string) => number): CriticalPath {
  const best = new Map<string, { readonly weight: number; readonly before: string | undefined }>();
  let last: string | undefined;
  let heaviest = -1;
  for (const node of topologicalOrder(graph)) {
    let before: string | undefined;
    let sum = 0;
    for (const dependency of graph.dependencies(node)) {
      const known = best.get(dependency)!.weight;
      if (before === undefined || known > sum) {
        before = dependency;
        sum = known;
      }
    }
    const total = sum + weight(node);
    best.set(node, { weight: total, before });
    if (total > heaviest) {
      heaviest = total;
      last = node;
    }
  }
  const nodes: string[] = [];
  for (let node = last; node !== undefined; node = best.get(node)?.before) nodes.push(node);
  return { nodes: nodes.reverse(), weight: Math.max(heaviest, 0) };
}
