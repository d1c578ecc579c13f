import type { Wish, Wishes } from "./definitions.ts";
import type { Request, Scenario } from "./scenario.ts";
import { allShapes, canonicalText, links, typicalShapes, type Link } from "./shapes.ts";
import { letters } from "./world.ts";

type Change = (wishes: Wishes) => Wishes;

function set(name: string | undefined, values: Wish): Change {
  return (wishes) => {
    if (name === undefined || !(name in wishes)) return wishes;
    return { ...wishes, [name]: { ...wishes[name], ...values } };
  };
}

/** One less; nobody refers to it any more. */
function without(name: string | undefined): Change {
  return (wishes) => {
    const keep = (names: readonly string[] = []): string[] => names.filter((other) => other !== name);
    const rest = Object.entries(wishes).filter(([other]) => other !== name);
    return Object.fromEntries(
      rest.map(([other, { moves, holds, after, ...values }]) => [
        other,
        { ...values, moves: keep(moves), holds: keep(holds), after: keep(after) },
      ]),
    );
  };
}

/** Who referred to another is referred to by it. */
function inverted(wishes: Wishes): Wishes {
  const users = (name: string, link: Link): string[] =>
    Object.entries(wishes).flatMap(([other, wish]) => (wish[link]?.includes(name) === true ? [other] : []));
  return Object.fromEntries(
    Object.entries(wishes).map(([name, wish]) => [
      name,
      { ...wish, moves: users(name, "moves"), holds: users(name, "holds"), after: users(name, "after") },
    ]),
  );
}

function allReplaced(wishes: Wishes): Wishes {
  return Object.fromEntries(Object.entries(wishes).map(([name, wish]) => [name, { ...wish, image: 1 }]));
}

/** One more, that the last comes after. */
function oneMore(wishes: Wishes): Wishes {
  const names = Object.keys(wishes);
  const [last, fresh] = [names.at(-1), letters[names.length]];
  if (last === undefined || fresh === undefined || fresh in wishes) return wishes;
  return { ...wishes, [last]: { ...wishes[last], after: [...(wishes[last]?.after ?? []), fresh] }, [fresh]: {} };
}

const unlinked: Change = (wishes) =>
  Object.fromEntries(
    Object.entries(wishes).map(([name, { moves: _, holds: __, after: ___, ...values }]) => [name, values]),
  );

/** `every`: each resource changed in each way; `typical`: the first one changed, the last one gone, all links turned round. */
export type Changes = "every" | "typical" | "few";

function changesOf(names: readonly string[], which: Changes): Record<string, Change> {
  const [first, last] = [names[0], names.at(-1)];
  const few: Record<string, Change> = { "first replaced": set(first, { image: 1 }), "all turned round": inverted };
  if (which === "few") return few;
  const typical: Record<string, Change> = {
    nothing: (wishes) => wishes,
    "first in place": set(first, { size: 1 }),
    "first replaced late": set(first, { late: 1 }),
    "last gone": without(last),
    ...few,
  };
  if (which === "typical") return typical;
  const one = names.flatMap((name): [string, Change][] => [
    [`${name} in place`, set(name, { size: 1 })],
    [`${name} replaced`, set(name, { image: 1 })],
    [`${name} replaced late`, set(name, { late: 1 })],
    [`${name} gone`, without(name)],
  ]);
  const whole = {
    "all replaced": allReplaced,
    "one more": oneMore,
    "no links": unlinked,
    "all turned round": inverted,
  };
  return { nothing: (wishes) => wishes, ...Object.fromEntries(one), ...whole };
}

/** Which scenarios. */
export interface Range {
  readonly resources: number;
  /** `every`: all graphs, each link of any kind; `plain`: all graphs, links of one kind; `typical`: those that stacks have. */
  readonly shapes: "every" | "plain" | "typical";
  readonly kinds?: readonly Link[];
  /** Of the first update and of the second, which may also lead back. */
  readonly changes: readonly [Changes, Changes];
  readonly failures?: number;
  readonly crashes?: number;
  readonly retries?: boolean;
  readonly shared?: boolean;
  /** What comes after the second update, before the deletion. */
  readonly calls?: readonly Request[];
  /** Parts of names, all of which a scenario's name must have. */
  readonly only?: readonly string[];
}

function shapesOf({ resources, shapes, kinds = links }: Range): Map<string, Wishes> {
  return shapes === "typical"
    ? typicalShapes(resources, kinds)
    : allShapes(resources, kinds, shapes === "every" && resources > 1);
}

/** A creation, two updates in a row and a deletion of every shape, each once up to the names of the resources. */
export function* scenarios(range: Range): Generator<Scenario> {
  const {
    resources,
    changes,
    failures = 0,
    crashes = 0,
    retries = false,
    shared = false,
    calls = [],
    only = [],
  } = range;
  const names = letters.slice(0, resources);
  const known = new Set<string>();
  for (const [shape, made] of shapesOf(range)) {
    for (const [first, change] of Object.entries(changesOf(names, changes[0]))) {
      const changed = change(made);
      const back: Change = () => made;
      for (const [second, again] of Object.entries({ ...changesOf(names, changes[1]), back })) {
        const name = `${resources} ${shape}: ${first}, ${second}`;
        if (!only.every((part) => name.includes(part))) continue;
        const definitions = [made, changed, again(changed)];
        const count = Math.max(...definitions.map((wishes) => Object.keys(wishes).length));
        const text = count <= 4 ? canonicalText(definitions, count) : name;
        if (known.has(text)) continue;
        known.add(text);
        const scenario = {
          operations: [...definitions, ...calls, "delete"],
          failures,
          crashes,
          retries,
          shared,
        } as const;
        yield { ...scenario, name, rollback: false };
        if (failures > 0) yield { ...scenario, name: `${name}, rollback`, rollback: true };
      }
    }
  }
}
