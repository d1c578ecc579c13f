import { YaqlError } from "../yaql-error.ts";
import type { HashKey, Value } from "./value.ts";
import { isList } from "./value.ts";

/** How deep values may be nested. */
export const MAX_NESTING = 200;

/** The key of a value: `1`, `1.0` and `true` have the same one, as in Python. */
export function hashKey(value: Value, depth = MAX_NESTING): HashKey {
  if (typeof value === "string") return value.startsWith("\0") ? `\0s${value}` : value;
  if (value === null || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (!isList(value)) return value.hashKey(depth);
  return `\0[${value.map((item) => spelledKey(item, depth)).join(",")}]`;
}

/** Spells the key of a value inside another, so that equal values, and only those, are spelt alike. */
export function spelledKey(value: Value, depth: number): string {
  if (depth === 0) throw new YaqlError("limit", `values are nested deeper than ${MAX_NESTING}`);
  const key = hashKey(value, depth - 1);
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" && key !== null ? `#${identity(key)}` : String(key);
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identity(object: object): number {
  let known = identities.get(object);
  if (known === undefined) {
    known = ++lastIdentity;
    identities.set(object, known);
  }
  return known;
}
