/** What is at `key` of a map or list; undefined where there is nothing. */
export function stepInto(value: unknown, key: unknown, options: { textIndex: boolean }): unknown {
  if (Array.isArray(value)) {
    let index = key;
    if (typeof key === "string" && options.textIndex && /^-?\d+$/.test(key.trim())) index = Number(key);
    return typeof index === "number" && Number.isInteger(index) ? value.at(index) : undefined;
  }
  if (typeof value === "object" && value !== null) {
    const name = typeof key === "number" ? String(key) : key;
    return typeof name === "string" && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined;
  }
  return undefined;
}
