import type { Guard } from "./guard.ts";
import type { Value } from "./value.ts";
import { HostValue } from "./value.ts";

/** A lazy sequence that can be read once: who reads on, reads on where the last reader stopped. */
export class Stream extends HostValue implements Iterable<Value> {
  readonly typeName = "iterator";
  readonly #source: Iterator<Value>;
  readonly #guard: Guard;

  constructor(source: Iterator<Value>, guard: Guard) {
    super();
    this.#source = source;
    this.#guard = guard;
  }

  next(): IteratorResult<Value, unknown> {
    this.#guard.enter();
    try {
      return this.#source.next();
    } finally {
      this.#guard.leave();
    }
  }

  /** Without `return`: leaving a loop early must not end the stream. */
  [Symbol.iterator](): Iterator<Value> {
    return { next: () => this.next() };
  }
}
