import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { memorySize } from "../evaluation/memory-size.ts";
import { bool, count, dictionary, integer, nullable, numeric, optional, text } from "../parameter.ts";
import { compareTexts, sliceText, textLength } from "../text/code-points.ts";
import { findText, rangeOf, replacedLength, replaceText } from "../text/search-text.ts";
import { valueText } from "../text/value-text.ts";
import { orderings } from "./comparison.ts";

function searching(name: string, which: "first" | "last"): readonly FunctionDefinition[] {
  const result = which === "first" ? 1 : 4;
  return [
    defineFunction({
      name,
      kind: "method",
      description: `The position of the ${which} occurrence of a text, from \`start\` on; -1 if there is none.`,
      parameters: { string: text(), sub: text(), start: optional(count(), 0) },
      example: { expression: `'abcabc'.${name}('b')`, result },
      call({ string, sub, start }, evaluation) {
        evaluation.spend(string.length);
        return BigInt(findText(string, sub, { start, end: Infinity }, which));
      },
    }),
    defineFunction({
      name,
      kind: "method",
      description: `The position of the ${which} occurrence of a text within \`length\` characters from \`start\` on; -1 if there is none.`,
      parameters: { string: text(), sub: text(), start: count(), length: count() },
      example: { expression: `'abcabc'.${name}('b', 3, 1)`, result: -1 },
      call({ string, sub, start, length }, evaluation) {
        evaluation.spend(string.length);
        return BigInt(findText(string, sub, rangeOf(string, start, length), which));
      },
    }),
  ];
}

function replaced(string: string, pair: readonly [string, string], most: number, evaluation: Evaluation): string {
  evaluation.spend(replacedLength(string, ...pair));
  return replaceText(string, ...pair, most);
}

function repeated(string: string, times: bigint, evaluation: Evaluation): string {
  if (times <= 0n || string === "") return "";
  const count = Number(times);
  // As yaql, which takes the text's own size as often.
  evaluation.checkSize(count * memorySize(string) - (count - 1) * memorySize(""));
  evaluation.spend(string.length * Number(times));
  return string.repeat(Number(times));
}

const comparisons = orderings.map(({ name, holds, words }) =>
  defineFunction({
    name,
    kind: "operator",
    description: `Whether the left text is ${words} the right one: their first different characters by number.`,
    parameters: { left: text(), right: text() },
    example: { expression: `'a' ${name} 'b'`, result: holds(-1) },
    call({ left, right }, evaluation) {
      evaluation.spend(Math.ceil(Math.min(left.length, right.length) / 100));
      return holds(compareTexts(left, right));
    },
  }),
);

const alphabet = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const whitespace = " \t\n\r\v\f";
const letters = alphabet + alphabet.toUpperCase();
const sets = {
  digits,
  hexdigits: `${digits}abcdefABCDEF`,
  asciiLowercase: alphabet,
  asciiUppercase: alphabet.toUpperCase(),
  asciiLetters: letters,
  // As with Heat's Python 3, which has no sets of the locale: they are an error.
  letters: undefined,
  octdigits: "01234567",
  punctuation,
  printable: digits + letters + punctuation + whitespace,
  lowercase: undefined,
  uppercase: undefined,
  whitespace,
} as const;
type SetName = keyof typeof sets;
const wanted = () => optional(nullable(bool()), false);

/** Positions in texts, replacements, comparison and the operators on texts. */
export const stringSearchFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "substring",
    kind: "method",
    description: "The text from a position on, of `length` characters or all; a negative position counts from the end.",
    parameters: { string: text(), start: count(), length: optional(count(), -1) },
    example: { expression: "'abcdef'.substring(-4, 2)", result: "cd" },
    call({ string, start, length }, evaluation) {
      evaluation.spend(string.length);
      // As Heat: without a length, a start before the text's end shifts the end too.
      const range = rangeOf(string, start, length < 0 ? textLength(string) : length);
      return sliceText(string, range.start, range.end);
    },
  }),
  ...searching("indexOf", "first"),
  ...searching("lastIndexOf", "last"),
  defineFunction({
    name: "replace",
    kind: "method",
    description: "The text with another one in place of each occurrence of a text, or of the first `count`.",
    parameters: { string: text(), old: text(), new: text(), count: optional(count(), -1) },
    example: { expression: "'banana'.replace(a, o, 2)", result: "bonona" },
    call: (args, evaluation) => replaced(args.string, [args.old, args.new], args.count, evaluation),
  }),
  defineFunction({
    name: "replace",
    kind: "method",
    description: "The text after one replacement after another: each key by its value, `count` times at most.",
    parameters: { string: text(), replacements: dictionary(), count: optional(count(), -1) },
    example: { expression: "'ab1'.replace({a => b, 1 => 2})", result: "bb2" },
    call({ string, replacements, count: most }, evaluation) {
      let result = string;
      for (const [key, value] of replacements.entries()) {
        result = replaced(result, [valueText(key, evaluation), valueText(value, evaluation)], most, evaluation);
      }
      return result;
    },
  }),
  defineFunction({
    name: "hex",
    kind: "function",
    description: "An integer in hexadecimal digits.",
    parameters: { num: numeric() },
    example: { expression: "hex(255)", result: "0xff" },
    call({ num }, evaluation) {
      if (typeof num === "number") return evaluation.fail("a float has no hexadecimal digits");
      return `${num < 0n ? "-" : ""}0x${(num < 0n ? -num : num).toString(16)}`;
    },
  }),
  defineFunction({
    name: "characters",
    kind: "function",
    description: "The characters of the sets that are asked for, each once.",
    parameters: {
      digits: wanted(),
      hexdigits: wanted(),
      asciiLowercase: wanted(),
      asciiUppercase: wanted(),
      asciiLetters: wanted(),
      letters: wanted(),
      octdigits: wanted(),
      punctuation: wanted(),
      printable: wanted(),
      lowercase: wanted(),
      uppercase: wanted(),
      whitespace: wanted(),
    },
    example: { expression: "characters(octdigits => true).len()", result: 8 },
    call(args, evaluation) {
      const names = (Object.keys(sets) as SetName[]).filter((name) => args[name] === true);
      const found = names.flatMap((name) => [...(sets[name] ?? evaluation.fail(`there is no set "${name}"`))]);
      return [...new Set(found)];
    },
  }),
  defineFunction({
    name: "+",
    kind: "operator",
    description: "The left text with the right one behind it.",
    parameters: { left: text(), right: text() },
    example: { expression: "a + b", result: "ab" },
    call({ left, right }, evaluation) {
      evaluation.spend(Math.ceil((left.length + right.length) / 10));
      return left + right;
    },
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The text, that many times.",
    parameters: { left: text(), right: integer() },
    example: { expression: "ab * 2", result: "abab" },
    call: ({ left, right }, evaluation) => repeated(left, right, evaluation),
  }),
  defineFunction({
    name: "*",
    kind: "operator",
    description: "The text, that many times.",
    parameters: { left: integer(), right: text() },
    example: { expression: "2 * ab", result: "abab" },
    call: ({ left, right }, evaluation) => repeated(right, left, evaluation),
  }),
  defineFunction({
    name: "in",
    kind: "operator",
    description: "Whether the left text is part of the right one.",
    parameters: { left: text(), right: text() },
    example: { expression: "b in abc", result: true },
    call({ left, right }, evaluation) {
      evaluation.spend(Math.ceil(right.length / 10));
      return right.includes(left);
    },
  }),
  ...comparisons,
];
