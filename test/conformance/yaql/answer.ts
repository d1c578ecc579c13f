/** A value in the words the oracle's driver uses: JSON, and `{"$float": …}` and the like for what JSON has no word for. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly $int: string }
  | { readonly $float: string }
  | { readonly $map: readonly (readonly [Encoded, Encoded])[] }
  | { readonly $set: readonly Encoded[] }
  | { readonly $datetime: string }
  | { readonly $timespan: string }
  | { readonly $regex: string }
  | { readonly $other: string };

/** What one side makes of an expression. */
export type Answer =
  { readonly value: Encoded } | { readonly error: "syntax" | "evaluation" | "timeout"; readonly message: string };

const floats: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: NaN };

/** Spells a value so that what counts as the same is spelt alike: the order of keys and of sets does not count. */
function spell(value: Encoded): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isItems(value)) return `[${value.map(spell).join(", ")}]`;
  if ("$map" in value) {
    return `{${value.$map
      .map(([key, item]) => `${spell(key)}: ${spell(item)}`)
      .toSorted()
      .join(", ")}}`;
  }
  if ("$set" in value) return `set(${value.$set.map(spell).toSorted().join(", ")})`;
  if ("$float" in value) {
    const float = floats[value.$float] ?? Number(value.$float);
    return `${Object.is(float, -0) ? "-0" : float}${Number.isInteger(float) ? ".0" : ""}`;
  }
  const [[kind, text]] = Object.entries(value) as [[string, unknown]];
  return kind === "$int" ? String(text) : `${kind.slice(1)} ${String(text)}`;
}

function isItems(value: object): value is readonly Encoded[] {
  return Array.isArray(value);
}

/** The answer on one line. Errors of one kind count as the same, whatever their text. */
export function spelt(answer: Answer): string {
  return "value" in answer ? spell(answer.value) : `error: ${answer.error}`;
}
