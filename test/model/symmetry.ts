import type { Wish, Wishes } from "./definitions.ts";
import type { Named } from "./parts.ts";
import { renameKey, renameNamed, type Renaming } from "./quotient.ts";
import type { Scenario } from "./scenario.ts";
import { indexOf, letters, type World } from "./world.ts";
import type { Walks, WalkState } from "./walks.ts";

/** Where each index goes. */
type Permutation = readonly number[];

interface Turn {
  /** The index that comes to each place. */
  readonly from: readonly number[];
  readonly renaming: Renaming;
  readonly names: Map<number, Named>;
  readonly walks: Map<number, WalkState>;
}

/**
 * Resources that a permutation exchanges without changing any definition of the scenario are alike: it takes
 * every move of a world to a move of the permuted world, and every property to itself, as neither the engine nor
 * the model asks for a name but to find what belongs to it (lists of references are sorted, see `bind`). So of all
 * permuted worlds one stands for all: the one whose names, seen without names, come first in order. Where two
 * come first, either may stand: then there is less to gain, and nothing to lose.
 */
export class Symmetry {
  readonly #walks: Walks;
  readonly #turns: readonly Turn[];
  readonly #shapes = new Map<number, number>();
  readonly #numbers = new Map<string, number>();

  constructor(scenario: Scenario, names: number, walks: Walks) {
    this.#walks = walks;
    const definitions = scenario.operations.filter((request) => typeof request !== "string");
    const found = automorphisms(definitions, names).filter((permutation) => permutation.some((to, at) => to !== at));
    this.#turns = found.map(turnOf);
  }

  /** The world that stands for this one. */
  first(world: World): World {
    if (this.#turns.length === 0) return world;
    const shapes = world.names.map((named) => this.#shapeOf(named));
    let best: Turn | undefined;
    for (const turn of this.#turns) if (isLess(turn, best, shapes)) best = turn;
    return best === undefined ? world : this.#turned(world, best);
  }

  #turned(world: World, turn: Turn): World {
    const names = turn.from.map((from) => {
      const named = world.names[from];
      if (named === undefined) throw new TypeError(`no name ${from}`);
      let renamed = turn.names.get(named.number);
      if (renamed === undefined) {
        renamed = renameNamed(named, turn.renaming);
        turn.names.set(named.number, renamed);
      }
      return renamed;
    });
    return { ...world, names, walk: world.walk && this.#turnedWalk(world.walk, turn) };
  }

  #turnedWalk(walk: WalkState, { walks, renaming }: Turn): WalkState {
    let renamed = walks.get(walk.number);
    if (renamed === undefined) {
      renamed = this.#walks.renamed(walk, (key) => renameKey(key, renaming));
      walks.set(walk.number, renamed);
    }
    return renamed;
  }

  /** A number for what there is of a name, that is the same whatever it and others are called. */
  #shapeOf(named: Named): number {
    let shape = this.#shapes.get(named.number);
    if (shape === undefined) {
      const text = shapeText(named);
      shape = this.#numbers.get(text) ?? this.#numbers.size + 1;
      this.#numbers.set(text, shape);
      this.#shapes.set(named.number, shape);
    }
    return shape;
  }
}

function shapeText({ slots, tasks, current }: Named): string {
  const slotTexts = slots.map(({ row, busy, object, holds }) => [
    row.action,
    row.status,
    row.operation,
    row.progress !== null,
    row.replaces?.slice(1),
    row.replacedBy?.slice(1),
    row.requires.map((id) => id.slice(1)).toSorted(),
    Object.entries(row.properties ?? {}).map(([key, value]) =>
      Array.isArray(value) ? [key, value.map((id) => String(id).slice(1)).toSorted()] : [key, value],
    ),
    busy,
    object,
    holds,
  ]);
  const taskTexts = tasks.map((task) => [
    task.operation,
    task.definition,
    task.rowId?.slice(1),
    task.phase,
    task.action,
  ]);
  return JSON.stringify([slotTexts, taskTexts, current?.slice(1)]);
}

/** Whether the turned shapes come before those that `best` makes (undefined: before the unturned). */
function isLess(turn: Turn, best: Turn | undefined, shapes: readonly number[]): boolean {
  for (let at = 0; at < shapes.length; at += 1) {
    const a = shapes[turn.from[at] ?? at] ?? 0;
    const b = shapes[best?.from[at] ?? at] ?? 0;
    if (a !== b) return a < b;
  }
  return false;
}

function turnOf(permutation: Permutation): Turn {
  const to = (name: string): string => letters[permutation[indexOf(name)] ?? -1] ?? name;
  const from: number[] = [];
  for (const [at, place] of permutation.entries()) from[place] = at;
  const renaming: Renaming = {
    name: to,
    id: (id) => (id.charAt(1) === "#" ? `${to(id)}${id.slice(1)}` : id),
  };
  return { from, renaming, names: new Map(), walks: new Map() };
}

/** All orders of the first so many numbers. */
export function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}

function wishText({ size = 0, image = 0, late = 0, ...lists }: Wish, to: (name: string) => string): string {
  const { moves = [], holds = [], after = [] } = lists;
  const texts = [moves, holds, after].map((names) => names.map(to).toSorted().join(""));
  return `${size}${image}${late},${texts.join(",")}`;
}

/** The definitions as a text, with the names exchanged. */
export function textOf(definitions: readonly Wishes[], permutation: Permutation): string {
  const to = (name: string): string => letters[permutation[indexOf(name)] ?? -1] ?? name;
  return definitions
    .map((wishes) => Object.entries(wishes).map(([name, wish]) => `${to(name)}${wishText(wish, to)}`))
    .map((texts) => texts.toSorted().join(";"))
    .join("|");
}

/** All that any renaming leaves as it is of a name, in all definitions. */
function kindOf(definitions: readonly Wishes[], name: string): string {
  const texts = definitions.map((wishes) => {
    const wish = wishes[name];
    const users = Object.values(wishes).flatMap(({ moves = [], holds = [], after = [] }) => [
      moves.includes(name) ? "m" : "",
      holds.includes(name) ? "h" : "",
      after.includes(name) ? "a" : "",
    ]);
    return `${wish ? wishText(wish, () => "*") : "-"}${users.toSorted().join("")}`;
  });
  return texts.join("|");
}

function automorphisms(definitions: readonly Wishes[], names: number): Permutation[] {
  const kinds = letters.slice(0, names).map((name) => kindOf(definitions, name));
  const extend = (begun: readonly number[]): number[][] => {
    const kind = kinds[begun.length];
    if (kind === undefined) return [[...begun]];
    return kinds.flatMap((other, at) => (other === kind && !begun.includes(at) ? extend([...begun, at]) : []));
  };
  const identity = Array.from({ length: names }, (_, at) => at);
  const text = textOf(definitions, identity);
  return extend([]).filter((permutation) => textOf(definitions, permutation) === text);
}
