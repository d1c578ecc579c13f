import type { Guard } from "./guard.ts";
import type { HashKey, Value } from "./value.ts";
import { isList } from "./value.ts";

/** The key of a value: `1`, `1.0` and `true` have the same one, as in Python. */
export function hashKey(value: Value, guard: Guard): HashKey {
  if (typeof value === "string") return value.startsWith("\0") ? `\0s${value}` : value;
  if (value === null || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (!isList(value)) return value.hashKey(guard);
  return `\0[${value.map((item) => spelledKey(item, guard)).join(",")}]`;
}

/** Spells the key of a value inside another, so that equal values, and only those, are spelt alike. */
export function spelledKey(value: Value, guard: Guard): string {
  guard.enter();
  try {
    const key = hashKey(value, guard);
    if (typeof key !== "string") return typeof key === "object" && key !== null ? `#${identity(key)}` : String(key);
    guard.spend(key.length >> 4);
    return JSON.stringify(key);
  } finally {
    guard.leave();
  }
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
