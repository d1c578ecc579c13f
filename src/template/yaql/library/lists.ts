import { defineFunction } from "../define-function.ts";
import { listSize } from "../evaluation/memory-size.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, count, iterable, iterator, keysOrItems, list, optional } from "../parameter.ts";
import { equal } from "../values/equality.ts";
import { isIterable } from "../values/iterable.ts";
import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";
import { View } from "../values/view.ts";

function repeated(items: readonly Value[], times: number, evaluation: Evaluation): readonly Value[] {
  const length = items.length * Math.max(times, 0);
  evaluation.checkSize(listSize(length));
  evaluation.spend(length);
  if (length === 0) return [];
  return Array.from({ length }, (_, index) => items[index % items.length] as Value);
}

/** What can be iterated, but neither lists, which have an overload of their own, nor sets, which have no order. */
function withoutPositions() {
  const isSet = (value: Value) => value instanceof ValueSet || (value instanceof View && value.kind === "set");
  return { ...iterable(), accepts: (value: Value) => isIterable(value) && !isList(value) && !isSet(value) };
}

function contains(collection: Iterable<Value>, value: Value, evaluation: Evaluation): boolean {
  for (const item of collection) if (equal(item, value, evaluation)) return true;
  return false;
}

function* flat(collection: Iterable<Value>, evaluation: Evaluation): Iterator<Value> {
  for (const item of collection) {
    if (isIterable(item)) yield* evaluation.stream(flat(evaluation.limited(item), evaluation));
    else yield item;
  }
}

/** The items, those from `position` on replaced: `count` of them, or all if it is negative. */
function* replaced(
  collection: Iterable<Value>,
  position: number,
  length: number,
  values: Iterable<Value>,
): Iterator<Value> {
  const end = length < 0 ? Infinity : position + length;
  let index = 0;
  let isDone = false;
  for (const item of collection) {
    if (index < position || index >= end) yield item;
    else if (!isDone) {
      yield* values;
      isDone = true;
    }
    index += 1;
  }
}

/** The items, with others put in before the one at `position`; at the end if there is none. */
function* inserted(collection: Iterable<Value>, position: number, values: Iterable<Value>): Iterator<Value> {
  let index = 0;
  for (const item of collection) {
    if (index === position) yield* values;
    yield item;
    index += 1;
  }
  if (index <= position) yield* values;
}

