import type { Value } from "./value.ts";
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
