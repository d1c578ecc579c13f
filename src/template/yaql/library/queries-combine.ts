import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, count, iterable, lambda, rest, restByName } from "../parameter.ts";
import { equal } from "../values/equality.ts";
import { isTrue } from "../values/truth.ts";
import type { Value } from "../values/value.ts";

/** The first items of all collections, then the second ones, and so on, while `goesOn` says so of those that ended. */
function* zipped(
  collections: readonly Iterable<Value>[],
  goesOn: (ended: number) => boolean,
  fallback: Value,
): Iterator<Value> {
  const iterators = collections.map((collection) => collection[Symbol.iterator]());
  for (;;) {
    const items: Value[] = [];
    let ended = 0;
    for (const iterator of iterators) {
      const { done, value } = iterator.next();
      if (done) ended += 1;
      items.push(done ? fallback : value);
      if (!goesOn(ended)) return;
    }
    yield items;
  }
}

/** The items, read whole as yaql does, in lists; `placeOf` an item is to begin another list, or to stand between two. */
function* divided(collection: Iterable<Value>, placeOf: (item: Value) => "same" | "new" | "between"): Iterator<Value> {
  const items = Array.from(collection);
  let part: Value[] = [];
  for (const item of items) {
    const place = placeOf(item);
    if (place !== "same") {
      yield part;
      part = [];
    }
    if (place !== "between") part.push(item);
  }
  if (part.length > 0) yield part;
}

/** Lists of `length` items; no list at all, as yaql has it, where they are to be empty. */
function* slices(collection: Iterable<Value>, length: number, evaluation: Evaluation): Iterator<Value> {
  if (length < 0) evaluation.fail("the length must not be negative");
  if (length === 0) return;
  let slice: Value[] = [];
  for (const item of collection) {
    slice.push(item);
    if (slice.length === length) {
      yield slice;
      slice = [];
    }
  }
  if (slice.length > 0) yield slice;
}

/** Queries that bring collections together, or divide them. */
export const combineFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "zip",
    kind: "method",
    description:
      "Lists of the first items of all collections, of the second ones, and so on, up to the shortest's end.",
    parameters: { collections: rest(iterable()) },
    example: {
      expression: "[1, 2].zip([3, 4, 5])",
      result: [
        [1, 3],
        [2, 4],
      ],
    },
    call: ({ collections }) => zipped(collections, (ended) => ended === 0, null),
  }),
  defineFunction({
    name: "zipLongest",
    kind: "method",
    description: "As `zip` up to the longest's end; the named argument `default`, or null, stands for items that lack.",
    parameters: { collections: rest(iterable()), kwargs: restByName(any()) },
    example: {
      expression: "[1, 2].zipLongest([3], default => 0)",
      result: [
        [1, 3],
        [2, 0],
      ],
    },
    call: ({ collections, kwargs }) =>
      zipped(collections, (ended) => ended < collections.length, kwargs.get("default") ?? null),
  }),
  defineFunction({
    name: "join",
    kind: "method",
    description: "What the selector makes of all pairs of items for which the predicate is true.",
    parameters: { collection1: iterable(), collection2: iterable(), predicate: lambda(), selector: lambda() },
    example: { expression: "[1, 2, 3].join([2, 3], $1 > $2, [$1, $2])", result: [[3, 2]] },
    *call({ collection1, collection2, predicate, selector }, evaluation) {
      let others: readonly Value[] | undefined;
      for (const left of collection1) {
        // An iterator can be read once.
        others ??= evaluation.sized([...collection2]);
        for (const right of others) if (isTrue(predicate(left, right))) yield selector(left, right);
      }
    },
  }),
  defineFunction({
    name: "slice",
    kind: "method",
    description: "The items in lists of `length` items, the last one of what is left.",
    parameters: { collection: iterable(), length: count() },
    example: { expression: "range(5).slice(2)", result: [[0, 1], [2, 3], [4]] },
    call: ({ collection, length }, evaluation) => slices(collection, length, evaluation),
  }),
  defineFunction({
    name: "splitWhere",
    kind: "method",
    description: "The items in lists, parted by those for which the predicate is true.",
    parameters: { collection: iterable(), predicate: lambda() },
    example: { expression: "[1, 0, 2, 3].splitWhere($ = 0)", result: [[1], [2, 3]] },
    call: ({ collection, predicate }) => divided(collection, (item) => (isTrue(predicate(item)) ? "between" : "same")),
  }),
  defineFunction({
    name: "sliceWhere",
    kind: "method",
    description: "The items in lists, a new one wherever the predicate gives another value than before.",
    parameters: { collection: iterable(), predicate: lambda() },
    example: { expression: "[1, 3, 2, 5].sliceWhere($ mod 2)", result: [[1, 3], [2], [5]] },
    call({ collection, predicate }, evaluation) {
      let last: Value | undefined;
      return divided(collection, (item) => {
        const value = predicate(item);
        const isNew = last !== undefined && !equal(last, value, evaluation);
        last = value;
        return isNew ? "new" : "same";
      });
    },
  }),
  defineFunction({
    name: "splitAt",
    kind: "method",
    description: "Two lists: the items before the position, and the others.",
    parameters: { collection: iterable(), index: count() },
    example: { expression: "[1, 2, 3].splitAt(1)", result: [[1], [2, 3]] },
    call({ collection, index }, evaluation) {
      const items = evaluation.sized([...collection]);
      return [items.slice(0, index), items.slice(index)];
    },
  }),
];
