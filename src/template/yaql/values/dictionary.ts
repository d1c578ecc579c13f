import { equal } from "./equality.ts";
import type { Guard } from "./guard.ts";
import { hashKey, spelledKey } from "./hash-key.ts";
import type { HashKey, Value } from "./value.ts";
import { HostValue } from "./value.ts";

/** Entries with text as keys that are made when somebody asks for them. */
export interface LazyEntries extends Iterable<readonly [Value, Value]> {
  get(key: string): Value | undefined;
}

/** A dictionary: any value may be a key, entries keep the order in which their keys came first. */
export class Dictionary extends HostValue {
  readonly typeName = "dictionary";
  readonly #guard: Guard;
  /** Entries that were not put in yet, because nobody asked for all of them. */
  #lazy: LazyEntries | undefined;
  #filled: Map<HashKey, [Value, Value]> | undefined;

  constructor(guard: Guard, entries: Iterable<readonly [Value, Value]> = []) {
    super();
    this.#guard = guard;
    for (const [key, value] of entries) this.put(key, value);
  }

  static lazy(guard: Guard, entries: LazyEntries): Dictionary {
    const dictionary = new Dictionary(guard);
    dictionary.#lazy = entries;
    return dictionary;
  }

  get #entries(): Map<HashKey, [Value, Value]> {
    this.#filled ??= new Map();
    const lazy = this.#lazy;
    if (lazy !== undefined) {
      this.#lazy = undefined;
      for (const [key, value] of lazy) this.put(key, value);
    }
    return this.#filled;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  /** The value of a key; undefined if there is none. */
  get(key: Value): Value | undefined {
    if (this.#lazy !== undefined && typeof key === "string") return this.#lazy.get(key);
    return this.#entries.get(hashKey(key, this.#guard))?.[1];
  }

  override equals(other: Value, guard: Guard): boolean {
    if (!(other instanceof Dictionary) || other.size !== this.size) return false;
    return [...this.entries()].every(([key, value]) => {
      const otherValue = other.get(key);
      return otherValue !== undefined && equal(value, otherValue, guard);
    });
  }

  override hashKey(guard: Guard): HashKey {
    const entries = [...this.entries()].map(([key, value]) => `${spelledKey(key, guard)}:${spelledKey(value, guard)}`);
    return `\0{${entries.sort().join(",")}}`;
  }

  override isTrue(): boolean {
    return this.size > 0;
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  values(): Value[] {
    return [...this.#entries.values()].map(([, value]) => value);
  }

  entries(): Iterable<readonly [Value, Value]> {
    return this.#entries.values();
  }

  /** Sets a key while the dictionary is being built; afterwards nobody may change it. */
  put(key: Value, value: Value): this {
    this.#guard.spend();
    const hashed = hashKey(key, this.#guard);
    const known = this.#entries.get(hashed);
    if (known === undefined) this.#entries.set(hashed, [key, value]);
    else known[1] = value;
    return this;
  }

  /** Removes a key while the dictionary is being built. */
  drop(key: Value): this {
    this.#entries.delete(hashKey(key, this.#guard));
    return this;
  }
}
