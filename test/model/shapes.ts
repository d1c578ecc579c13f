import type { Wish, Wishes } from "./definitions.ts";
import { permutations, textOf } from "./symmetry.ts";
import { letters } from "./world.ts";

/** How one refers to another: a changed reference is changed in place, makes a new object, or is only an order. */
export type Link = "moves" | "holds" | "after";

/** All kinds of links. */
export const links: readonly Link[] = ["moves", "holds", "after"];

/** Who refers to whom; the first is made after the second. */
type Edge = readonly [number, number];

function wishesOf(count: number, edges: readonly Edge[], linkOf: (edge: number) => Link): Wishes {
  const lists = letters.slice(0, count).map((name) => [name, new Map<Link, string[]>()] as const);
  for (const [at, [from, to]] of edges.entries()) {
    const wish = lists[from]?.[1];
    const link = linkOf(at);
    wish?.set(link, [...(wish.get(link) ?? []), letters[to] ?? ""]);
  }
  return Object.fromEntries(lists.map(([name, wish]): [string, Wish] => [name, Object.fromEntries(wish)]));
}

function subsets(edges: readonly Edge[]): Edge[][] {
  const [first, ...rest] = edges;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((some) => [some, [first, ...some]]);
}

/** All ways to give each of so many edges a kind. */
function choices(count: number, kinds: readonly Link[]): Link[][] {
  if (count === 0) return [[]];
  return choices(count - 1, kinds).flatMap((some) => kinds.map((link) => [...some, link]));
}

/** The text that all renamings of the definitions have in common. */
export function canonicalText(definitions: readonly Wishes[], count: number): string {
  const texts = permutations(count).map((permutation) => textOf(definitions, permutation));
  return texts.toSorted()[0] ?? "";
}

/** All dependency graphs of so many resources, each once up to names; `mixed`: each edge of any kind, else all of one. */
export function allShapes(count: number, kinds: readonly Link[], mixed: boolean): Map<string, Wishes> {
  const pairs = letters
    .slice(0, count)
    .flatMap((_, from) => Array.from({ length: from }, (__, to): Edge => [from, to]));
  const found = new Map<string, Wishes>();
  const known = new Set<string>();
  for (const edges of subsets(pairs)) {
    const given = mixed ? choices(edges.length, kinds) : kinds.map((link) => edges.map(() => link));
    for (const chosen of given) {
      const wishes = wishesOf(count, edges, (at) => chosen[at] ?? "after");
      const text = canonicalText([wishes], count);
      if (known.has(text)) continue;
      known.add(text);
      const names = edges.map(([from, to], at) => `${letters[from]}${chosen[at]?.[0]}${letters[to]}`);
      found.set(names.join(" ") || "flat", wishes);
    }
  }
  return found;
}

const typical: Readonly<Record<string, (count: number) => Edge[]>> = {
  chain: (count) => Array.from({ length: count - 1 }, (_, at): Edge => [at + 1, at]),
  "fan-out": (count) => Array.from({ length: count - 1 }, (_, at): Edge => [at + 1, 0]),
  "fan-in": (count) => Array.from({ length: count - 1 }, (_, at): Edge => [count - 1, at]),
  diamond: (count) =>
    Array.from({ length: count - 2 }, (_, at): Edge[] => [
      [at + 1, 0],
      [count - 1, at + 1],
    ]).flat(),
  "two chains": (count) =>
    Array.from({ length: count - 1 }, (_, at): Edge => [at + 1, at]).filter(([from]) => from !== Math.ceil(count / 2)),
  tree: (count) => Array.from({ length: count - 1 }, (_, at): Edge => [at + 1, Math.floor(at / 2)]),
};

/** Dependency graphs as stacks have them, all links of one kind. */
export function typicalShapes(count: number, kinds: readonly Link[]): Map<string, Wishes> {
  const found = new Map<string, Wishes>();
  for (const [name, edgesOf] of Object.entries(typical)) {
    for (const link of kinds)
      found.set(
        `${name} that ${link}`,
        wishesOf(count, edgesOf(count), () => link),
      );
  }
  return found;
}
