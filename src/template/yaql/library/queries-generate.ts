import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, bool, count, integer, iterable, lambda, optional } from "../parameter.ts";
import { hashKey } from "../values/hash-key.ts";
import { characters } from "../text/code-points.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isIterable } from "../values/iterable.ts";
import { isLasting, memorized } from "../values/memorized.ts";
import { isTrue } from "../values/truth.ts";
import type { Value } from "../values/value.ts";

function* numbers(start: bigint, stop: bigint, step: bigint): Iterator<Value> {
  for (let number = start; step > 0n ? number < stop : number > stop; number += step) yield number;
}

/** What a producer makes, item by item: as in Python, a dictionary's are its keys, a text's its characters. */
function produced(made: Value, evaluation: Evaluation): Iterable<Value> {
  if (isIterable(made)) return made;
  if (made instanceof Dictionary) return made.keys();
  return typeof made === "string" ? characters(made) : evaluation.fail("the producer must make a collection");
}

/** Says of each value whether it is new; of all values if `decycle` is not set. */
function novelty(decycle: boolean, evaluation: Evaluation): (value: Value) => boolean {
  if (!decycle) return () => true;
  const seen = new Set();
  return (value) => {
    const key = hashKey(value, evaluation);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
}

/** Sequences that come from no collection, or go on beyond it. */
export const generateFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "range",
    kind: "function",
    description: "The integers from 0 on that are smaller than `stop`.",
    parameters: { stop: integer() },
    example: { expression: "range(3)", result: [0, 1, 2] },
    call: ({ stop }) => numbers(0n, stop, 1n),
  }),
  defineFunction({
    name: "range",
    kind: "function",
    description: "The integers from `start` on, `step` apart, before `stop`.",
    parameters: { start: integer(), stop: integer(), step: optional(integer(), 1n) },
    example: { expression: "range(5, 0, -2)", result: [5, 3, 1] },
    call({ start, stop, step }, evaluation) {
      if (step === 0n) evaluation.fail("the step must not be 0");
      return numbers(start, stop, step);
    },
  }),
  defineFunction({
    name: "sequence",
    kind: "function",
    description: "The integers from `start` on, `step` apart, without an end.",
    parameters: { start: optional(integer(), 0n), step: optional(integer(), 1n) },
    example: { expression: "sequence(1, 2).take(3)", result: [1, 3, 5] },
    *call({ start, step }) {
      for (let number = start; ; number += step) yield number;
    },
  }),
  defineFunction({
    name: "repeat",
    kind: "method",
    description: "The value `times` times; without an end if that is negative or not given.",
    parameters: { value: any(), times: optional(count(), -1) },
    example: { expression: "a.repeat(2)", result: ["a", "a"] },
    *call({ value, times }) {
      for (let index = 0; times < 0 || index < times; index += 1) yield value;
    },
  }),
  defineFunction({
    name: "cycle",
    kind: "method",
    description: "The items again and again, without an end.",
    parameters: { collection: iterable() },
    example: { expression: "[1, 2].cycle().take(3)", result: [1, 2, 1] },
    *call({ collection }) {
      const seen: Value[] = [];
      for (const item of collection) {
        seen.push(item);
        yield item;
      }
      while (seen.length > 0) yield* seen;
    },
  }),
  defineFunction({
    name: "memorize",
    kind: "method",
    description: "The items such that they can be read again, even of an iterator.",
    parameters: { collection: iterable() },
    example: { expression: "let(range(3).memorize()) -> $.sum() + $.sum()", result: 6 },
    call: ({ collection }) => (isLasting(collection) ? collection : memorized(collection[Symbol.iterator]())),
  }),
  defineFunction({
    name: "generate",
    kind: "function",
    description: "The initial value and what the producer makes of each one, while the predicate is true.",
    parameters: {
      initial: any(),
      predicate: lambda(),
      producer: lambda(),
      selector: optional(lambda()),
      decycle: optional(bool(), false),
    },
    example: { expression: "generate(1, $ < 20, $ * 2)", result: [1, 2, 4, 8, 16] },
    *call({ initial, predicate, producer, selector, decycle }, evaluation) {
      const isNew = novelty(decycle, evaluation);
      for (let value = initial; isTrue(predicate(value)); value = producer(value)) {
        if (!isNew(value)) return;
        yield selector ? selector(value) : value;
      }
    },
  }),
  defineFunction({
    name: "generateMany",
    kind: "function",
    description: "The initial value, the values that the producer makes of it, those it makes of these, and so on.",
    parameters: {
      initial: any(),
      producer: lambda(),
      selector: optional(lambda()),
      decycle: optional(bool(), false),
      depthFirst: optional(bool(), false),
    },
    example: { expression: "generateMany(1, [$ * 2, $ * 3]).take(4)", result: [1, 2, 3, 4] },
    *call({ initial, producer, selector, decycle, depthFirst }, evaluation) {
      const isNew = novelty(decycle, evaluation);
      const levels: Value[][] = [[initial]];
      for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
        // The next level, if breadth comes first, is gathered behind this one.
        const next: Value[] = [];
        for (const [index, value] of level.entries()) {
          if (!isNew(value)) continue;
          yield selector ? selector(value) : value;
          const items = evaluation.limited(produced(producer(value), evaluation));
          if (!depthFirst) next.push(...items);
          else {
            levels.push(level.slice(index + 1), [...items]);
            break;
          }
        }
        if (next.length > 0) levels.push(next);
      }
    },
  }),
];
