import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, count, integer, iterable, lambda, optional, rest } from "../parameter.ts";
import { hashKey } from "../values/hash-key.ts";
import { isIterable, knownSize } from "../values/iterable.ts";
import { isLasting, memorized } from "../values/memorized.ts";
import { isTrue } from "../values/truth.ts";
import type { Value } from "../values/value.ts";

function notNegative(number: number, evaluation: Evaluation): void {
  if (number < 0) evaluation.fail("the number of items must not be negative");
}

function* firstItems(collection: Iterable<Value>, length: number): Iterator<Value> {
  if (length === 0) return;
  let left = length;
  for (const item of collection) {
    yield item;
    if (--left === 0) return;
  }
}

function* itemsAfter(collection: Iterable<Value>, length: number): Iterator<Value> {
  let left = length;
  for (const item of collection) if (--left < 0) yield item;
}

/** As yaql, which looks for the first item at once, and gives what can be read again. */
function orElse(collection: Iterable<Value>, fallback: Iterable<Value>): Value {
  const items = memorized(collection[Symbol.iterator]());
  return items[Symbol.iterator]().next().done === true ? (fallback as Value) : items;
}

/** Queries that pick items or make new ones of them, one after the other. */
export const filterFunctions: readonly FunctionDefinition[] = [
  ...["where", "filter"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "The items for which the predicate is true.",
      parameters: { collection: iterable(), predicate: lambda() },
      example: { expression: `[1, 2, 3].${name}($ > 1)`, result: [2, 3] },
      *call({ collection, predicate }) {
        for (const item of collection) if (isTrue(predicate(item))) yield item;
      },
    }),
  ),
  ...["select", "map"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "What the selector makes of each item.",
      parameters: { collection: iterable(), selector: lambda() },
      example: { expression: `[1, 2].${name}($ * 2)`, result: [2, 4] },
      *call({ collection, selector }) {
        for (const item of collection) yield selector(item);
      },
    }),
  ),
  defineFunction({
    name: "selectMany",
    kind: "method",
    description: "What the selector makes of each item; of a collection that it makes, the items.",
    parameters: { collection: iterable(), selector: lambda() },
    example: { expression: "[1, 2].selectMany([$, $ * 10])", result: [1, 10, 2, 20] },
    *call({ collection, selector }, evaluation) {
      for (const item of collection) {
        const made = selector(item);
        if (isIterable(made)) yield* evaluation.limited(made);
        else yield made;
      }
    },
  }),
  defineFunction({
    name: "skip",
    kind: "method",
    description: "The items after the first `count` ones.",
    parameters: { collection: iterable(), count: count() },
    example: { expression: "[1, 2, 3].skip(1)", result: [2, 3] },
    call({ collection, count: length }, evaluation) {
      notNegative(length, evaluation);
      return itemsAfter(collection, length);
    },
  }),
  ...["take", "limit"].map((name) =>
    defineFunction({
      name,
      kind: "method",
      description: "The first `count` items.",
      parameters: { collection: iterable(), count: count() },
      example: { expression: `[1, 2, 3].${name}(2)`, result: [1, 2] },
      call({ collection, count: length }, evaluation) {
        notNegative(length, evaluation);
        return firstItems(collection, length);
      },
    }),
  ),
  defineFunction({
    name: "takeWhile",
    kind: "method",
    description: "The items up to the first for which the predicate is not true.",
    parameters: { collection: iterable(), predicate: lambda() },
    example: { expression: "[1, 2, 3, 1].takeWhile($ < 3)", result: [1, 2] },
    *call({ collection, predicate }) {
      for (const item of collection) {
        if (!isTrue(predicate(item))) return;
        yield item;
      }
    },
  }),
  defineFunction({
    name: "skipWhile",
    kind: "method",
    description: "The items from the first on for which the predicate is not true.",
    parameters: { collection: iterable(), predicate: lambda() },
    example: { expression: "[1, 2, 3, 1].skipWhile($ < 3)", result: [3, 1] },
    *call({ collection, predicate }) {
      let isSkipping = true;
      for (const item of collection) {
        isSkipping &&= isTrue(predicate(item));
        if (!isSkipping) yield item;
      }
    },
  }),
  defineFunction({
    name: "append",
    kind: "extension",
    description: "The items, then the arguments.",
    parameters: { collection: iterable(), args: rest(any()) },
    example: { expression: "[1].append(2, 3)", result: [1, 2, 3] },
    *call({ collection, args }) {
      yield* collection;
      yield* args;
    },
  }),
  defineFunction({
    name: "concat",
    kind: "extension",
    description: "The items of all the collections.",
    parameters: { collections: rest(iterable()) },
    example: { expression: "[1].concat([2], range(2))", result: [1, 2, 0, 1] },
    *call({ collections }) {
      for (const collection of collections) yield* collection;
    },
  }),
  defineFunction({
    name: "distinct",
    kind: "extension",
    description: "The items without those that are equal to an earlier one, or whose keys are.",
    parameters: { collection: iterable(), keySelector: optional(lambda()) },
    example: { expression: "[1, 2, 3].distinct($ mod 2)", result: [1, 2] },
    *call({ collection, keySelector }, evaluation) {
      const seen = new Set();
      for (const item of collection) {
        const key = hashKey(keySelector ? keySelector(item) : item, evaluation);
        if (seen.has(key)) continue;
        seen.add(key);
        yield item;
      }
    },
  }),
  defineFunction({
    name: "enumerate",
    kind: "extension",
    description: "The items, each as a list of its number and itself.",
    parameters: { collection: iterable(), start: optional(integer(), 0n) },
    example: {
      expression: "[a, b].enumerate(1)",
      result: [
        [1, "a"],
        [2, "b"],
      ],
    },
    *call({ collection, start }) {
      let index = start;
      for (const item of collection) yield [index++, item];
    },
  }),
  defineFunction({
    name: "reverse",
    kind: "method",
    description: "The items, last first.",
    parameters: { collection: iterable() },
    example: { expression: "[1, 2].reverse()", result: [2, 1] },
    call: ({ collection }, evaluation) =>
      evaluation
        .sized([...collection])
        .toReversed()
        .values(),
  }),
  defineFunction({
    name: "defaultIfEmpty",
    kind: "method",
    description: "The items, or those of the default if there are none.",
    parameters: { collection: iterable(), default: iterable() },
    example: { expression: "[].defaultIfEmpty([1])", result: [1] },
    call({ collection, default: fallback }) {
      if (isLasting(collection)) return knownSize(collection) === 0 ? (fallback as Value) : collection;
      return orElse(collection, fallback);
    },
  }),
];
