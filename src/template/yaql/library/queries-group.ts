import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { iterable, lambda, optional } from "../parameter.ts";
import type { Lambda } from "../parameter.ts";
import { hashKey } from "../values/hash-key.ts";
import type { HashKey, Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { YaqlError } from "../yaql-error.ts";

/** A group with its values aggregated. */
function aggregated(key: Value, values: readonly Value[], aggregator: Lambda): Value {
  try {
    return [key, aggregator(values)];
  } catch (error) {
    if (!(error instanceof YaqlError) || error.kind === "limit") throw error;
    // As yaql, for expressions written for its first version: the aggregator took the group, and made a group.
    const group = formerlyAggregated(key, values, aggregator);
    if (group === undefined) throw error;
    return group;
  }
}

function formerlyAggregated(key: Value, values: readonly Value[], aggregator: Lambda): Value | undefined {
  try {
    const group = aggregator([key, values]);
    return isList(group) && group.length === 2 ? group : undefined;
  } catch (error) {
    if (error instanceof YaqlError && error.kind !== "limit") return undefined;
    throw error;
  }
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
    *call({ collection, keySelector, valueSelector, aggregator }) {
      const groups = new Map<HashKey, { key: Value; values: Value[] }>();
      for (const item of collection) {
        const key = keySelector(item);
        const hashed = hashKey(key);
        const group = groups.get(hashed) ?? { key, values: [] };
        groups.set(hashed, group);
        group.values.push(valueSelector ? valueSelector(item) : item);
      }
      for (const { key, values } of groups.values()) {
        yield aggregator ? aggregated(key, values, aggregator) : [key, values];
      }
    },
  }),
];
