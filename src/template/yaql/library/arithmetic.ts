import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { numeric } from "../parameter.ts";
import type { Numeric } from "../values/number.ts";
import { boundedInteger, floorDivide, floorModulo, toFloat } from "../values/number.ts";
import { YaqlError } from "../yaql-error.ts";

const operands = { left: numeric(), right: numeric() };

/** An operation that is exact on two integers, and on floats otherwise. */
function either(integers: (left: bigint, right: bigint) => bigint, floats: (left: number, right: number) => number) {
  return ({ left, right }: { readonly left: Numeric; readonly right: Numeric }): Numeric =>
    typeof left === "bigint" && typeof right === "bigint"
      ? boundedInteger(integers(left, right))
      : floats(toFloat(left), toFloat(right));
}

function divideFloats(left: number, right: number): number {
  if (right === 0) throw new YaqlError("value", "division by zero");
  return left / right;
}

/** The operators on numbers. */
export const arithmeticOperators: readonly FunctionDefinition[] = [
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The sum of two numbers.",
    parameters: operands,
    example: { expression: "1 + 2", result: 3 },
    call: either(
      (left, right) => left + right,
      (left, right) => left + right,
    ),
  }),
  defineFunction({
    name: "-",
    kind: "operator",
    description: "The difference of two numbers.",
    parameters: operands,
    example: { expression: "1 - 2.5", result: -1.5 },
    call: either(
      (left, right) => left - right,
      (left, right) => left - right,
    ),
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The product of two numbers.",
    parameters: operands,
    example: { expression: "3 * 4", result: 12 },
    call: either(
      (left, right) => left * right,
      (left, right) => left * right,
    ),
  }),
  defineFunction({
    name: "/",
    kind: "operator",
    description: "The quotient of two numbers; of two integers the next smaller integer.",
    parameters: operands,
    example: { expression: "-5 / 2", result: -3 },
    call: either(floorDivide, divideFloats),
  }),
  defineFunction({
    name: "mod",
    kind: "operator",
    description: "What remains of a division; it has the sign of the divisor.",
    parameters: operands,
    example: { expression: "-5 mod 3", result: 1 },
    call: ({ left, right }) => floorModulo(left, right),
  }),
  defineFunction({
    name: "+",
    kind: "prefix operator",
    description: "The number itself.",
    parameters: { value: numeric() },
    example: { expression: "+1", result: 1 },
    call: ({ value }) => value,
  }),
  defineFunction({
    name: "-",
    kind: "prefix operator",
    description: "The number with the other sign.",
    parameters: { value: numeric() },
    example: { expression: "-(1 - 3)", result: 2 },
    call: ({ value }) => -value,
  }),
];
