import type { DiagnosticCode, Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";
import { shortened } from "../document/source.ts";
import type { ParameterSchema } from "../template.ts";
import { nameOfKind } from "../functions/arguments.ts";

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

/** A value that is to be text, but may be anything, as Heat has it; absent where there is none. */
export function looseTextAt(reading: Reading, value: unknown, path: Path, what: string): string | undefined {
  if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
  reading.warn("structure", path, `${what} is ${kindOf(value)} and taken as text`);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * A parameter's default, as Heat has it: an empty one is none, and of a parameter that is text a number
 * is the text that Python makes of it, `1.0` and not `1`.
 */
export function defaultAt(
  reading: Reading,
  value: unknown,
  path: Path,
  type: ParameterSchema["type"],
): { readonly default?: unknown } {
  if (value === undefined || value === null) return {};
  if (type !== "string" && type !== "comma_delimited_list") return { default: value };
  const { source } = reading;
  const written = (item: unknown, at: Path): unknown =>
    typeof item === "number" ? (source.floatText?.(at) ?? item) : item;
  return {
    default: Array.isArray(value) ? value.map((item, at) => written(item, [...path, at])) : written(value, path),
  };
}

/** What a value is, in a template author's words. */
export function kindOf(value: unknown): string {
  return value === null || value === undefined ? "empty" : nameOfKind(value);
}

/** Keys of one map that are not known and are told one by one. */
const MAX_UNKNOWN = 100;

/** Reports the keys of a map that are not known. */
export function checkKeys(
  reading: Reading,
  map: Readonly<Record<string, unknown>>,
  path: Path,
  known: {
    readonly keys: readonly string[];
    readonly code: DiagnosticCode;
    readonly what: string;
    /** Others do not count, and are no mistake. */
    readonly loose?: boolean;
  },
): void {
  const unknown = Object.keys(map).filter((key) => !known.keys.includes(key));
  const tell = (at: Path, message: string, more: { hint?: string } = {}): void => {
    if (known.loose === true) reading.warn(known.code, at, message, more);
    else reading.error(known.code, at, message, more);
  };
  for (const key of unknown.slice(0, MAX_UNKNOWN)) {
    const hint = didYouMean(key, known.keys).hint ?? `known are: ${known.keys.join(", ")}`;
    tell([...path, key], `"${shortened(key)}" is no ${known.what}`, { hint });
  }
  if (unknown.length > MAX_UNKNOWN) tell(path, `${unknown.length - MAX_UNKNOWN} more keys here are no ${known.what}`);
}
