import type { Value } from "./value.ts";
import { ValueSet } from "./value-set.ts";
import { View } from "./view.ts";

/** The items of an iterator such that they can be read again; they are taken from it when they are first asked for. */
export function memorized(source: Iterator<Value>): View {
  const known: Value[] = [];
  return new View("iterator", function* () {
    for (let index = 0; ; index += 1) {
      if (index === known.length) {
        const { done, value } = source.next();
        if (done) return;
        known.push(value);
      }
      yield known[index] as Value;
    }
  });
}

/** Whether what is iterated is a list or a set, which can be read again as it is. */
export function isLasting(items: Iterable<Value>): items is readonly Value[] | ValueSet | View {
  return Array.isArray(items) || items instanceof ValueSet || (items instanceof View && items.kind === "set");
}
