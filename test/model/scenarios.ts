import type { Wish, Wishes } from "./definitions.ts";
import type { Scenario } from "./scenario.ts";

type Shape = (names: readonly string[]) => Wishes;

function each(names: readonly string[], wish: (name: string, at: number) => Wish): Wishes {
  return Object.fromEntries(names.map((name, at) => [name, wish(name, at)]));
}

function before(names: readonly string[], at: number): string[] {
  return names.slice(Math.max(0, at - 1), at);
}

const shapes: Readonly<Record<string, Shape>> = {
  "chain that moves": (names) => each(names, (_, at) => ({ moves: before(names, at) })),
  "chain that holds": (names) => each(names, (_, at) => ({ holds: before(names, at) })),
  "chain that comes after": (names) => each(names, (_, at) => ({ after: before(names, at) })),
  star: (names) => each(names, (_, at) => ({ moves: at === 0 ? [] : names.slice(0, 1) })),
  diamond: (names) =>
    each(names, (_, at) => ({
      holds: at > 0 && at < names.length - 1 ? names.slice(0, 1) : [],
      moves: at > 0 && at === names.length - 1 ? names.slice(1, -1) : [],
    })),
  flat: (names) => each(names, () => ({})),
};

type Change = (wishes: Wishes, shape: Shape) => Wishes;

function first(wishes: Wishes, set: Wish): Wishes {
  const [name] = Object.keys(wishes);
  if (name === undefined) return wishes;
  return { ...wishes, [name]: { ...wishes[name], ...set } };
}

const changes: Readonly<Record<string, Change>> = {
  nothing: (wishes) => wishes,
  "first in place": (wishes) => first(wishes, { size: 1 }),
  "first replaced": (wishes) => first(wishes, { image: 1 }),
  "first replaced late": (wishes) => first(wishes, { late: 1 }),
  "last gone": (wishes) => Object.fromEntries(Object.entries(wishes).slice(0, -1)),
  "order inverted": (wishes, shape) => shape(Object.keys(wishes).toReversed()),
};

/** Which scenarios. */
export interface Range {
  readonly resources: number;
  readonly failures: number;
  readonly crashes: number;
  /** Parts of names, all of which a scenario's name must have. */
  readonly only?: readonly string[];
}

/** A creation, every two updates in a row and a deletion, of every shape; each with and without rollback. */
export function* scenarios({ resources, failures, crashes, only = [] }: Range): Generator<Scenario> {
  const names = [..."abcdef"].slice(0, resources);
  // Shapes of one resource are all alike.
  const chosen = Object.entries(shapes).slice(0, resources === 1 ? 1 : undefined);
  for (const [shapeName, shape] of chosen) {
    const made = shape(names);
    for (const [firstName, change] of Object.entries(changes)) {
      const changed = change(made, shape);
      for (const [secondName, again] of Object.entries({ ...changes, back: (): Wishes => made } as Readonly<
        Record<string, Change>
      >)) {
        for (const rollback of failures > 0 ? [false, true] : [false]) {
          const name = `${resources} ${shapeName}: ${firstName}, ${secondName}${rollback ? ", rollback" : ""}`;
          if (!only.every((part) => name.includes(part))) continue;
          yield { name, operations: [made, changed, again(changed, shape), "delete"], rollback, failures, crashes };
        }
      }
    }
  }
}
