import { YaqlError } from "../yaql-error.ts";
import { MAX_NESTING } from "./hash-key.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";

/** Whether two values are equal as in Python: `1 = 1.0 = true`, lists and dictionaries by content. */
export function equal(left: Value, right: Value, depth = MAX_NESTING): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeof left === "string" || typeof right === "string") return false;
  if (depth === 0) throw new YaqlError("limit", `values are nested deeper than ${MAX_NESTING}`);
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index] as Value, depth - 1))
    );
  }
  if (typeof left === "object") return left.equals(right, depth - 1);
  // Loosely: 1n == 1.0 and 1n == true, and exactly so whatever their size.
  return typeof right !== "object" && left == right; // oxlint-disable-line eqeqeq
}
