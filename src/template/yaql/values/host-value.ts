import type { HashKey } from "./hash-key.ts";
import type { Value } from "./value.ts";

/** A value that the library adds to the language's own: dates, patterns, contexts. */
export abstract class HostValue {
  /** What messages call it, e.g. `datetime`. */
  abstract readonly typeName: string;
  /** Equal values have equal keys (see `hashKey`). */
  equals(other: Value): boolean {
    return this === other;
  }
  hashKey(): HashKey {
    return this;
  }
  /** The value as plain data in a result; undefined where there is no such form. */
  plain(): unknown {
    return undefined;
  }
}
