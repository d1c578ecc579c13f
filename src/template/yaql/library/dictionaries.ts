import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, dictionary, iterable, optional, pair, rest } from "../parameter.ts";
import { Dictionary } from "../values/dictionary.ts";
import { equal } from "../values/equality.ts";
import type { Value } from "../values/value.ts";
import { View } from "../values/view.ts";

function merged(left: Dictionary, entries: Iterable<readonly [Value, Value]>, evaluation: Evaluation): Dictionary {
  const result = new Dictionary(evaluation, left.entries());
  for (const [key, value] of entries) result.put(key, value);
  return result;
}

function without(dictionary: Dictionary, keys: Iterable<Value>, evaluation: Evaluation): Dictionary {
  const result = new Dictionary(evaluation, dictionary.entries());
  for (const key of keys) result.drop(key);
  return result;
}

/** The functions of dictionaries. */
export const dictionaryFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "#indexer",
    kind: "function",
    description: "The value of a key; an error if there is none.",
    parameters: { dict: dictionary(), key: any() },
    example: { expression: "{a => 1}[a]", result: 1 },
    call: ({ dict, key }, evaluation) =>
      dict.has(key) ? dict.get(key) : evaluation.fail("the dictionary does not have the key"),
  }),
  defineFunction({
    name: "#indexer",
    kind: "function",
    description: "The value of a key, or the default.",
    parameters: { dict: dictionary(), key: any(), default: any() },
    example: { expression: "{a => 1}[b, 2]", result: 2 },
    call: ({ dict, key, default: fallback }) => (dict.has(key) ? dict.get(key) : fallback),
  }),
  defineFunction({
    name: "get",
    kind: "method",
    description: "The value of a key, or the default, which is null if it is not given.",
    parameters: { dict: dictionary(), key: any(), default: optional(any(), null) },
    example: { expression: "{a => 1}.get(b, 2)", result: 2 },
    call: ({ dict, key, default: fallback }) => (dict.has(key) ? dict.get(key) : fallback),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The entries of both dictionaries; those of the right one where both have a key.",
    parameters: { left: dictionary(), right: dictionary() },
    example: { expression: "{a => 1, b => 2} + {b => 3}", result: { a: 1, b: 3 } },
    call: ({ left, right }, evaluation) => evaluation.sized(merged(left, right.entries(), evaluation)),
  }),
  defineFunction({
    name: "set",
    kind: "method",
    description: "The dictionary with one key set.",
    parameters: { dict: dictionary(), key: any(), value: any() },
    takesPairs: true,
    example: { expression: "{a => 1}.set(b, 2)", result: { a: 1, b: 2 } },
    call: ({ dict, key, value }, evaluation) => evaluation.sized(merged(dict, [[key, value]], evaluation)),
  }),
  defineFunction({
    name: "set",
    kind: "method",
    description: "The dictionary with the entries of another set.",
    parameters: { dict: dictionary(), replacements: dictionary() },
    takesPairs: true,
    example: { expression: "{a => 1}.set({a => 2, b => 3})", result: { a: 2, b: 3 } },
    call: ({ dict, replacements }, evaluation) => evaluation.sized(merged(dict, replacements.entries(), evaluation)),
  }),
  defineFunction({
    name: "set",
    kind: "method",
    description: "The dictionary with the given keys set.",
    parameters: { dict: dictionary(), args: rest(pair()) },
    takesPairs: true,
    example: { expression: "{a => 1}.set(a => 2, b => 3)", result: { a: 2, b: 3 } },
    call: ({ dict, args }, evaluation) =>
      evaluation.sized(
        merged(
          dict,
          args.map(({ key, value }) => [key, value] as const),
          evaluation,
        ),
      ),
  }),
  defineFunction({
    name: "delete",
    kind: "method",
    description: "The dictionary without the given keys.",
    parameters: { dict: dictionary(), keys: rest(any()) },
    example: { expression: "{a => 1, b => 2}.delete(a)", result: { b: 2 } },
    call: ({ dict, keys }, evaluation) => without(dict, keys, evaluation),
  }),
  defineFunction({
    name: "deleteAll",
    kind: "method",
    description: "The dictionary without the keys in a collection.",
    parameters: { dict: dictionary(), keys: iterable() },
    example: { expression: "{a => 1, b => 2}.deleteAll([a, c])", result: { b: 2 } },
    call: ({ dict, keys }, evaluation) => without(dict, keys, evaluation),
  }),
  defineFunction({
    name: "keys",
    kind: "method",
    description: "The keys.",
    parameters: { dict: dictionary() },
    example: { expression: "{a => 1, b => 2}.keys()", result: ["a", "b"] },
    call: ({ dict }) => new View("set", () => dict.keys().values(), dict.size),
  }),
  defineFunction({
    name: "values",
    kind: "method",
    description: "The values.",
    parameters: { dict: dictionary() },
    example: { expression: "{a => 1, b => 2}.values()", result: [1, 2] },
    call: ({ dict }) => new View("collection", () => dict.values().values()),
  }),
  defineFunction({
    name: "items",
    kind: "method",
    description: "The entries, each a list of the key and the value.",
    parameters: { dict: dictionary() },
    example: { expression: "{a => 1}.items()", result: [["a", 1]] },
    call: ({ dict }) => new View("set", () => dict.entries()[Symbol.iterator](), dict.size),
  }),
  defineFunction({
    name: "containsKey",
    kind: "method",
    description: "Whether there is the key.",
    parameters: { dict: dictionary(), key: any() },
    example: { expression: "{a => 1}.containsKey(a)", result: true },
    call: ({ dict, key }) => dict.has(key),
  }),
  defineFunction({
    name: "containsValue",
    kind: "method",
    description: "Whether some key has the value.",
    parameters: { dict: dictionary(), value: any() },
    example: { expression: "{a => 1}.containsValue(a)", result: false },
    call: ({ dict, value }, evaluation) => dict.values().some((item) => equal(item, value, evaluation)),
  }),
  defineFunction({
    name: "len",
    kind: "extension",
    description: "The number of entries.",
    parameters: { dict: dictionary() },
    example: { expression: "{a => 1}.len()", result: 1 },
    call: ({ dict }) => BigInt(dict.size),
  }),
  defineFunction({
    name: "isDict",
    kind: "function",
    description: "Whether the value is a dictionary.",
    parameters: { arg: any() },
    example: { expression: "isDict([])", result: false },
    call: ({ arg }) => arg instanceof Dictionary,
  }),
];
