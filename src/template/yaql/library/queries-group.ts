import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { iterable, lambda, optional } from "../parameter.ts";
import type { Lambda } from "../parameter.ts";
import { hashKey } from "../values/hash-key.ts";
import type { HashKey, Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { YaqlError } from "../yaql-error.ts";

/** Makes groups with an aggregator, as it was written for yaql of today or of its first version. */
class Aggregation {
  readonly #aggregator: Lambda;
  /** As in yaql: what fails for one group counts as written for the first version, where it takes and makes a group. */
  #isFormer = false;

  constructor(aggregator: Lambda) {
    this.#aggregator = aggregator;
  }

  group(key: Value, values: readonly Value[]): Value {
    if (this.#isFormer) return this.#former(key, values) ?? fail();
    try {
      return [key, this.#aggregator(values)];
    } catch (error) {
      if (!(error instanceof YaqlError) || error.kind === "limit") throw error;
      const group = this.#former(key, values);
      if (group === undefined) throw error;
      this.#isFormer = true;
      return group;
    }
  }

  #former(key: Value, values: readonly Value[]): Value | undefined {
    try {
      const group = this.#aggregator([key, values]);
      return isList(group) && group.length === 2 ? group : undefined;
    } catch (error) {
      if (error instanceof YaqlError && error.kind !== "limit") return undefined;
      throw error;
    }
  }
}

function fail(): never {
  throw new YaqlError("value", "the aggregator makes no group of a group");
}

interface Group {
  readonly key: Value;
  readonly values: Value[];
}

function* listed(groups: Iterable<Group>, aggregation: Aggregation | undefined): Iterator<Value> {
  for (const { key, values } of groups) yield aggregation?.group(key, values) ?? [key, values];
}

/** Grouping. */
export const groupFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "groupBy",
    kind: "method",
    description: "Lists of a key and of the values that have it; with an aggregator, of what that makes of these.",
    parameters: {
      collection: iterable(),
      keySelector: lambda(),
      valueSelector: optional(lambda()),
      aggregator: optional(lambda()),
    },
    example: {
      expression: "[1, 2, 3].groupBy($ mod 2, aggregator => $.sum())",
      result: [
        [1, 4],
        [0, 2],
      ],
    },
    call({ collection, keySelector, valueSelector, aggregator }, evaluation) {
      const groups = new Map<HashKey, Group>();
      for (const item of collection) {
        const key = keySelector(item);
        const hashed = hashKey(key, evaluation);
        const group = groups.get(hashed) ?? { key, values: [] };
        groups.set(hashed, group);
        group.values.push(valueSelector ? valueSelector(item) : item);
      }
      return listed(groups.values(), aggregator && new Aggregation(aggregator));
    },
  }),
];
