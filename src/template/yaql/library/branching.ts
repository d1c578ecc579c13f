import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { count, lambda, lazyPair, rest } from "../parameter.ts";
import { isTrue } from "../values/truth.ts";

/** Choices between expressions of which only the chosen one is evaluated. */
export const branchingFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "switch",
    kind: "function",
    description: "The value behind the first condition that counts as true; null if none does.",
    parameters: { cases: rest(lazyPair()) },
    takesPairs: true,
    example: { expression: "switch($ > 9 => many, $ > 1 => some, true => few)", data: 5, result: "some" },
    call({ cases }) {
      return cases.find(({ key }) => isTrue(key()))?.value();
    },
  }),
  defineFunction({
    name: "selectCase",
    kind: "function",
    description: "The position of the first condition that counts as true; their number if none does.",
    parameters: { cases: rest(lambda()) },
    example: { expression: "selectCase(1 > 2, 2 > 1)", result: 1 },
    call({ cases }) {
      const found = cases.findIndex((condition) => isTrue(condition()));
      return BigInt(found < 0 ? cases.length : found);
    },
  }),
  defineFunction({
    name: "selectAllCases",
    kind: "function",
    description: "The positions of all conditions that count as true.",
    parameters: { cases: rest(lambda()) },
    example: { expression: "selectAllCases(1 < 2, 2 < 1, true)", result: [0, 2] },
    *call({ cases }) {
      for (const [index, condition] of cases.entries()) if (isTrue(condition())) yield BigInt(index);
    },
  }),
  defineFunction({
    name: "examine",
    kind: "function",
    description: "Of each condition whether it counts as true.",
    parameters: { cases: rest(lambda()) },
    example: { expression: "examine(1 < 2, null)", result: [true, false] },
    *call({ cases }) {
      for (const condition of cases) yield isTrue(condition());
    },
  }),
  defineFunction({
    name: "switchCase",
    kind: "method",
    description: "The argument at this position, the last one if there are fewer.",
    parameters: { case: count(), cases: rest(lambda()) },
    example: { expression: "1.switchCase(a, b, c)", result: "b" },
    call: ({ case: position, cases }) =>
      (position >= 0 && position < cases.length ? cases[position] : cases.at(-1))?.(),
  }),
  defineFunction({
    name: "coalesce",
    kind: "function",
    description: "The first argument that is not null; null if all are.",
    parameters: { values: rest(lambda()) },
    example: { expression: "coalesce(null, $.name, none)", data: { name: "a" }, result: "a" },
    call({ values }) {
      for (const value of values) {
        const found = value();
        if (found !== null) return found;
      }
      return null;
    },
  }),
];
