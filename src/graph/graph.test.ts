import fc from "fast-check";
import { expect, test } from "vitest";
import { criticalPath } from "./critical-path.ts";
import { findCycle } from "./find-cycle.ts";
import type { Graph } from "./graph.ts";
import { createGraph, reverse } from "./graph.ts";
import { topologicalOrder } from "./topological-order.ts";

const diamond = createGraph(
  ["d", "b", "c", "a"],
  [
    ["d", "b"],
    ["d", "c"],
    ["b", "a"],
    ["c", "a"],
    ["a", "elsewhere"],
  ],
);

test("a graph knows dependencies and dependents", () => {
  expect(diamond.dependencies("d")).toEqual(["b", "c"]);
  expect(diamond.dependents("a")).toEqual(["b", "c"]);
  expect(diamond.dependencies("a")).toEqual([]);
  expect(reverse(diamond).dependencies("a")).toEqual(["b", "c"]);
});

test("the order puts what is needed first", () => {
  expect(topologicalOrder(diamond)).toEqual(["a", "b", "c", "d"]);
  expect(topologicalOrder(reverse(diamond))).toEqual(["d", "b", "c", "a"]);
});

test("a cycle is found and named", () => {
  expect(findCycle(diamond)).toBeUndefined();
  expect(
    findCycle(
      createGraph(
        ["x", "a", "b"],
        [
          ["x", "a"],
          ["a", "b"],
          ["b", "a"],
        ],
      ),
    ),
  ).toEqual(["a", "b", "a"]);
  expect(findCycle(createGraph(["a"], [["a", "a"]]))).toEqual(["a", "a"]);
});

test("the critical path is the heaviest chain", () => {
  const weights: Record<string, number> = { a: 1, b: 5, c: 2, d: 1 };
  expect(criticalPath(diamond, (node) => weights[node] ?? 0)).toEqual({ nodes: ["a", "b", "d"], weight: 7 });
  expect(criticalPath(createGraph([], []), () => 1)).toEqual({ nodes: [], weight: 0 });
});

const graphs = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 }).map((edges) =>
  createGraph(
    Array.from({ length: 9 }, (_, at) => String(at)),
    edges.map(([from, to]) => [String(from), String(to)] as const),
  ),
);

test("every graph has either a whole order or a cycle, and both are right", () => {
  fc.assert(
    fc.property(graphs, (graph: Graph) => {
      const order = topologicalOrder(graph);
      const cycle = findCycle(graph);
      expect(order.length === graph.nodes.length).toBe(cycle === undefined);
      for (const [at, node] of order.entries())
        for (const dependency of graph.dependencies(node)) expect(order.indexOf(dependency)).toBeLessThan(at);
      for (const [at, node] of (cycle ?? []).slice(0, -1).entries())
        expect(graph.dependencies(node)).toContain(cycle![at + 1]);
      expect(cycle?.at(-1)).toBe(cycle?.[0]);
    }),
  );
});

test("a chain of 100,000 nodes is no trouble", () => {
  const count = 100_000;
  const nodes = Array.from({ length: count }, (_, at) => String(at));
  const chain = createGraph(
    nodes,
    nodes.slice(1).map((node, at) => [nodes[at]!, node] as const),
  );
  expect(topologicalOrder(chain)[0]).toBe(String(count - 1));
  expect(findCycle(chain)).toBeUndefined();
  expect(criticalPath(chain, () => 1).weight).toBe(count);
});
