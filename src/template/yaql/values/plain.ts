import { floatText } from "../text/decimal.ts";
import { YaqlError } from "../yaql-error.ts";
import { listSize } from "../evaluation/memory-size.ts";
import type { LazyEntries } from "./dictionary.ts";
import { Dictionary } from "./dictionary.ts";
import type { Guard } from "./guard.ts";
import { isIterable } from "./iterable.ts";
import type { Value } from "./value.ts";

/** Plain data (as JSON or YAML has them) as a value. Numbers without a fraction are integers. */
export function fromPlain(data: unknown, guard: Guard): Value {
  switch (typeof data) {
    case "string":
    case "boolean":
    case "bigint":
      return data;
    case "number":
      return Number.isInteger(data) ? BigInt(data) : data;
    case "object":
      return data === null ? null : compoundFromPlain(data, guard);
    default:
      return null;
  }
}

function compoundFromPlain(data: object, guard: Guard): Value {
  if (!Array.isArray(data)) return Dictionary.lazy(guard, new PlainEntries(data as Record<string, unknown>, guard));
  guard.enter();
  try {
    return data.map((item) => fromPlain(item, guard));
  } finally {
    guard.leave();
  }
}

/** The entries of a plain object, each made into a value when it is asked for. */
class PlainEntries implements LazyEntries {
  readonly #data: Readonly<Record<string, unknown>>;
  readonly #guard: Guard;
  /** Lists and dictionaries are made once. */
  readonly #made = new Map<string, Value>();

  constructor(data: Readonly<Record<string, unknown>>, guard: Guard) {
    this.#data = data;
    this.#guard = guard;
  }

  get(key: string): Value | undefined {
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    if (!Object.hasOwn(this.#data, key)) return undefined;
    const value = fromPlain(this.#data[key], this.#guard);
    if (typeof value === "object") this.#made.set(key, value);
    return value;
  }

  *[Symbol.iterator](): Iterator<readonly [Value, Value]> {
    for (const key of Object.keys(this.#data)) yield [key, this.get(key) ?? null];
  }
}

/** What turning a value into plain data asks of its evaluation. */
interface Finishing extends Guard {
  limited(items: Iterable<Value>): Iterable<Value>;
  checkSize(bytes: number): void;
}

/** A value as plain data: iterators and sets become lists, keys text. */
export function toPlain(value: Value, evaluation: Finishing): unknown {
  if (typeof value === "bigint" || typeof value === "number") return plainNumber(value);
  if (value === null || typeof value !== "object") return value;
  evaluation.enter();
  try {
    if (value instanceof Dictionary) return plainDictionary(value, evaluation);
    if (isIterable(value)) {
      const items: unknown[] = [];
      for (const item of evaluation.limited(value)) items.push(toPlain(item, evaluation));
      evaluation.checkSize(listSize(items.length));
      return items;
    }
    const plain = value.plain();
    if (plain === undefined) throw new YaqlError("value", `the result holds a ${value.typeName}, which is no data`);
    return plain;
  } finally {
    evaluation.leave();
  }
}

function plainDictionary(dictionary: Dictionary, evaluation: Finishing): Readonly<Record<string, unknown>> {
  evaluation.limited(dictionary.keys());
  const entries = [...dictionary.entries()].map(([key, item]) => [plainKey(key), toPlain(item, evaluation)]);
  return Object.fromEntries(entries);
}

/** A number; what JSON has no number for stays text: integers beyond 2^53, infinities, NaN. */
function plainNumber(value: bigint | number): number | string {
  if (typeof value === "number") return Number.isFinite(value) ? value : floatText(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A key as JSON writes it: text, as Python's encoder spells numbers, booleans and null. */
function plainKey(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "boolean" || typeof key === "bigint" || typeof key === "number")
    return String(key);
  throw new YaqlError("value", "the result holds a dictionary with a key that is no text");
}
