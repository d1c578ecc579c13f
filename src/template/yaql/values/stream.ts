import type { Value } from "./value.ts";
import { HostValue } from "./value.ts";

/** Told of every item that a stream is asked for, so that reading ends within bounds. */
export interface StreamGuard {
  /** Before the source is asked; may throw. */
  enter(): void;
  leave(): void;
}

/** A lazy sequence that can be read once: who reads on, reads on where the last reader stopped. */
export class Stream extends HostValue implements Iterable<Value> {
  readonly typeName = "iterator";
  readonly #source: Iterator<Value>;
  readonly #guard: StreamGuard;

  constructor(source: Iterator<Value>, guard: StreamGuard) {
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
