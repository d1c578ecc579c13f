/*
 * What YAML's plain scalars mean to PyYAML's safe loader (YAML 1.1), which reads Heat's templates;
 * dates stay text, as Heat has it.
 */

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((text) => [text, true] as const),
  ...["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((text) => [text, false] as const),
]);
const nulls: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function sexagesimal(text: string): number {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

function integerOf(source: string): number | string {
  const text = source.replaceAll("_", "");
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  const prefix = digits.slice(0, 2);
  let value: number;
  if (prefix === "0b") value = Number.parseInt(digits.slice(2), 2);
  else if (prefix === "0x") value = Number.parseInt(digits.slice(2), 16);
  else if (digits.includes(":")) value = sexagesimal(digits);
  else value = Number.parseInt(digits, digits.startsWith("0") ? 8 : 10);
  // Digits that a number cannot hold stay as they were written, which is exact wherever text is expected.
  if (Number.isNaN(value) || !Number.isSafeInteger(value)) return source;
  return value === 0 ? 0 : sign * value;
}

function floatOf(source: string): number | string {
  const text = source.replaceAll("_", "").toLowerCase();
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  // JSON, which the API speaks, has neither infinity nor NaN.
  if (digits === ".inf" || digits === ".nan") return source;
  const value = digits.includes(":") ? sexagesimal(digits) : Number(digits);
  return Number.isFinite(value) ? sign * value : source;
}

/** The value of a plain scalar without a tag; undefined where YAML 1.1 keeps the text for purposes of its own. */
export function resolvePlainScalar(text: string): unknown {
  const first = text.charCodeAt(0);
  // Digits, signs and the dot: nothing else can begin a number.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) {
    if (INTEGER.test(text)) return integerOf(text);
    return FLOAT.test(text) ? floatOf(text) : text;
  }
  if (text.length > 5) return text;
  const boolean = booleans.get(text);
  if (boolean !== undefined) return boolean;
  if (nulls.has(text)) return null;
  return text === "=" || text === "<<" ? undefined : text;
}

/** The text that a scalar is as the key of a map, as JSON written by Python has it. */
export function keyText(value: unknown, written: string): string {
  return (typeof value === "number" ? floatText(value, written) : undefined) ?? String(value);
}

/** What Python makes of a whole number that is written as a float: `1.0`, not `1`. Nothing for any other number. */
export function floatText(value: number, written: string): string | undefined {
  return Number.isInteger(value) && FLOAT.test(written) ? value.toFixed(1) : undefined;
}

/** Any number that Python's `float()` reads. */
const TAGGED_FLOAT = /^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?$/;

function taggedFloat(text: string): { readonly value: unknown } | undefined {
  if (FLOAT.test(text)) return { value: floatOf(text) };
  return TAGGED_FLOAT.test(text) ? { value: Number(text.replaceAll("_", "")) } : undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text whose bytes, in UTF-8, are given in base64. */
function binaryText(text: string): { readonly value: unknown } | undefined {
  const base64 = text.replaceAll(/\s/g, "");
  if (!BASE64.test(base64)) return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const value = new TextDecoder().decode(bytes);
  // What is not UTF-8 cannot be told in JSON.
  return value.includes("\ufffd") ? undefined : { value };
}

/** The value of a scalar with an explicit tag (of YAML's own, by its name); nothing where the tag does not fit or is not known. */
export function resolveTaggedScalar(tag: string, text: string): { readonly value: unknown } | undefined {
  switch (tag) {
    case "!": {
      // As PyYAML: this tag resolves what it stands before as if it were plain, in quotes too.
      const value = text === "" ? "" : resolvePlainScalar(text);
      return value === undefined ? undefined : { value };
    }
    case "str":
    case "timestamp":
      return { value: text };
    case "null":
      return { value: null };
    case "bool": {
      const value = booleans.get(text.toLowerCase());
      return value === undefined ? undefined : { value };
    }
    case "int":
      return INTEGER.test(text) ? { value: integerOf(text) } : undefined;
    case "float":
      return taggedFloat(text);
    case "binary":
      return binaryText(text);
    default:
      return undefined;
  }
}
