import type { Dictionary } from "./dictionary.ts";
import type { HostValue } from "./host-value.ts";
import type { Stream } from "./stream.ts";
import type { ValueSet } from "./value-set.ts";

/**
 * A value of the language. Integers are `bigint`, floats are `number`, so that `1` and `1.0` stay
 * apart as in Python; a `Stream` is an iterator that can be read once.
 */
export type Value =
  null | boolean | bigint | number | string | readonly Value[] | Dictionary | ValueSet | Stream | HostValue;

/** Whether the value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
