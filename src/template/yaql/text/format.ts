import type { Evaluation } from "../function-definition.ts";
import { Dictionary } from "../values/dictionary.ts";
import { typeName } from "../values/type-name.ts";
import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { characters, sliceText, textLength } from "./code-points.ts";
import type { NumberText } from "./format-number.ts";
import { numberParts } from "./format-number.ts";
import type { FormatSpecification } from "./format-specification.ts";
import { FormatFault, parseSpecification } from "./format-specification.ts";
import { SpeltValue } from "./spelt-value.ts";
import { plainText, representation } from "./value-text.ts";

/** A value that reads its own formats, as a date does. */
export abstract class FormattedValue extends SpeltValue {
  abstract format(specification: string): string;
}

/** What fields may refer to. */
export interface FormatArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

const MAX_NESTING = 2;

function grouped(digits: string, separator: string | undefined, size: number): string {
  return separator === undefined ? digits : digits.replaceAll(new RegExp(`\\B(?=(?:.{${size}})+$)`, "g"), separator);
}

function padded(text: string, align: string, { fill, width }: { fill: string; width: number }): string {
  const missing = Math.max(0, width - textLength(text));
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

function groupSize({ type }: FormatSpecification): number {
  return type !== undefined && /[boxX]/.test(type) ? 4 : 3;
}

/** Zeros between the sign and the digits, grouped with them. */
function zeroFilled({ digits, ...parts }: NumberText, specification: FormatSpecification): string {
  const { width, grouping } = specification;
  const size = groupSize(specification);
  const around = parts.sign.length + parts.prefix.length + parts.suffix.length;
  let filled = digits;
  while (around + grouped(`0${filled}`, grouping, size).length <= width) filled = `0${filled}`;
  const text = grouped(filled, grouping, size);
  // A separator is never first: one more zero goes before it.
  return around + text.length < width ? grouped(`0${filled}`, grouping, size) : text;
}

function formatNumber(value: bigint | number, specification: FormatSpecification): string {
  const { grouping, type } = specification;
  if (grouping !== undefined && new RegExp(grouping === "," ? "[boxXcn]" : "[cn]").test(type ?? "")) {
    throw new FormatFault(
      `digits of the format ${JSON.stringify(type)} are not grouped by ${JSON.stringify(grouping)}`,
    );
  }
  const parts = numberParts(value, specification);
  const align = specification.align ?? (specification.zero ? "=" : ">");
  const fill = specification.fill ?? (specification.zero ? "0" : " ");
  const size = groupSize(specification);
  const before = parts.sign + parts.prefix;
  if (align !== "=") {
    const text = before + grouped(parts.digits, grouping, size) + parts.suffix;
    return padded(text, align, { fill, width: specification.width });
  }
  if (fill === "0") return before + zeroFilled(parts, specification) + parts.suffix;
  const text = grouped(parts.digits, grouping, size) + parts.suffix;
  return before + padded(text, ">", { fill, width: specification.width - before.length });
}

function formatText(value: string, specification: FormatSpecification): string {
  const { align, sign, grouping, alternate, type, precision, fill, width, zero } = specification;
  if (type !== undefined && type !== "s") throw new FormatFault(`the format ${JSON.stringify(type)} does not fit text`);
  if (sign !== undefined || specification.unsignedZero || grouping !== undefined || alternate || align === "=")
    throw new FormatFault("a format of numbers does not fit text");
  const text = precision === undefined ? value : sliceText(value, 0, precision);
  return padded(text, align ?? "<", { fill: fill ?? (zero ? "0" : " "), width });
}

function formatValue(value: Value, specification: string, evaluation: Evaluation): string {
  if (specification === "") return plainText(value, evaluation);
  if (value instanceof FormattedValue) return value.format(specification);
  if (typeof value === "string") return formatText(value, parseSpecification(specification));
  if (typeof value === "bigint" || typeof value === "number") {
    return formatNumber(value, parseSpecification(specification));
  }
  // As in Python, a boolean with a format is the integer that it is.
  if (typeof value === "boolean") {
    const parsed = parseSpecification(specification);
    if (parsed.type === "s") throw new FormatFault('the format "s" does not fit a boolean');
    return formatNumber(value ? 1n : 0n, parsed);
  }
  throw new FormatFault(`a value of type ${typeName(value)} takes no format`);
}

/** Reads one template; fields within specifications are read by one of their own. */
class Formatter {
  readonly #arguments: FormatArguments;
  readonly #evaluation: Evaluation;
  /** The number of the next field without a name; undefined once a field had a number. */
  #next: number | undefined = 0;

  constructor(values: FormatArguments, evaluation: Evaluation) {
    this.#arguments = values;
    this.#evaluation = evaluation;
  }

  format(template: string, nesting: number): string {
    if (nesting === 0) throw new FormatFault("its fields are nested too deeply");
    const text = characters(template);
    let result = "";
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at]!;
      if (character !== "{" && character !== "}") result += character;
      else if (text[at + 1] === character) {
        result += character;
        at += 1;
      } else if (character === "}") throw new FormatFault('a "}" has no "{"');
      else {
        const end = closing(text, at);
        result += this.#field(text.slice(at + 1, end).join(""), nesting);
        at = end;
      }
      this.#evaluation.spend();
    }
    this.#evaluation.spend(result.length);
    return result;
  }

  #field(field: string, nesting: number): string {
    const found =
      /^(?<name>[^!:[.]*)(?<path>(?:\[[^\]]*\]|\.[^!:[.]*)*)(?:!(?<conversion>[^:]*))?(?::(?<specification>[^]*))?$/.exec(
        field,
      );
    if (found === null) throw new FormatFault(`{${field}} is no field`);
    const { name, path, conversion, specification } = found.groups!;
    const value = walk(this.#argument(name!), path!);
    const converted = conversion === undefined ? value : this.#converted(value, conversion);
    const wanted = specification?.includes("{") ? this.format(specification, nesting - 1) : (specification ?? "");
    return formatValue(converted, wanted, this.#evaluation);
  }

  #argument(name: string): Value {
    const { positional, named } = this.#arguments;
    let value: Value | undefined;
    if (/^\d*$/.test(name)) {
      const isNumbered = name !== "";
      if (this.#next === undefined ? !isNumbered : isNumbered && this.#next > 0)
        throw new FormatFault("fields with and without numbers cannot stand together");
      if (isNumbered) this.#next = undefined;
      const index = this.#next === undefined ? Number(name) : this.#next++;
      value = positional[index];
    } else value = named.get(name);
    if (value === undefined) throw new FormatFault(`there is no argument for the field {${name}}`);
    return value;
  }

  #converted(value: Value, conversion: string): string {
    switch (conversion) {
      case "s":
        return plainText(value, this.#evaluation);
      case "r":
        return representation(value, this.#evaluation);
      case "a":
        return representation(value, this.#evaluation).replaceAll(/[^\0-\x7f]/gu, asciiEscape); // oxlint-disable-line no-control-regex
      default:
        throw new FormatFault(`there is no conversion "!${conversion}"`);
    }
  }
}

function asciiEscape(character: string): string {
  const hexadecimal = character.codePointAt(0)!.toString(16);
  if (hexadecimal.length <= 2) return `\\x${hexadecimal.padStart(2, "0")}`;
  return hexadecimal.length <= 4 ? `\\u${hexadecimal.padStart(4, "0")}` : `\\U${hexadecimal.padStart(8, "0")}`;
}

function closing(text: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new FormatFault('a "{" has no "}"');
}

/** What `[key]` after `[key]` leads to. Attributes of Python's objects are nothing a template should see. */
function walk(start: Value, path: string): Value {
  let value = start;
  for (const [step, key] of path.matchAll(/\[([^\]]*)\]|\.[^[.]*/g)) {
    if (key === undefined) throw new FormatFault(`the attribute ${step} cannot be read`);
    const next = entry(value, key);
    if (next === undefined) throw new FormatFault(`there is nothing at ${step}`);
    value = next;
  }
  return value;
}

function entry(value: Value, key: string): Value | undefined {
  const isIndex = /^\d+$/.test(key);
  if (value instanceof Dictionary) return value.get(isIndex ? BigInt(key) : key);
  if (!isIndex) return undefined;
  if (isList(value)) return value[Number(key)];
  return typeof value === "string" ? characters(value)[Number(key)] : undefined;
}

/** A template with its `{fields}` filled in, as Python's `str.format` fills them. Throws `FormatFault`. */
export function formatTemplate(template: string, values: FormatArguments, evaluation: Evaluation): string {
  return new Formatter(values, evaluation).format(template, MAX_NESTING);
}
