import type { Guard } from "./guard.ts";
import { hashKey, spelledKey } from "./hash-key.ts";
import type { HashKey, Value } from "./value.ts";
import { HostValue } from "./value.ts";

/** A set; its items keep the order in which they came. */
export class ValueSet extends HostValue implements Iterable<Value> {
  readonly typeName = "set";
  readonly #items = new Map<HashKey, Value>();

  readonly #guard: Guard;

  constructor(guard: Guard, items: Iterable<Value> = []) {
    super();
    this.#guard = guard;
    for (const item of items) {
      guard.spend();
      const key = hashKey(item, guard);
      if (!this.#items.has(key)) this.#items.set(key, item);
    }
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: Value): boolean {
    return this.#items.has(hashKey(item, this.#guard));
  }

  override equals(other: Value): boolean {
    return other instanceof ValueSet && other.size === this.size && this.isWithin(other);
  }

  override hashKey(guard: Guard): HashKey {
    const items = [...this].map((item) => spelledKey(item, guard));
    return `\0<${items.sort().join(",")}>`;
  }

  override isTrue(): boolean {
    return this.size > 0;
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#items.values();
  }

  /** Whether every item of this set is in the other. */
  isWithin(other: ValueSet): boolean {
    return [...this].every((item) => other.has(item));
  }
}
