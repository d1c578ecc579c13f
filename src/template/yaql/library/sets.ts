import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, host, rest, set } from "../parameter.ts";
import { ValueSet } from "../values/value-set.ts";
import { View } from "../values/view.ts";

function without(left: ValueSet, right: ValueSet, evaluation: Evaluation): ValueSet {
  return new ValueSet(
    evaluation,
    [...left].filter((item) => !right.has(item)),
  );
}

const two = { left: set(), right: set() };

const difference = {
  description: "The items of the left set that the right one does not have.",
  parameters: two,
  call: ({ left, right }: { readonly left: ValueSet; readonly right: ValueSet }, evaluation: Evaluation) =>
    without(left, right, evaluation),
} as const;

/** The functions of sets. */
export const setFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "union",
    kind: "method",
    description: "The items of both sets.",
    parameters: two,
    example: { expression: "set(1, 2).union(set(2, 3))", result: [1, 2, 3] },
    call: ({ left, right }, evaluation) => evaluation.sized(new ValueSet(evaluation, [...left, ...right])),
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The items of both sets.",
    parameters: { left: host("set", ValueSet), right: host("set", ValueSet) },
    example: { expression: "set(1, 2) + set(2, 3)", result: [1, 2, 3] },
    call: ({ left, right }, evaluation) => evaluation.sized(new ValueSet(evaluation, [...left, ...right])),
  }),
  defineFunction({
    name: "intersect",
    kind: "method",
    description: "The items that both sets have.",
    parameters: two,
    example: { expression: "set(1, 2).intersect(set(2, 3))", result: [2] },
    call: ({ left, right }, evaluation) =>
      new ValueSet(
        evaluation,
        [...left].filter((item) => right.has(item)),
      ),
  }),
  defineFunction({
    ...difference,
    name: "difference",
    kind: "method",
    example: { expression: "set(1, 2).difference(set(2))", result: [1] },
  }),
  defineFunction({
    ...difference,
    name: "-",
    kind: "operator",
    example: { expression: "set(1, 2) - set(2)", result: [1] },
  }),
  defineFunction({
    name: "symmetricDifference",
    kind: "method",
    description: "The items that only one of the sets has.",
    parameters: two,
    example: { expression: "set(1, 2).symmetricDifference(set(2, 3))", result: [1, 3] },
    call: ({ left, right }, evaluation) =>
      new ValueSet(evaluation, [...without(left, right, evaluation), ...without(right, left, evaluation)]),
  }),
  defineFunction({
    name: "add",
    kind: "method",
    description: "The set with further items.",
    parameters: { set: set(), values: rest(any()) },
    example: { expression: "set(1).add(2, 3)", result: [1, 2, 3] },
    call: ({ set: items, values }, evaluation) => evaluation.sized(new ValueSet(evaluation, [...items, ...values])),
  }),
  defineFunction({
    name: "remove",
    kind: "method",
    description: "The set without the given items.",
    parameters: { set: set(), values: rest(any()) },
    example: { expression: "set(1, 2).remove(2)", result: [1] },
    call: ({ set: items, values }, evaluation) => without(items, new ValueSet(evaluation, values), evaluation),
  }),
  defineFunction({
    name: "<",
    kind: "operator",
    description: "Whether the left set is a part of the right one, but not all of it.",
    parameters: two,
    example: { expression: "set(1) < set(1, 2)", result: true },
    call: ({ left, right }) => left.size < right.size && left.isWithin(right),
  }),
  defineFunction({
    name: "<=",
    kind: "operator",
    description: "Whether the left set is a part of the right one.",
    parameters: two,
    example: { expression: "set(1) <= set(1)", result: true },
    call: ({ left, right }) => left.isWithin(right),
  }),
  defineFunction({
    name: ">",
    kind: "operator",
    description: "Whether the right set is a part of the left one, but not all of it.",
    parameters: two,
    example: { expression: "set(1, 2) > set(1)", result: true },
    call: ({ left, right }) => right.size < left.size && right.isWithin(left),
  }),
  defineFunction({
    name: ">=",
    kind: "operator",
    description: "Whether the right set is a part of the left one.",
    parameters: two,
    example: { expression: "set(1) >= set(2)", result: false },
    call: ({ left, right }) => right.isWithin(left),
  }),
  defineFunction({
    name: "len",
    kind: "extension",
    description: "The number of items.",
    parameters: { set: set() },
    example: { expression: "set(1, 1).len()", result: 1 },
    call: ({ set: items }) => BigInt(items.size),
  }),
  defineFunction({
    name: "isSet",
    kind: "function",
    description: "Whether the value is a set, or the keys or items of a dictionary.",
    parameters: { arg: any() },
    example: { expression: "isSet([])", result: false },
    call: ({ arg }) => arg instanceof ValueSet || (arg instanceof View && arg.kind === "set"),
  }),
];
