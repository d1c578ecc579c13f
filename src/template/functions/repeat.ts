import type { Place } from "#schema/diagnostic.ts";
import { setKey } from "../document/set-key.ts";
import type { Conditions, Node } from "../expression.ts";
import { absent, ListNode } from "../expression.ts";
import type { Need, Scope } from "../template.ts";
import { entryOf, isMap, nameOfKind, resolveArgument } from "./arguments.ts";
import type { CallSite, FunctionDefinition } from "./define-function.ts";
import { attempt, defineFunction } from "./define-function.ts";

/** What a repetition may make, in items. */
const MAX_ITEMS = 100_000;
/** And in all: characters of texts, and other values. */
const MAX_SIZE = 4_194_304;

/** The values of each variable, in the order of the map. */
type Variables = ReadonlyMap<string, readonly unknown[]>;
/** One value of each variable. */
type Round = readonly (readonly [string, unknown])[];

/** Where the copies of one call are made: counts what they hold, and ends the call where it grows too large. */
class Copying {
  readonly #at: CallSite;
  #left = MAX_SIZE;
  constructor(at: CallSite) {
    this.#at = at;
  }

  #spend(size: number): void {
    this.#require(size);
    this.#left -= size;
  }

  #require(size: number): void {
    if (size > this.#left) this.#at.fail(`would make more than ${MAX_SIZE} characters and values`, { code: "limit" });
  }

  text(template: string, round: Round): string {
    let replaced = template;
    for (const [variable, value] of round) {
      if (typeof value !== "string")
        return this.#at.fail(`takes lists of texts, but a value of "${variable}" is ${nameOfKind(value)}`);
      const times = variable === "" ? replaced.length + 1 : replaced.split(variable).length - 1;
      this.#require(replaced.length + times * (value.length - variable.length));
      replaced = replaced.replaceAll(variable, () => value);
    }
    this.#spend(replaced.length);
    return replaced;
  }

  /** The template with the variables replaced in every text of it, keys of maps too. */
  copy(template: unknown, round: Round): unknown {
    this.#spend(1);
    if (typeof template === "string") return this.text(template, round);
    if (Array.isArray(template)) return template.map((item) => this.copy(item, round));
    if (!isMap(template)) return template;
    const map: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(template)) setKey(map, this.text(key, round), this.copy(value, round));
    return map;
  }
}

/** Every combination, the last variable changing fastest. */
function combinations(variables: Variables, at: CallSite): readonly Round[] {
  let rounds: readonly Round[] = [[]];
  for (const [variable, values] of variables) {
    if (rounds.length * values.length > MAX_ITEMS)
      at.fail(`would make more than ${MAX_ITEMS} items`, { code: "limit" });
    rounds = rounds.flatMap((round) => values.map((value) => [...round, [variable, value] as const]));
  }
  return rounds;
}

/** The first values of all together, then the second, and so on. */
function inStep(variables: Variables): readonly Round[] {
  const lengths = [...variables.values()].map((values) => values.length);
  return Array.from({ length: Math.min(...lengths) }, (_, index) =>
    [...variables].map(([variable, values]) => [variable, values[index]] as const),
  );
}

function requireEqualLengths(lists: readonly (readonly unknown[] | null)[], at: CallSite): void {
  const lengths = new Set(lists.filter((list) => list !== null).map((list) => list.length));
  if (lengths.size > 1) at.fail("with permutations: false takes lists of the same length in for_each");
}

