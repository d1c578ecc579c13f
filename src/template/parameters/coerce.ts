import { pythonJson, pythonText } from "../functions/text-form.ts";
import type { ParameterSchema } from "../template.ts";

/**
 * A parameter's typed value, with its text where the value does not tell it (`5.0`); or what is wrong
 * with what was given, after its name.
 */
export type CoercedParameter =
  { readonly value: unknown; readonly text?: string; readonly fault?: never } | { readonly fault: string };

const TRUE: ReadonlySet<string> = new Set(["t", "true", "on", "y", "yes", "1"]);
const FALSE: ReadonlySet<string> = new Set(["f", "false", "off", "n", "no", "0"]);
const INTEGER = /^\s*[-+]?\d+(?:_\d+)*\s*$/;
const NUMBER = /^\s*[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+)?\s*$/;
/** Whole numbers of this size and above are written with an exponent, where they were no integers. */
const EXPONENT_FROM = 1e16;
const MAX_SHOWN = 60;

function given(schema: ParameterSchema, raw: unknown): string {
  if (schema.hidden) return "what was given";
  const text = typeof raw === "string" ? `the text ${JSON.stringify(raw)}` : (JSON.stringify(raw) ?? String(raw));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A number that was written as a fraction, as Python's text of one. */
function fractionText(value: number): string {
  if (!Number.isInteger(value)) return pythonText(value);
  return Math.abs(value) < EXPONENT_FROM ? `${value}.0` : value.toExponential();
}

function toNumber(schema: ParameterSchema, raw: unknown): CoercedParameter {
  if (typeof raw === "number") return { value: raw };
  if (typeof raw === "string" && NUMBER.test(raw)) {
    const value = Number(raw.replaceAll("_", ""));
    return INTEGER.test(raw) ? { value } : { value, text: fractionText(value) };
  }
  return { fault: `expects a number, got ${given(schema, raw)}` };
}

function toList(schema: ParameterSchema, raw: unknown): CoercedParameter {
  if (Array.isArray(raw)) return { value: raw.map(pythonText) };
  if (typeof raw === "string") return { value: raw === "" ? [] : raw.split(",") };
  return { fault: `expects a list, or text with commas, got ${given(schema, raw)}` };
}

function toJson(schema: ParameterSchema, raw: unknown): CoercedParameter {
  // As Heat: empty text stays what it is, and what is no text is taken as it is.
  if (typeof raw !== "string" || raw === "") return { value: raw };
  const fault = `expects a list, a map or their JSON text, got ${given(schema, raw)}`;
  try {
    return { value: JSON.parse(raw) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault };
  }
}

function toBoolean(schema: ParameterSchema, raw: unknown): CoercedParameter {
  const text = pythonText(raw).trim().toLowerCase();
  if (TRUE.has(text)) return { value: true };
  if (FALSE.has(text)) return { value: false };
  return { fault: `expects true or false, got ${given(schema, raw)}` };
}

/** Makes what was given the typed value of a parameter. */
export function coerceParameter(schema: ParameterSchema, raw: unknown): CoercedParameter {
  switch (schema.type) {
    case "string":
      return { value: pythonText(raw) };
    case "number":
      return toNumber(schema, raw);
    case "comma_delimited_list":
      return toList(schema, raw);
    case "json":
      return toJson(schema, raw);
    case "boolean":
      return toBoolean(schema, raw);
  }
}

/** The text form of a typed value, as `stack show` has it. */
export function parameterText(type: ParameterSchema["type"], value: unknown): string {
  if (type === "comma_delimited_list" && Array.isArray(value)) return value.join(",");
  if (type === "json") return pythonJson(value, { sortKeys: false });
  return pythonText(value);
}
