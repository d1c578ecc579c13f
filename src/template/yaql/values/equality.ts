import type { Guard } from "./guard.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";

/** Whether two values are equal as in Python: `1 = 1.0 = true`, lists and dictionaries by content. */
export function equal(left: Value, right: Value, guard: Guard): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeof left === "string" || typeof right === "string") return false;
  // Loosely: 1n == 1.0 and 1n == true, and exactly so whatever their size.
  if (typeof left !== "object") return typeof right !== "object" && left == right; // oxlint-disable-line eqeqeq
  guard.enter();
  try {
    if (!isList(left)) return left.equals(right, guard);
    if (!isList(right) || left.length !== right.length) return false;
    return left.every((item, index) => equal(item, right[index] as Value, guard));
  } finally {
    guard.leave();
  }
}