/** A copy of the template whose parts can be known apart from each other. */
class ReplacedNode implements Node {
  readonly #template: Node;
  readonly #round: Round;
  readonly #copying: Copying;
  constructor(template: Node, round: Round, copying: Copying) {
    this.#template = template;
    this.#round = round;
    this.#copying = copying;
  }
  get place(): Place {
    return this.#template.place;
  }
  get items(): readonly Node[] | undefined {
    return this.#template.items?.map((item) => this.#copyOf(item));
  }
  get entries(): ReadonlyMap<string, Node> | undefined {
    const { entries } = this.#template;
    const copies = [...(entries ?? [])].map(
      ([key, entry]) => [this.#copying.text(key, this.#round), this.#copyOf(entry)] as const,
    );
    return entries && new Map(copies);
  }
  get members(): ReadonlyMap<string, Node> | undefined {
    return this.entries ?? (this.items && new Map(this.items.map((item, index) => [String(index), item])));
  }
  #copyOf(part: Node): Node {
    return new ReplacedNode(part, this.#round, this.#copying);
  }
  needs(conditions: Conditions): readonly Need[] {
    return this.#template.needs(conditions);
  }
  resolve(scope: Scope): unknown {
    const value = this.#template.resolve(scope);
    return value === absent ? absent : this.#copying.copy(value, this.#round);
  }
  expanded(scope: Scope): Node | undefined {
    const parts = this.#template.expanded?.(scope);
    return parts && this.#copyOf(parts);
  }
}

interface Abilities {
  /** Whether a map may be given, whose keys are the values. */
  readonly maps: boolean;
  /** Whether there is `permutations`. */
  readonly permutations: boolean;
  readonly variant?: string;
}

function roundsOf(forEach: unknown, nested: boolean, maps: boolean, at: CallSite): readonly Round[] {
  if (!isMap(forEach) || Object.keys(forEach).length === 0)
    return at.fail("takes a map of lists as for_each: {variable: [value, …], …}");
  const lists = Object.entries(forEach).map(([variable, values]): [string, readonly unknown[] | null] => {
    if (values === null) return [variable, null];
    if (Array.isArray(values)) return [variable, values];
    if (isMap(values) && maps && nested) return [variable, Object.keys(values)];
    return at.fail(
      `takes lists${maps && nested ? " or maps" : ""} in for_each, but "${variable}" is ${nameOfKind(values)}`,
    );
  });
  const variables = new Map(lists.map(([variable, values]) => [variable, values ?? []]));
  if (nested) return combinations(variables, at);
  requireEqualLengths(
    lists.map(([, values]) => values),
    at,
  );
  return inStep(variables);
}

/** Whether every combination is meant; `permutations` must be written as true or false. */
function isNested(permutations: Node | undefined, at: CallSite): boolean {
  const value: unknown = permutations === undefined ? true : permutations.literal?.value;
  return typeof value === "boolean" ? value : at.fail("takes true or false as permutations");
}

function repeatWith(abilities: Abilities): FunctionDefinition {
  const keys = ["template", "for_each", ...(abilities.permutations ? ["permutations"] : [])];
  const usage = `takes a map with the keys ${keys.slice(0, 2).join(" and ")}`;
  return defineFunction({
    name: "repeat",
    description: "A list of as many copies of a template as there are values, a variable in it replaced by each.",
    ...(abilities.variant !== undefined && { variant: abilities.variant }),
    example: {
      call: "{ repeat: { template: 'node-%n%', for_each: { '%n%': [a, b] } } }",
      gives: ["node-a", "node-b"],
    },
    parse(argument, at) {
      if (argument.entries === undefined) return at.fail(usage);
      const template = entryOf(argument.entries, "template", usage, at);
      const forEach = entryOf(argument.entries, "for_each", usage, at);
      if (forEach.literal !== undefined && forEach.entries === undefined) at.fail("takes a map of lists as for_each");
      for (const key of argument.entries.keys()) if (!keys.includes(key)) at.warn(`ignores the key "${key}"`);
      const nested = !abilities.permutations || isNested(argument.entries.get("permutations"), at);
      const rounds = (scope: Scope): readonly Round[] =>
        roundsOf(resolveArgument(forEach, scope), nested, abilities.maps, at);
      return {
        resolve(scope) {
          const all = rounds(scope);
          const copy = resolveArgument(template, scope);
          const copying = new Copying(at);
          return all.map((round) => copying.copy(copy, round));
        },
        expanded(scope) {
          const all = attempt(() => rounds(scope));
          const copying = new Copying(at);
          return (
            all &&
            new ListNode(
              at.standing,
              all.map((round) => new ReplacedNode(template, round, copying)),
            )
          );
        },
      };
    },
  });
}

/** `repeat: {template, for_each}` over lists, 2015-04-30 to 2016-04-08. */
export const repeat = repeatWith({ maps: false, permutations: false });
/** The same over the keys of maps too: 2016-10-14 and 2017-02-24. */
export const repeatOverMaps = repeatWith({
  maps: true,
  permutations: false,
  variant: "Takes maps in for_each too: over their keys.",
});
/** The same with `permutations: false`, which takes the lists in step: since 2017-09-01. */
export const repeatInStep = repeatWith({
  maps: true,
  permutations: true,
  variant: "`permutations: false` takes the first values of all lists together, then the second ones, and so on.",
});
