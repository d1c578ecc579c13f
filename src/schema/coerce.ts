import { checkConstraints } from "./constraints/check.ts";
import type { Diagnostic, DiagnosticCode, Place } from "./diagnostic.ts";
import { pathText } from "./diagnostic.ts";
import type { Property, PropertySchemas } from "./property.ts";
import { didYouMean } from "./suggest.ts";

/** A value made to fit its property, or what is wrong with it. */
export interface Coerced {
  /** Absent where an error stands. */
  readonly value?: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** Values made to fit their schemas: defaults filled in, absent optional ones left out. */
export interface CoercedValues {
  readonly values: Record<string, unknown>;
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_SHOWN = 60;

/** A value as a message shows it: never a secret's, never a long one. */
function shownValue(value: unknown, secret: boolean | undefined): string {
  if (value === null || value === undefined) return "nothing";
  const kind = Array.isArray(value)
    ? "a list"
    : ({ string: "the text", number: "the number", boolean: "" }[typeof value as string] ?? "a map");
  if (typeof value === "object") return kind;
  if (secret === true) return kind === "" ? "a boolean" : kind.replace("the", "a");
  const text = JSON.stringify(value);
  return `${kind} ${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}`.trim();
}

/** The place of a member of the thing at `at`: its path one longer. */
function placeInside(at: Place, key: string | number): Place {
  return { ...at, path: [...at.path, key] };
}

function problem(code: DiagnosticCode, message: string, at: Place, hint?: string): Coerced {
  return { diagnostics: [{ severity: "error", code, message, place: at, ...(hint === undefined ? {} : { hint }) }] };
}

function expects(what: string, property: Property, value: unknown, at: Place): Coerced {
  return problem("value", `${pathText(at.path)} expects ${what}, got ${shownValue(value, property.secret)}`, at);
}

const good = (value: unknown): Coerced => ({ value, diagnostics: [] });

const INTEGER_TEXT = /^\s*[-+]?\d+(?:_\d+)*\s*$/;
const NUMBER_TEXT = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

function toInteger(property: Property, value: unknown, at: Place): Coerced {
  if (value === null) return good(0);
  // As Heat: a fraction is cut off, and true counts as 1.
  if (typeof value === "number" && Number.isFinite(value)) return good(Math.trunc(value));
  if (typeof value === "boolean") return good(Number(value));
  if (typeof value === "string" && INTEGER_TEXT.test(value)) return good(Number(value.replaceAll("_", "")));
  return expects("an integer", property, value, at);
}

function toNumber(property: Property, value: unknown, at: Place): Coerced {
  if (value === null) return good(0);
  if (typeof value === "number" && Number.isFinite(value)) return good(value);
  if (typeof value === "boolean") return good(Number(value));
  if (typeof value === "string" && NUMBER_TEXT.test(value)) return good(Number(value));
  return expects("a number", property, value, at);
}

function toText(property: Property, value: unknown, at: Place): Coerced {
  if (value === null) return good("");
  if (typeof value === "string") return good(value);
  if (typeof value === "boolean") return good(value ? "True" : "False");
  // Heat refuses fractions, which as text could lose digits.
  if (typeof value === "number" && Number.isInteger(value)) return good(String(value));
  return expects("text", property, value, at);
}

function toBoolean(property: Property, value: unknown, at: Place): Coerced {
  if (value === null) return good(false);
  if (typeof value === "boolean") return good(value);
  const text = typeof value === "string" ? value.toLowerCase() : "";
  if (text === "true" || text === "false") return good(text === "true");
  return expects("true or false", property, value, at);
}

function toList(property: Property, item: Property | undefined, value: unknown, at: Place): Coerced {
  if (value === null) return good([]);
  if (!Array.isArray(value)) return expects("a list", property, value, at);
  if (item === undefined) return good(value);
  const inner = property.secret === true ? { ...item, secret: true } : item;
  const diagnostics: Diagnostic[] = [];
  const list: unknown[] = [];
  for (const [index, given] of value.entries()) {
    const coerced = coerceValue(inner, given, placeInside(at, index));
    diagnostics.push(...coerced.diagnostics);
    list.push(coerced.value);
  }
  return hasError(diagnostics) ? { diagnostics } : { value: list, diagnostics };
}

function toMap(property: Property, keys: PropertySchemas | undefined, value: unknown, at: Place): Coerced {
  if (value === null) return good({});
  if (typeof value !== "object" || Array.isArray(value)) return expects("a map", property, value, at);
  if (keys === undefined) return good(value);
  const { values, diagnostics } = coerceProperties(keys, value as Record<string, unknown>, at);
  return hasError(diagnostics) ? { diagnostics } : { value: values, diagnostics };
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

function convert(property: Property, value: unknown, at: Place): Coerced {
  const { type } = property;
  switch (type.kind) {
    case "string":
      return toText(property, value, at);
    case "integer":
      return toInteger(property, value, at);
    case "number":
      return toNumber(property, value, at);
    case "boolean":
      return toBoolean(property, value, at);
    case "list":
      return toList(property, type.item, value, at);
    case "map":
      return toMap(property, type.keys, value, at);
    case "any":
      return good(value);
  }
}

/** Makes one value fit its property, by Heat's rules, and checks its constraints. A null is the property's default, or empty, and then checked like any other value. */
export function coerceValue(property: Property, value: unknown, at: Place): Coerced {
  const given = value === null && property.default !== undefined ? property.default : value;
  const converted = convert(property, given, at);
  if (converted.value === undefined) return converted;
  return { ...converted, diagnostics: [...converted.diagnostics, ...checkConstraints(property, converted.value, at)] };
}

/** Makes values fit their schemas: unknown and missing ones are reported, defaults filled in, absent optional ones left out. */
export function coerceProperties(schemas: PropertySchemas, values: Record<string, unknown>, at: Place): CoercedValues {
  const coerced: Record<string, unknown> = {};
  const diagnostics: Diagnostic[] = [];
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(schemas, name)) diagnostics.push(unknownProperty(schemas, name, at));
  }
  for (const [name, property] of Object.entries(schemas)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || (value === null && property.default === undefined && property.required !== true)) {
      if (property.default !== undefined) coerced[name] = property.default;
      else if (property.required === true) diagnostics.push(missingProperty(name, at));
      continue;
    }
    const result = coerceValue(property, value, placeInside(at, name));
    diagnostics.push(...result.diagnostics);
    if (result.value !== undefined) coerced[name] = result.value;
  }
  return { values: coerced, diagnostics };
}

/** The diagnostic of a property that the schemas do not have. */
export function unknownProperty(schemas: PropertySchemas, name: string, at: Place): Diagnostic {
  const message = `${pathText(at.path)} has no property "${name}"`;
  return {
    severity: "error",
    code: "unknown-property",
    message,
    place: placeInside(at, name),
    ...didYouMean(name, Object.keys(schemas)),
  };
}

/** The diagnostic of a required property that is not given. */
export function missingProperty(name: string, at: Place): Diagnostic {
  return {
    severity: "error",
    code: "missing-property",
    message: `${pathText(at.path)} needs the property "${name}"`,
    place: at,
    hint: `add "${name}" to the properties`,
  };
}
