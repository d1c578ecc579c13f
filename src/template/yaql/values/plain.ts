import { YaqlError } from "../yaql-error.ts";
import { Dictionary } from "./dictionary.ts";
import { MAX_NESTING } from "./hash-key.ts";
import { isIterable } from "./iterable.ts";
import type { Value } from "./value.ts";

function tooDeep(): never {
  throw new YaqlError("limit", `data are nested deeper than ${MAX_NESTING}`);
}

/** Plain data (as JSON or YAML has them) as a value. Numbers without a fraction are integers. */
export function fromPlain(data: unknown, depth = MAX_NESTING): Value {
  if (depth === 0) tooDeep();
  switch (typeof data) {
    case "string":
    case "boolean":
    case "bigint":
      return data;
    case "number":
      return Number.isInteger(data) ? BigInt(data) : data;
    case "object": {
      if (data === null) return null;
      if (Array.isArray(data)) return data.map((item) => fromPlain(item, depth - 1));
      const dictionary = new Dictionary();
      for (const [key, item] of Object.entries(data)) dictionary.put(key, fromPlain(item, depth - 1));
      return dictionary;
    }
    default:
      return null;
  }
}

/** A value as plain data: iterators and sets become lists, keys text. `limited` wraps what is iterated. */
export function toPlain(
  value: Value,
  limited: (items: Iterable<Value>) => Iterable<Value>,
  depth = MAX_NESTING,
): unknown {
  if (depth === 0) tooDeep();
  if (typeof value === "bigint") return plainInteger(value);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Dictionary) {
    const entries = [...limited(value.keys())].map((key) => [
      plainKey(key),
      toPlain(value.get(key) ?? null, limited, depth - 1),
    ]);
    return Object.fromEntries(entries);
  }
  if (isIterable(value)) {
    const items: unknown[] = [];
    for (const item of limited(value)) items.push(toPlain(item, limited, depth - 1));
    return items;
  }
  const plain = value.plain();
  if (plain === undefined) throw new YaqlError("value", `the result holds a ${value.typeName}, which is no data`);
  return plain;
}

function plainInteger(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new YaqlError("value", "the result holds an integer that JSON cannot carry exactly (beyond 2^53)");
  }
  return number;
}

/** A key as JSON writes it: text, as Python's encoder spells numbers, booleans and null. */
function plainKey(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "boolean" || typeof key === "bigint" || typeof key === "number")
    return String(key);
  throw new YaqlError("value", "the result holds a dictionary with a key that is no text");
}
