import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import { bool, integer } from "../parameter.ts";
import { boundedInteger, MAX_BITS, tooLarge } from "../values/number.ts";

/** An operation on the bits of two integers; that of two booleans is a boolean again. */
function bitwise(
  name: string,
  operation: (left: bigint, right: bigint) => bigint,
  word: string,
): readonly FunctionDefinition[] {
  return [
    defineFunction({
      name,
      kind: "function",
      description: `The bits that are set in ${word} of two booleans.`,
      parameters: { left: bool(), right: bool() },
      example: { expression: `${name}(true, false)`, result: operation(1n, 0n) === 1n },
      call: ({ left, right }) => operation(BigInt(left), BigInt(right)) === 1n,
    }),
    defineFunction({
      name,
      kind: "function",
      description: `The bits that are set in ${word} of two integers.`,
      parameters: { left: integer(), right: integer() },
      example: { expression: `${name}(6, 3)`, result: Number(operation(6n, 3n)) },
      call: ({ left, right }) => operation(left, right),
    }),
  ];
}

/** Functions on the bits of integers. */
export const bitFunctions: readonly FunctionDefinition[] = [
  ...bitwise("bitwiseAnd", (left, right) => left & right, "both"),
  ...bitwise("bitwiseOr", (left, right) => left | right, "one or both"),
  ...bitwise("bitwiseXor", (left, right) => left ^ right, "only one"),
  defineFunction({
    name: "bitwiseNot",
    kind: "function",
    description: "The integer with all its bits turned round.",
    parameters: { arg: integer() },
    example: { expression: "bitwiseNot(6)", result: -7 },
    call: ({ arg }) => ~arg,
  }),
  defineFunction({
    name: "shiftBitsLeft",
    kind: "function",
    description: "The integer with its bits moved to the left.",
    parameters: { value: integer(), bitsNumber: integer() },
    example: { expression: "shiftBitsLeft(1, 10)", result: 1024 },
    call({ value, bitsNumber }, evaluation) {
      if (bitsNumber < 0n) evaluation.fail("bits cannot be moved by a negative number");
      if (value === 0n) return value;
      if (bitsNumber > MAX_BITS) tooLarge();
      return boundedInteger(value << bitsNumber);
    },
  }),
  defineFunction({
    name: "shiftBitsRight",
    kind: "function",
    description: "The integer with its bits moved to the right.",
    parameters: { value: integer(), bitsNumber: integer() },
    example: { expression: "shiftBitsRight(1024, 9)", result: 2 },
    call({ value, bitsNumber }, evaluation) {
      if (bitsNumber < 0n) evaluation.fail("bits cannot be moved by a negative number");
      return value >> bitsNumber;
    },
  }),
];
