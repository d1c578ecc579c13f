import type { DiagnosticCode, Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";

type Path = Place["path"];

/** A value as a map, or a diagnostic and nothing. */
export function mapAt(
  reading: Reading,
  value: unknown,
  path: Path,
  what: string,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  reading.error("structure", path, `${what} must be a map, not ${kindOf(value)}`);
  return undefined;
}

/** A value as text; absent where there is none. */
export function textAt(reading: Reading, value: unknown, path: Path, what: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  reading.error("structure", path, `${what} must be text, not ${kindOf(value)}`);
  return undefined;
}

/** What a value is, in a template author's words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "a map";
  }
}

/** Keys of one map that are not known and are told one by one. */
const MAX_UNKNOWN = 100;

/** Reports the keys of a map that are not known. */
export function checkKeys(
  reading: Reading,
  map: Readonly<Record<string, unknown>>,
  path: Path,
  known: { readonly keys: readonly string[]; readonly code: DiagnosticCode; readonly what: string },
): void {
  const unknown = Object.keys(map).filter((key) => !known.keys.includes(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN)) {
    const more = didYouMean(key, known.keys);
    reading.error(known.code, [...path, key], `"${shortened(key)}" is no ${known.what}`, {
      hint: more.hint ?? `known are: ${known.keys.join(", ")}`,
    });
  }
  if (unknown.length > MAX_UNKNOWN)
    reading.error(known.code, path, `${unknown.length - MAX_UNKNOWN} more keys here are no ${known.what}`);
}

function shortened(key: string): string {
  return key.length > 100 ? `${key.slice(0, 100)}…` : key;
}
