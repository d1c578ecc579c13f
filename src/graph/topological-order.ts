import type { Graph } from "./graph.ts";

/**
 * The nodes with each after all it depends on, otherwise in the order of the graph. Nodes of a
 * cycle, and what depends on them, are left out: shorter than the graph means there is a cycle.
 */
export function topologicalOrder(graph: Graph): readonly string[] {
  const missing = new Map<string, number>();
  const ready: string[] = [];
  for (const node of graph.nodes) {
    const count = graph.dependencies(node).length;
    missing.set(node, count);
    if (count === 0) ready.push(node);
  }
  for (let next = 0; next < ready.length; next++) {
    for (const dependent of graph.dependents(ready[next]!)) {
      const left = missing.get(dependent)! - 1;
      missing.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  return ready;
}
