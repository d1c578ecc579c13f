import type { Evaluation } from "../function-definition.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Stream } from "../values/stream.ts";
import { typeName } from "../values/type-name.ts";
import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";
import { floatText } from "./decimal.ts";
import { SpeltValue } from "./spelt-value.ts";

const namedEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** A text in quotes, as it stands inside a list: what cannot be printed is escaped. */
export function quotedText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replaceAll(/[\p{C}\p{Z}\\'"]/gu, (character) => {
    if (character === " ") return character;
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return namedEscapes[character] ?? escaped(character);
  });
  return `${quote}${inner}${quote}`;
}

const MAX_DEPTH = 200;

/** The text of a value as it stands inside a list or dictionary. Heat's are Python's: `(1, None, 'a')`. */
export function representation(value: Value, evaluation: Evaluation, depth = MAX_DEPTH): string {
  if (depth === 0) evaluation.fail("the value is nested too deeply for a text");
  evaluation.spend(typeof value === "string" ? value.length : 1);
  const all = (items: Iterable<Value>) => [...items].map((item) => representation(item, evaluation, depth - 1));
  if (typeof value === "string") return quotedText(value);
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isList(value)) return `(${all(value).join(", ")}${value.length === 1 ? "," : ""})`;
  if (value instanceof ValueSet) return value.size === 0 ? "frozenset()" : `frozenset({${all(value).join(", ")}})`;
  if (value instanceof Dictionary) {
    return `{${[...value.entries()].map((entry) => all(entry).join(": ")).join(", ")}}`;
  }
  return value instanceof SpeltValue ? value.representation() : plainText(value, evaluation);
}

/** As in Python, larger ones have no text: writing one takes time with the square of its digits. */
const LARGEST_WITH_TEXT = 10n ** 4300n;

function integerText(value: bigint, evaluation: Evaluation): string {
  if (value >= LARGEST_WITH_TEXT || -value >= LARGEST_WITH_TEXT) {
    evaluation.fail("the integer has more digits than a text of it may have");
  }
  return String(value);
}

/** The text of a value as Python's `str` has it: `None`, `True`, `(1, 2)`. */
export function plainText(value: Value, evaluation: Evaluation): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return integerText(value, evaluation);
  if (typeof value === "number") return floatText(value);
  if (value instanceof SpeltValue) return value.text();
  if (value instanceof Stream) return "<iterator>";
  if (value === null || typeof value === "boolean" || isList(value)) return representation(value, evaluation);
  return value instanceof Dictionary || value instanceof ValueSet
    ? representation(value, evaluation)
    : `<${typeName(value)}>`;
}

/** The text of a value as the function `str` has it: `null` and `true` as the language writes them. */
export function valueText(value: Value, evaluation: Evaluation): string {
  if (value === null) return "null";
  return typeof value === "boolean" ? String(value) : plainText(value, evaluation);
}
