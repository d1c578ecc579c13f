import { YaqlError } from "../yaql-error.ts";
import type { Numeric } from "./number.ts";
import { boundedInteger, floorModulo, MAX_BITS, toFloat, tooLarge } from "./number.ts";

function integerPower(base: bigint, exponent: bigint): bigint {
  const magnitude = base < 0n ? -base : base;
  if (magnitude > 1n) {
    // Its digits tell how large the result gets, before it is made.
    const bits = BigInt(magnitude.toString(16).length - 1) * 4n;
    if (exponent > MAX_BITS || bits * exponent > MAX_BITS) tooLarge();
  }
  return magnitude <= 1n && exponent > 2n ? base ** (2n - (exponent % 2n)) : boundedInteger(base ** exponent);
}

/** Python's `**`: exact on integers unless the exponent is negative. */
export function power(base: Numeric, exponent: Numeric): Numeric {
  if (typeof base === "bigint" && typeof exponent === "bigint" && exponent >= 0n) return integerPower(base, exponent);
  const [left, right] = [toFloat(base), toFloat(exponent)];
  if (left === 0 && right < 0) throw new YaqlError("value", "zero has no negative power");
  if (left < 0 && Number.isFinite(right) && !Number.isInteger(right) && Number.isFinite(left)) {
    throw new YaqlError("value", "a negative number has no power that is no integer");
  }
  // Python calls any power of one, and the zeroth power of anything, one.
  const result = left === 1 || right === 0 ? 1 : left ** right;
  if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right)) {
    throw new YaqlError("value", "the power is too large for a float");
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next] = [
    modulus < 0n ? -modulus : modulus,
    floorModulo(value, modulus < 0n ? -modulus : modulus) as bigint,
  ];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (rest !== 1n) throw new YaqlError("value", "the number has no inverse for that modulus");
  return factor;
}

/** Python's `pow(base, exponent, modulus)`: of integers only. */
export function powerModulo(base: Numeric, exponent: Numeric, modulus: Numeric): bigint {
  if (typeof base !== "bigint" || typeof exponent !== "bigint" || typeof modulus !== "bigint") {
    throw new YaqlError("value", "a power with a modulus is one of integers");
  }
  if (modulus === 0n) throw new YaqlError("value", "modulo by zero");
  let [square, left] = exponent < 0n ? [inverse(base, modulus), -exponent] : [base, exponent];
  // Squaring takes as many rounds as the exponent has bits.
  if (left.toString(16).length * modulus.toString(16).length > 1_000_000) tooLarge();
  let result = 1n;
  square = floorModulo(square, modulus) as bigint;
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return floorModulo(result, modulus) as bigint;
}
