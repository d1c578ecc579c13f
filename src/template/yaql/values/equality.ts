import { YaqlError } from "../yaql-error.ts";
import { Dictionary } from "./dictionary.ts";
import { HostValue } from "./host-value.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";
import { ValueSet } from "./value-set.ts";

const MAX_DEPTH = 200;

/** Whether two values are equal as in Python: `1 = 1.0 = true`, lists and dictionaries by content. */
export function equal(left: Value, right: Value): boolean {
  return equalWithin(left, right, MAX_DEPTH);
}

function equalWithin(left: Value, right: Value, depth: number): boolean {
  if (left === right) return true;
  if (depth === 0) throw new YaqlError("limit", `values are nested deeper than ${MAX_DEPTH}`);
  const leftNumber = asNumber(left);
  if (leftNumber !== undefined) {
    const rightNumber = asNumber(right);
    // Loosely: 1n == 1.0, and exactly so whatever their size.
    return rightNumber !== undefined && leftNumber == rightNumber; // oxlint-disable-line eqeqeq
  }
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => equalWithin(item, right[index] as Value, depth - 1))
    );
  }
  if (left instanceof Dictionary) return right instanceof Dictionary && equalDictionaries(left, right, depth - 1);
  if (left instanceof ValueSet) return right instanceof ValueSet && left.size === right.size && left.isWithin(right);
  if (left instanceof HostValue) return left.equals(right);
  return false;
}

function equalDictionaries(left: Dictionary, right: Dictionary, depth: number): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left.entries()) {
    const other = right.get(key);
    if (other === undefined || !equalWithin(value, other, depth)) return false;
  }
  return true;
}

/** A number or boolean as a number; undefined for anything else. */
function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return typeof value === "boolean" ? BigInt(value) : undefined;
}
