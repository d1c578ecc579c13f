import type { Context, Evaluation, MoreArguments, Surroundings } from "../function-definition.ts";
import type { Value } from "../values/value.ts";
import { knownSize } from "../values/iterable.ts";
import { Stream } from "../values/stream.ts";
import { YaqlError } from "../yaql-error.ts";
import type { YaqlLimits } from "./limits.ts";
import { MAX_DEPTH } from "./limits.ts";
import { isSmall, memorySize } from "./memory-size.ts";

type CallByName = (name: string, values: readonly Value[], context: Context, more: MoreArguments) => Value;

/** One evaluation of an expression: its budget, and what functions of the library ask of it. */
export class BudgetedEvaluation implements Evaluation {
  readonly limits: YaqlLimits;
  readonly surroundings: Surroundings;
  #steps: number;
  #depth = 0;
  readonly #callByName: CallByName;

  constructor(limits: YaqlLimits, surroundings: Surroundings, callByName: CallByName) {
    this.limits = limits;
    this.surroundings = surroundings;
    this.#steps = limits.steps;
    this.#callByName = callByName;
  }

  spend(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new YaqlError("limit", `the evaluation takes more than ${this.limits.steps} steps`);
  }

  enter(): void {
    this.spend();
    if (this.#depth >= MAX_DEPTH) throw new YaqlError("limit", `calls are nested deeper than ${MAX_DEPTH}`);
    this.#depth += 1;
  }

  leave(): void {
    this.#depth -= 1;
  }

  stream(source: Iterator<Value>): Stream {
    return new Stream(source, this);
  }

  limited(items: Iterable<Value>): Iterable<Value> {
    const most = this.limits.iterators;
    const size = knownSize(items);
    if (size === undefined) return most === Infinity ? items : this.stream(this.#counted(items));
    if (size > most) this.#tooMany();
    // An iterator takes a step an item; to go through what is there is quicker, but not for nothing.
    this.spend(size >> 2);
    return items;
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

  sized<V extends Value>(value: V): V {
    if (!isSmall(value, this.limits.memory)) this.checkSizes([value]);
    return value;
  }

  checkSizes(values: readonly Value[]): void {
    if (this.limits.memory === Infinity) return;
    let bytes = 0;
    for (const value of values) {
      // What is too long in any case need not be looked through.
      bytes += typeof value === "string" && value.length > this.limits.memory ? value.length : memorySize(value);
    }
    this.checkSize(bytes);
  }

  checkSize(bytes: number): void {
    if (bytes > this.limits.memory) {
      throw new YaqlError("limit", `a value takes more than ${this.limits.memory} bytes`);
    }
  }

  invoke(name: string, values: readonly Value[], context: Context, more: MoreArguments = {}): Value {
    return this.#callByName(name, values, context, more);
  }

  fail(problem: string): never {
    throw new YaqlError("value", problem);
  }
}
