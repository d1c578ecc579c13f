import type { Graph } from "./graph.ts";

/** The nodes of a cycle in the order of their edges, the first one again at the end: `["a", "b", "a"]`; undefined where there is none. */
export function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.nodes) {
    if (done.has(start)) continue;
    const path = [{ node: start, next: 0 }];
    const onPath = new Map([[start, 0]]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dependency = graph.dependencies(top.node)[top.next++];
      if (dependency === undefined) {
        done.add(top.node);
        onPath.delete(top.node);
        path.pop();
        continue;
      }
      const seen = onPath.get(dependency);
      if (seen !== undefined) return [...path.slice(seen).map(({ node }) => node), dependency];
      if (done.has(dependency)) continue;
      onPath.set(dependency, path.length);
      path.push({ node: dependency, next: 0 });
    }
  }
  return undefined;
}
