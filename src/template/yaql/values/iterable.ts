import { Stream } from "./stream.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";
import { ValueSet } from "./value-set.ts";

/** Whether the value can be iterated: lists, sets and iterators, not texts and dictionaries. */
export function isIterable(value: Value): value is readonly Value[] | ValueSet | Stream {
  return isList(value) || value instanceof Stream || value instanceof ValueSet;
}
