import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import type { Lambda } from "../parameter.ts";
import { any, iterable, lambda, optional } from "../parameter.ts";
import { equal } from "../values/equality.ts";
import { isTrue } from "../values/truth.ts";
import type { Value } from "../values/value.ts";

function reduced(
  collection: Iterable<Value>,
  combine: (left: Value, right: Value) => Value,
  seed: Value | undefined,
  evaluation: Evaluation,
): Value {
  let result = seed;
  for (const item of collection) result = result === undefined ? item : combine(result, item);
  return result ?? (result === null ? null : evaluation.fail("the collection is empty, and there is no initial value"));
}

function indexWhere(collection: Iterable<Value>, predicate: (item: Value) => boolean, which: "first" | "last"): bigint {
  let index = 0n;
  let found = -1n;
  for (const item of collection) {
    if (predicate(item)) {
      found = index;
      if (which === "first") break;
    }
    index += 1n;
  }
  return found;
}

function every(collection: Iterable<Value>, predicate: Lambda | undefined): boolean {
  for (const item of collection) if (!isTrue(predicate ? predicate(item) : item)) return false;
  return true;
}

function some(collection: Iterable<Value>, predicate: Lambda | undefined): boolean {
  for (const item of collection) if (!predicate || isTrue(predicate(item))) return true;
  return false;
}

const folds = [
  { name: "sum", by: "#operator_+", description: "The sum of the items, by `+`.", result: 6 },
  { name: "max", by: "max", description: "The largest item.", result: 3 },
  { name: "min", by: "min", description: "The smallest item.", result: 1 },
] as const;

const positions = [
  { which: "first", at: "indexOf", where: "indexWhere" },
  { which: "last", at: "lastIndexOf", where: "lastIndexWhere" },
] as const;

/** Queries that make one value of a collection. */
export const reduceFunctions: readonly FunctionDefinition[] = [
  ...folds.map(({ name, by, description, result }) =>
    defineFunction({
      name,
      kind: "method",
      description,
      parameters: { collection: iterable(), initial: optional(any()) },
      example: { expression: `[2, 1, 3].${name}()`, result },
      call: ({ collection, initial }, evaluation, context) =>
        reduced(collection, (left, right) => evaluation.invoke(by, [left, right], context), initial, evaluation),
    }),
  ),
  ...["reduce", "aggregate"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "Combines the seed and the first item, that and the second item, and so on.",
      parameters: { collection: iterable(), selector: lambda(), seed: optional(any()) },
      example: { expression: `[1, 2, 3].${name}($1 + $2)`, result: 6 },
      call: ({ collection, selector, seed }, evaluation) => reduced(collection, selector, seed, evaluation),
    }),
  ),
  defineFunction({
    name: "accumulate",
    kind: "method",
    description: "As `aggregate`, but all the values on the way.",
    parameters: { collection: iterable(), selector: lambda(), seed: optional(any()) },
    example: { expression: "[1, 2, 3].accumulate($1 + $2)", result: [1, 3, 6] },
    *call({ collection, selector, seed }, evaluation) {
      let result = seed;
      if (result !== undefined) yield result;
      for (const item of collection) {
        result = result === undefined ? item : selector(result, item);
        yield result;
      }
      if (result === undefined) evaluation.fail("the collection is empty, and there is no seed");
    },
  }),
  defineFunction({
    name: "count",
    kind: "method",
    description: "The number of items.",
    parameters: { collection: iterable() },
    example: { expression: "[1, 2].count()", result: 2 },
    call({ collection }) {
      let length = 0n;
      for (const _ of collection) length += 1n;
      return length;
    },
  }),
  defineFunction({
    name: "first",
    kind: "method",
    description: "The first item; the default, or an error, if there is none.",
    parameters: { collection: iterable(), default: optional(any()) },
    example: { expression: "[1, 2].first()", result: 1 },
    call({ collection, default: fallback }, evaluation) {
      for (const item of collection) return item;
      return fallback === undefined ? evaluation.fail("the collection has no first item") : fallback;
    },
  }),
  defineFunction({
    name: "last",
    kind: "method",
    description: "The last item; the default, or an error, if there is none.",
    parameters: { collection: iterable(), default: optional(any()) },
    example: { expression: "[1, 2].last()", result: 2 },
    call({ collection, default: fallback }, evaluation) {
      let result = fallback;
      for (const item of collection) result = item;
      return result === undefined ? evaluation.fail("the collection has no last item") : result;
    },
  }),
  defineFunction({
    name: "single",
    kind: "method",
    description: "The only item; an error if there is none or another one.",
    parameters: { collection: iterable() },
    example: { expression: "[1].single()", result: 1 },
    call({ collection }, evaluation) {
      const [only, another] = collection;
      if (only === undefined || another !== undefined) evaluation.fail("the collection must have one item and no more");
      return only;
    },
  }),
  defineFunction({
    name: "any",
    kind: "extension",
    description: "Whether there is an item, or one for which the predicate is true.",
    parameters: { collection: iterable(), predicate: optional(lambda()) },
    example: { expression: "[1, 2].any($ > 1)", result: true },
    call: ({ collection, predicate }) => some(collection, predicate),
  }),
  defineFunction({
    name: "all",
    kind: "extension",
    description: "Whether all items are true, or the predicate of all.",
    parameters: { collection: iterable(), predicate: optional(lambda()) },
    example: { expression: "[1, 2].all($ > 1)", result: false },
    call: ({ collection, predicate }) => every(collection, predicate),
  }),
  ...positions.flatMap(({ which, at, where }) => [
    defineFunction({
      name: at,
      kind: "method",
      description: `The position of the ${which} item that is equal to the value; -1 if there is none.`,
      parameters: { collection: iterable(), item: any() },
      example: { expression: `[5, 6].${at}(6)`, result: 1 },
      call: ({ collection, item }, evaluation) =>
        indexWhere(collection, (other) => equal(other, item, evaluation), which),
    }),
    defineFunction({
      name: where,
      kind: "method",
      description: `The position of the ${which} item for which the predicate is true; -1 if there is none.`,
      parameters: { collection: iterable(), predicate: lambda() },
      example: { expression: `[5, 6].${where}($ > 5)`, result: 1 },
      call: ({ collection, predicate }) => indexWhere(collection, (item) => isTrue(predicate(item)), which),
    }),
  ]),
];
