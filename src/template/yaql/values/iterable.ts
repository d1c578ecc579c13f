import { Stream } from "./stream.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";
import { ValueSet } from "./value-set.ts";
import { View } from "./view.ts";

/** A value that can be iterated. */
export type IterableValue = readonly Value[] | ValueSet | Stream | View;

/** Whether the value can be iterated: lists, sets, iterators and views, not texts and dictionaries. */
export function isIterable(value: Value): value is IterableValue {
  return isList(value) || value instanceof Stream || value instanceof ValueSet || value instanceof View;
}

/** Whether the value is an iterator: no list, no set, nothing with positions or a size. */
export function isIterator(value: Value): value is Stream | View {
  return value instanceof Stream || (value instanceof View && value.kind === "iterator");
}

/** The number of items, where it is known without reading them. */
export function knownSize(items: Iterable<Value>): number | undefined {
  if (Array.isArray(items)) return items.length;
  return items instanceof ValueSet || items instanceof View ? items.size : undefined;
}
