import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, iterable, lambda, optional, pair, rest } from "../parameter.ts";
import type { Pair } from "../parameter.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isIterable, isIterator } from "../values/iterable.ts";
import type { Value } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";

/** The arguments, iterators among them replaced by their items. */
function* unpacked(args: readonly Value[], evaluation: Evaluation): Iterable<Value> {
  for (const argument of args) {
    if (isIterator(argument)) yield* evaluation.limited(argument);
    else yield argument;
  }
}

function fromPairs(pairs: readonly Pair[], evaluation: Evaluation): Dictionary {
  return new Dictionary(
    evaluation,
    pairs.map(({ key, value }) => [key, value] as const),
  );
}

/** Key and value of an item that stands for an entry: the first two items of a collection, or of a text. */
function entry(item: Value, evaluation: Evaluation): readonly [Value, Value] {
  const parts = typeof item === "string" ? [...item].slice(0, 2) : isIterable(item) ? firstTwo(item) : undefined;
  const [key, value] = parts ?? evaluation.fail("an entry of a dictionary is a list of its key and its value");
  if (key === undefined || value === undefined) evaluation.fail("an entry of a dictionary has a key and a value");
  return [key, value];
}

function firstTwo(items: Iterable<Value>): Value[] {
  const found: Value[] = [];
  for (const item of items) {
    found.push(item);
    if (found.length === 2) break;
  }
  return found;
}

/** What makes lists, dictionaries and sets. */
export const constructionFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "#list",
    kind: "function",
    description: "A list of the values between the brackets.",
    parameters: { args: rest(any()) },
    example: { expression: "[1, [a, null]]", result: [1, ["a", null]] },
    call({ args }, evaluation) {
      // As yaql: what the items take counts, too, where the list is written item by item.
      evaluation.checkSizes(args);
      return args;
    },
  }),
  defineFunction({
    name: "#map",
    kind: "function",
    description: "A dictionary of the entries between the braces.",
    parameters: { args: rest(pair()) },
    takesPairs: true,
    example: { expression: "{a => 1, 'b c' => 2}", result: { a: 1, "b c": 2 } },
    call: ({ args }, evaluation) => evaluation.sized(fromPairs(args, evaluation)),
  }),
  defineFunction({
    name: "list",
    kind: "function",
    description: "A list of the arguments; the items of iterators among them.",
    parameters: { args: rest(any()) },
    example: { expression: "list(1, [2], range(2))", result: [1, [2], 0, 1] },
    call: ({ args }, evaluation) => evaluation.sized([...evaluation.limited(unpacked(args, evaluation))]),
  }),
  defineFunction({
    name: "set",
    kind: "function",
    description: "A set of the arguments; the items of iterators among them.",
    parameters: { args: rest(any()) },
    example: { expression: "set(1, 2, 1.0)", result: [1, 2] },
    call: ({ args }, evaluation) =>
      evaluation.sized(new ValueSet(evaluation, evaluation.limited(unpacked(args, evaluation)))),
  }),
  defineFunction({
    name: "dict",
    kind: "function",
    description: "A dictionary of `key => value` arguments.",
    parameters: { args: rest(pair()) },
    takesPairs: true,
    example: { expression: "dict(a => 1, b => 2)", result: { a: 1, b: 2 } },
    call: ({ args }, evaluation) => evaluation.sized(fromPairs(args, evaluation)),
  }),
  defineFunction({
    name: "dict",
    kind: "function",
    description: "A dictionary of a collection of lists, each a key and its value.",
    parameters: { items: iterable() },
    takesPairs: true,
    example: { expression: "dict([[a, 1], [b, 2]])", result: { a: 1, b: 2 } },
    call({ items }, evaluation) {
      const result = new Dictionary(evaluation);
      for (const item of items) result.put(...entry(item, evaluation));
      return evaluation.sized(result);
    },
  }),
  defineFunction({
    name: "toList",
    kind: "method",
    description: "A list of the items.",
    parameters: { collection: iterable() },
    example: { expression: "range(3).toList()", result: [0, 1, 2] },
    call: ({ collection }, evaluation) => evaluation.sized([...collection]),
  }),
  defineFunction({
    name: "toSet",
    kind: "method",
    description: "A set of the items.",
    parameters: { collection: iterable() },
    example: { expression: "[1, 2, 1].toSet()", result: [1, 2] },
    call: ({ collection }, evaluation) => evaluation.sized(new ValueSet(evaluation, collection)),
  }),
  defineFunction({
    name: "toDict",
    kind: "method",
    description: "A dictionary with a key and a value for each item; without a selector of values, the item itself.",
    parameters: { collection: iterable(), keySelector: lambda(), valueSelector: optional(lambda()) },
    example: { expression: "[1, 2].toDict($ * 10, $ + 1)", result: { 10: 2, 20: 3 } },
    call({ collection, keySelector, valueSelector }, evaluation) {
      const result = new Dictionary(evaluation);
      for (const item of collection) result.put(keySelector(item), valueSelector ? valueSelector(item) : item);
      return evaluation.sized(result);
    },
  }),
];
