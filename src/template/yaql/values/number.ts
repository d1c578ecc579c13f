import { YaqlError } from "../yaql-error.ts";

/** A number: an integer or a float. */
export type Numeric = bigint | number;

/** The larger an integer, the longer its arithmetic takes: none may have more bits. */
export const MAX_BITS = 16_384n;
const LARGEST = 1n << MAX_BITS;
const SMALLEST = -LARGEST;

/** Gives an integer back, unless it is too large to go on with. */
export function boundedInteger(value: bigint): bigint {
  if (value > LARGEST || value < SMALLEST) tooLarge();
  return value;
}

/** Ends the evaluation for an integer that would be too large. */
export function tooLarge(): never {
  throw new YaqlError("limit", `an integer has more than ${MAX_BITS} bits`);
}

/** Python's `//`: rounds towards minus infinity. */
export function floorDivide(left: bigint, right: bigint): bigint {
  if (right === 0n) throw new YaqlError("value", "division by zero");
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

/** Python's `%`: has the sign of the divisor. */
export function floorModulo(left: Numeric, right: Numeric): Numeric {
  if (typeof left === "bigint" && typeof right === "bigint") {
    if (right === 0n) throw new YaqlError("value", "modulo by zero");
    const remainder = left % right;
    return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder;
  }
  const divisor = toFloat(right);
  if (divisor === 0) throw new YaqlError("value", "modulo by zero");
  const remainder = toFloat(left) % divisor;
  if (remainder === 0) return divisor < 0 ? -0 : 0;
  return remainder < 0 !== divisor < 0 ? remainder + divisor : remainder;
}

/** A number as a float; an integer too large for one is an error, as in Python. */
export function toFloat(value: Numeric): number {
  const float = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(float))
    throw new YaqlError("value", "the integer is too large for a float");
  return float;
}
