import type { Value } from "./value.ts";
import { isList } from "./value.ts";

/** Whether a value counts as true, as in Python: not null, false, zero or empty. */
export function isTrue(value: Value): boolean {
  if (value === null || typeof value !== "object") {
    // Number NaN is true in Python.
    return typeof value === "number" ? value !== 0 : Boolean(value);
  }
  return isList(value) ? value.length > 0 : value.isTrue();
}
