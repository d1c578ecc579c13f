import { Dictionary } from "./dictionary.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";
import { ValueSet } from "./value-set.ts";

/** Whether a value counts as true, as in Python: not null, false, zero or empty. */
export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (value instanceof Dictionary || value instanceof ValueSet) return value.size > 0;
  // Number NaN is true in Python.
  return typeof value === "number" ? value !== 0 : Boolean(value);
}
