/** A directed graph: an edge goes from a node to what it depends on. */
export interface Graph {
  readonly nodes: readonly string[];
  /** What a node depends on. */
  dependencies(node: string): readonly string[];
  /** What depends on a node. */
  dependents(node: string): readonly string[];
}

const none: readonly string[] = [];

/** A graph of nodes and edges `[node, what it depends on]`. Edges to nodes that are not there are left out, doubled ones count once. */
export function createGraph(nodes: Iterable<string>, edges: Iterable<readonly [string, string]>): Graph {
  const forward = new Map<string, Set<string>>();
  const backward = new Map<string, string[]>();
  for (const node of nodes) {
    forward.set(node, new Set());
    backward.set(node, []);
  }
  for (const [from, to] of edges) {
    const out = forward.get(from);
    const back = backward.get(to);
    if (out === undefined || back === undefined || out.has(to)) continue;
    out.add(to);
    back.push(from);
  }
  const lists = new Map([...forward].map(([node, out]) => [node, [...out]] as const));
  return {
    nodes: [...forward.keys()],
    dependencies: (node) => lists.get(node) ?? none,
    dependents: (node) => backward.get(node) ?? none,
  };
}

/** The same graph with every edge turned round. */
export function reverse(graph: Graph): Graph {
  return {
    nodes: graph.nodes,
    dependencies: (node) => graph.dependents(node),
    dependents: (node) => graph.dependencies(node),
  };
}
