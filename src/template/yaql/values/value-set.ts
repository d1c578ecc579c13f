import type { HashKey } from "./hash-key.ts";
import { hashKey } from "./hash-key.ts";
import type { Value } from "./value.ts";

/** A set; its items keep the order in which they came. */
export class ValueSet implements Iterable<Value> {
  readonly #items = new Map<HashKey, Value>();

  constructor(items: Iterable<Value> = []) {
    for (const item of items) {
      const key = hashKey(item);
      if (!this.#items.has(key)) this.#items.set(key, item);
    }
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: Value): boolean {
    return this.#items.has(hashKey(item));
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#items.values();
  }

  /** Whether every item of this set is in the other. */
  isWithin(other: ValueSet): boolean {
    return [...this].every((item) => other.has(item));
  }
}