/** The functions of lists, and of collections where they have positions. */
export const listFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "#indexer",
    kind: "function",
    description: "The item at a position from 0 on; a negative one counts from the end.",
    parameters: { list: list(), index: count() },
    example: { expression: "[1, 2, 3][-1]", result: 3 },
    call({ list: items, index }, evaluation) {
      const item = items[index < 0 ? items.length + index : index];
      return item === undefined ? evaluation.fail(`the list has no item ${index}`) : item;
    },
  }),
  defineFunction({
    name: "len",
    kind: "extension",
    description: "The number of items.",
    parameters: { sequence: list() },
    example: { expression: "[1, 2].len()", result: 2 },
    call: ({ sequence }) => BigInt(sequence.length),
  }),
  defineFunction({
    name: "len",
    kind: "extension",
    description: "The number of items that the iterator still has.",
    parameters: { collection: iterator() },
    example: { expression: "range(3).len()", result: 3 },
    call({ collection }) {
      let length = 0n;
      for (const _ of collection) length += 1n;
      return length;
    },
  }),
  defineFunction({
    name: "len",
    kind: "extension",
    description: "The number of keys or items of a dictionary.",
    parameters: { set: keysOrItems() },
    example: { expression: "{a => 1}.keys().len()", result: 1 },
    call: ({ set }) => BigInt(set.size ?? 0),
  }),
  defineFunction({
    name: "isList",
    kind: "function",
    description: "Whether the value is a list.",
    parameters: { arg: any() },
    example: { expression: "isList(range(2))", result: false },
    call: ({ arg }) => isList(arg),
  }),
  defineFunction({
    name: "isIterable",
    kind: "function",
    description: "Whether the value is a list, a set or an iterator.",
    parameters: { value: any() },
    example: { expression: "isIterable(range(2))", result: true },
    call: ({ value }) => isIterable(value),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The items of the left list, then those of the right one.",
    parameters: { left: list(), right: list() },
    example: { expression: "[1] + [2]", result: [1, 2] },
    call: ({ left, right }, evaluation) =>
      evaluation.sized([...evaluation.limited(left), ...evaluation.limited(right)]),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The items of the left collection, then those of the right one.",
    parameters: { left: iterable(), right: iterable() },
    example: { expression: "range(2) + [5]", result: [0, 1, 5] },
    *call({ left, right }) {
      yield* left;
      yield* right;
    },
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The items of the list as often as the number says.",
    parameters: { left: list(), right: count() },
    example: { expression: "[1, 2] * 2", result: [1, 2, 1, 2] },
    call: ({ left, right }, evaluation) => repeated(left, right, evaluation),
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The items of the list as often as the number says.",
    parameters: { left: count(), right: list() },
    example: { expression: "2 * [1, 2]", result: [1, 2, 1, 2] },
    call: ({ left, right }, evaluation) => repeated(right, left, evaluation),
  }),
  defineFunction({
    name: "in",
    kind: "operator",
    description: "Whether the collection has the value.",
    parameters: { value: any(), collection: iterable() },
    example: { expression: "1 in [1, 2]", result: true },
    call: ({ value, collection }, evaluation) => contains(collection, value, evaluation),
  }),
  defineFunction({
    name: "contains",
    kind: "method",
    description: "Whether the collection has the value.",
    parameters: { collection: iterable(), value: any() },
    example: { expression: "[1, 2].contains(3)", result: false },
    call: ({ collection, value }, evaluation) => contains(collection, value, evaluation),
  }),
  defineFunction({
    name: "flatten",
    kind: "method",
    description: "The items, and those of collections among them instead of these, however deep.",
    parameters: { collection: iterable() },
    example: { expression: "[1, [2, [3]]].flatten()", result: [1, 2, 3] },
    call: ({ collection }, evaluation) => flat(collection, evaluation),
  }),
  defineFunction({
    name: "delete",
    kind: "method",
    description: "The collection without `count` items from the position on; a negative count is all of them.",
    parameters: { collection: iterable(), position: count(), count: optional(count(), 1) },
    example: { expression: "[1, 2, 3].delete(1)", result: [1, 3] },
    call: ({ collection, position, count: length }) => replaced(collection, position, length, []),
  }),
  defineFunction({
    name: "replace",
    kind: "method",
    description: "The collection with a value instead of `count` items from the position on.",
    parameters: { collection: iterable(), position: count(), value: any(), count: optional(count(), 1) },
    example: { expression: "[1, 2, 3].replace(1, x)", result: [1, "x", 3] },
    call: ({ collection, position, value, count: length }) => replaced(collection, position, length, [value]),
  }),
  defineFunction({
    name: "replaceMany",
    kind: "method",
    description: "The collection with other items instead of `count` items from the position on.",
    parameters: { collection: iterable(), position: count(), values: iterable(), count: optional(count(), 1) },
    example: { expression: "[1, 2, 3].replaceMany(1, [x, y])", result: [1, "x", "y", 3] },
    call: ({ collection, position, values, count: length }) => replaced(collection, position, length, values),
  }),
  defineFunction({
    name: "insert",
    kind: "method",
    description: "The list with a value put in at the position; a negative one counts from the end.",
    parameters: { collection: list(), position: count(), value: any() },
    example: { expression: "[1, 2].insert(1, x)", result: [1, "x", 2] },
    call: ({ collection, position, value }, evaluation) =>
      evaluation.sized([...evaluation.limited(collection)].toSpliced(position, 0, value)),
  }),
  defineFunction({
    name: "insert",
    kind: "method",
    description: "The items of the iterator with a value put in at the position.",
    parameters: { collection: withoutPositions(), position: count(), value: any() },
    example: { expression: "range(2).insert(1, x)", result: [0, "x", 1] },
    call: ({ collection, position, value }) => inserted(collection, position, [value]),
  }),
  defineFunction({
    name: "insertMany",
    kind: "method",
    description: "The collection with other items put in at the position.",
    parameters: { collection: iterable(), position: count(), values: iterable() },
    example: { expression: "[1, 2].insertMany(1, [x, y])", result: [1, "x", "y", 2] },
    // As yaql: before all items where the position is negative.
    call: ({ collection, position, values }) => inserted(collection, Math.max(position, 0), values),
  }),
];
