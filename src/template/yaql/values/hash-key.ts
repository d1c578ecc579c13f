import { YaqlError } from "../yaql-error.ts";
import { Dictionary } from "./dictionary.ts";
import { HostValue } from "./host-value.ts";
import { Stream } from "./stream.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";
import { ValueSet } from "./value-set.ts";

/** Stands for a value in a `Map`: the same for values that Python calls equal. */
export type HashKey = string | number | bigint | null | object;

const MAX_DEPTH = 200;

/** The key of a value: `1`, `1.0` and `true` have the same one, as in Python. */
export function hashKey(value: Value): HashKey {
  if (typeof value === "string") return value.startsWith("\0") ? `\0s${value}` : value;
  if (value === null || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (value instanceof HostValue) return value.hashKey();
  if (value instanceof Stream) return value;
  return `\0${spell(value, MAX_DEPTH)}`;
}

/** Spells a value so that equal values, and only those, are spelt alike. */
function spell(value: Value, depth: number): string {
  if (depth === 0) throw new YaqlError("limit", `values are nested deeper than ${MAX_DEPTH}`);
  if (isList(value)) return `[${value.map((item) => spell(item, depth - 1)).join(",")}]`;
  if (value instanceof Dictionary) {
    const entries = [...value.entries()].map(([key, item]) => `${spell(key, depth - 1)}:${spell(item, depth - 1)}`);
    return `{${entries.sort().join(",")}}`;
  }
  if (value instanceof ValueSet) {
    const items = [...value].map((item) => spell(item, depth - 1));
    return `<${items.sort().join(",")}>`;
  }
  const key = hashKey(value);
  if (typeof key === "string") return JSON.stringify(key);
  if (typeof key === "object" && key !== null) return `#${identity(key)}`;
  return String(key);
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
