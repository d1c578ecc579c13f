import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { any, lambda } from "../parameter.ts";
import { isTrue } from "../values/truth.ts";

/** Operators on truth, and the conversion to it. */
export const booleanFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "and",
    kind: "operator",
    description: "The left operand if it counts as false, else the right one, which only then is evaluated.",
    parameters: { left: lambda(), right: lambda() },
    example: { expression: "1 and 0", result: 0 },
    call({ left, right }) {
      const first = left();
      return isTrue(first) ? right() : first;
    },
  }),
  defineFunction({
    name: "or",
    kind: "operator",
    description: "The left operand if it counts as true, else the right one, which only then is evaluated.",
    parameters: { left: lambda(), right: lambda() },
    example: { expression: "null or 2", result: 2 },
    call({ left, right }) {
      const first = left();
      return isTrue(first) ? first : right();
    },
  }),
  defineFunction({
    name: "not",
    kind: "prefix operator",
    description: "Whether the operand counts as false.",
    parameters: { value: any() },
    example: { expression: "not []", result: true },
    call: ({ value }) => !isTrue(value),
  }),
  defineFunction({
    name: "bool",
    kind: "function",
    description: "Whether the value counts as true: all but null, false, zero and what is empty.",
    parameters: { value: any() },
    example: { expression: "bool([0])", result: true },
    call: ({ value }) => isTrue(value),
  }),
  defineFunction({
    name: "isBoolean",
    kind: "function",
    description: "Whether the value is true or false.",
    parameters: { value: any() },
    example: { expression: "isBoolean(0)", result: false },
    call: ({ value }) => typeof value === "boolean",
  }),
];
