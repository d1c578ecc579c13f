/** The index that a key is in Python's eyes, for which true is 1. */
function indexOf(key: unknown, textIndex: boolean): number | undefined {
  if (typeof key === "boolean") return Number(key);
  if (typeof key === "number") return Number.isInteger(key) ? key : undefined;
  return textIndex && typeof key === "string" && /^\s*[+-]?\d+\s*$/.test(key) ? Number(key) : undefined;
}

/** What is at `key` of a map, list or text; undefined where there is nothing. */
export function stepInto(value: unknown, key: unknown, options: { textIndex: boolean }): unknown {
  if (Array.isArray(value) || typeof value === "string") {
    const index = indexOf(key, options.textIndex);
    return index === undefined ? undefined : value.at(index);
  }
  if (typeof value !== "object" || value === null) return undefined;
  return typeof key === "string" && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
