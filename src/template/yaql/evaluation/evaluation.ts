import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Stream } from "../values/stream.ts";
import { ValueSet } from "../values/value-set.ts";
import { YaqlError } from "../yaql-error.ts";
import type { Context } from "./context.ts";
import type { YaqlLimits } from "./limits.ts";
import { MAX_DEPTH } from "./limits.ts";
import { memorySize } from "./memory-size.ts";

/** What makes an expression depend on more than its data. */
export interface Surroundings {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** One evaluation of an expression: its budget, and what functions of the library ask of it. */
export class Evaluation {
  readonly limits: YaqlLimits;
  readonly surroundings: Surroundings;
  #steps: number;
  #depth = 0;
  readonly #callByName: (name: string, values: readonly Value[], context: Context) => Value;

  constructor(
    limits: YaqlLimits,
    surroundings: Surroundings,
    callByName: (name: string, values: readonly Value[], context: Context) => Value,
  ) {
    this.limits = limits;
    this.surroundings = surroundings;
    this.#steps = limits.steps;
    this.#callByName = callByName;
  }

  /** Takes `count` steps off the budget. Work in proportion to something long pays for its length first. */
  spend(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new YaqlError("limit", `the evaluation takes more than ${this.limits.steps} steps`);
  }

  /** Begins something that nests: a call, the reading of an item. */
  enter(): void {
    this.spend();
    if (this.#depth >= MAX_DEPTH) throw new YaqlError("limit", `calls are nested deeper than ${MAX_DEPTH}`);
    this.#depth += 1;
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** A lazy sequence that can be read once. */
  stream(source: Iterator<Value>): Stream {
    return new Stream(source, this);
  }

  /** The items, with an error once they are more than `limits.iterators`; of a known size at once. */
  limited(items: Iterable<Value>): Iterable<Value> {
    const most = this.limits.iterators;
    if (most === Infinity) return items;
    const size = isList(items as Value)
      ? (items as readonly Value[]).length
      : items instanceof ValueSet
        ? items.size
        : 0;
    if (size > most) this.#tooMany();
    return size > 0 ? items : this.stream(this.#counted(items));
  }

  *#counted(items: Iterable<Value>): Iterator<Value> {
    let left = this.limits.iterators;
    for (const item of items) {
      if (--left < 0) this.#tooMany();
      yield item;
    }
  }

  #tooMany(): never {
    throw new YaqlError("limit", `a collection has more than ${this.limits.iterators} items`);
  }

  /** Gives the value back, unless it is larger than `limits.memory` allows. */
  sized<V extends Value>(value: V): V {
    this.checkSize(memorySize(value));
    return value;
  }

  /** Ends the evaluation if a value of `bytes` is too large; to be asked before such a value is made. */
  checkSize(bytes: number): void {
    if (bytes > this.limits.memory) {
      throw new YaqlError("limit", `a value takes more than ${this.limits.memory} bytes`);
    }
  }

  /** Calls a function of the language by its name, as `str` or `#operator_<`, with values as arguments. */
  invoke(name: string, values: readonly Value[], context: Context): Value {
    return this.#callByName(name, values, context);
  }

  /** Ends the evaluation with a mistake of the expression's author. */
  fail(problem: string): never {
    throw new YaqlError("value", problem);
  }
}

/** Whether the value can be iterated: lists, sets and iterators, not texts and dictionaries. */
export function isIterable(value: Value): value is readonly Value[] | ValueSet | Stream {
  return isList(value) || value instanceof Stream || value instanceof ValueSet;
}

/** The size of a collection whose size is known. */
export function sizeOf(value: readonly Value[] | ValueSet | Dictionary): number {
  return isList(value) ? value.length : (value as ValueSet | Dictionary).size;
}
