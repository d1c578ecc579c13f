import { defineFunction } from "../define-function.ts";
import type { Context, Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, count, integer, nullable, numeric, optional } from "../parameter.ts";
import { divideHalfEven, scaled } from "../text/decimal.ts";
import { readFloat, readInteger } from "../text/read-number.ts";
import { power, powerModulo } from "../values/power.ts";
import type { Numeric } from "../values/number.ts";
import { toFloat } from "../values/number.ts";
import type { Value } from "../values/value.ts";

/** Beyond as many digits a float has none to round. */
const MOST_DIGITS = 400;

function roundInteger(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  if (digits < -MOST_DIGITS * 100) return 0n;
  const unit = 10n ** BigInt(-digits);
  const rounded = divideHalfEven(value < 0n ? -value : value, unit) * unit;
  return value < 0n ? -rounded : rounded;
}

function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > MOST_DIGITS) return value;
  const sign = value < 0 || Object.is(value, -0) ? -1 : 1;
  const rounded = digits < -MOST_DIGITS ? 0 : Number(`${scaled(value, digits)}e${-digits}`);
  return sign * rounded;
}

function toInteger(value: Value, evaluation: Evaluation): bigint {
  if (value === null) return 0n;
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  if (typeof value === "number") {
    return Number.isFinite(value) ? BigInt(Math.trunc(value)) : evaluation.fail("the float is no finite number");
  }
  if (typeof value !== "string") return evaluation.fail("the value is no integer");
  evaluation.spend(value.length);
  return readInteger(value) ?? evaluation.fail("the value is no integer");
}

function toNumber(value: Value, evaluation: Evaluation): number {
  if (value === null) return 0;
  if (typeof value === "bigint" || typeof value === "number") return toFloat(value);
  if (typeof value === "boolean") return Number(value);
  const read = typeof value === "string" ? readFloat(value) : undefined;
  return read ?? evaluation.fail("the value is no number");
}

function isGreater(left: Value, right: Value, evaluation: Evaluation, context: Context): boolean {
  return evaluation.invoke("#operator_>", [left, right], context) === true;
}

/** Functions on numbers and the conversions to them. */
export const mathFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "abs",
    kind: "function",
    description: "The number without its sign.",
    parameters: { op: numeric() },
    example: { expression: "abs(-2)", result: 2 },
    call: ({ op }): Numeric => (typeof op === "number" ? Math.abs(op) : op < 0n ? -op : op),
  }),
  defineFunction({
    name: "sign",
    kind: "function",
    description: "1, 0 or -1, as the number is above, at or below zero.",
    parameters: { num: numeric() },
    example: { expression: "sign(-2.5)", result: -1 },
    call: ({ num }) => (num > 0 ? 1n : num < 0 ? -1n : 0n),
  }),
  defineFunction({
    name: "round",
    kind: "function",
    description: "The number rounded to `ndigits` digits behind the point, half to even.",
    parameters: { number: numeric(), ndigits: optional(count(), 0) },
    example: { expression: "[round(2.5), round(2.345, 1), round(1250, -2)]", result: [2, 2.3, 1200] },
    call: ({ number, ndigits }): Numeric =>
      typeof number === "bigint" ? roundInteger(number, ndigits) : roundFloat(number, ndigits),
  }),
  defineFunction({
    name: "pow",
    kind: "function",
    description: "`a` to the power of `b`; with `c`, what remains of it divided by `c`.",
    parameters: { a: numeric(), b: numeric(), c: optional(nullable(numeric()), null) },
    example: { expression: "[pow(2, 10), pow(2, 10, 7)]", result: [1024, 2] },
    call: ({ a, b, c }): Numeric => (c === null ? power(a, b) : powerModulo(a, b, c)),
  }),
  defineFunction({
    name: "max",
    kind: "function",
    description: "The greater of two values.",
    parameters: { a: any(), b: any() },
    example: { expression: "max(1, 2)", result: 2 },
    call: ({ a, b }, evaluation, context) => (isGreater(b, a, evaluation, context) ? b : a),
  }),
  defineFunction({
    name: "min",
    kind: "function",
    description: "The lesser of two values.",
    parameters: { a: any(), b: any() },
    example: { expression: "min(1, 2)", result: 1 },
    call: ({ a, b }, evaluation, context) => (isGreater(b, a, evaluation, context) ? a : b),
  }),
  defineFunction({
    name: "int",
    kind: "function",
    description: "The value as an integer: floats without their fraction, texts of digits, null as 0.",
    parameters: { value: any() },
    example: { expression: "[int('12'), int(-1.9), int(null)]", result: [12, -1, 0] },
    call: ({ value }, evaluation) => toInteger(value, evaluation),
  }),
  defineFunction({
    name: "float",
    kind: "function",
    description: "The value as a float: integers, texts of digits, null as 0.0.",
    parameters: { value: any() },
    example: { expression: "float('1.5e2') / 4", result: 37.5 },
    call: ({ value }, evaluation) => toNumber(value, evaluation),
  }),
  defineFunction({
    name: "isInteger",
    kind: "function",
    description: "Whether the value is an integer; a boolean is none.",
    parameters: { value: any() },
    example: { expression: "[isInteger(1), isInteger(1.0)]", result: [true, false] },
    call: ({ value }) => typeof value === "bigint",
  }),
  defineFunction({
    name: "isNumber",
    kind: "function",
    description: "Whether the value is an integer or a float; a boolean is none.",
    parameters: { value: any() },
    example: { expression: "[isNumber(1.0), isNumber('1')]", result: [true, false] },
    call: ({ value }) => typeof value === "bigint" || typeof value === "number",
  }),
  defineFunction({
    name: "random",
    kind: "function",
    description: "A random float from 0.0 to, but not, 1.0.",
    parameters: {},
    example: { expression: "random() < 1", result: true },
    call: (_, evaluation) => evaluation.surroundings.random(),
  }),
  defineFunction({
    name: "random",
    kind: "function",
    description: "A random integer from one to another, both included.",
    parameters: { from: integer(), to: integer() },
    example: { expression: "random(1, 1)", result: 1 },
    call({ from, to }, evaluation) {
      if (from > to) evaluation.fail("there is no integer between the limits");
      const span = to - from + 1n;
      // 106 random bits, so that integers beyond 2^53 are all within reach.
      const bits = () => BigInt(Math.floor(evaluation.surroundings.random() * 2 ** 53));
      return from + (((bits() << 53n) | bits()) * span) / 2n ** 106n;
    },
  }),
];
