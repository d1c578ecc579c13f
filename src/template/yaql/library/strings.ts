import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, bool, count, iterable, nullable, optional, rest, restByName, text } from "../parameter.ts";
import { characters, isSpace, textLength, trimText } from "../text/code-points.ts";
import { formatTemplate } from "../text/format.ts";
import { FormatFault } from "../text/format-specification.ts";
import { splitText, splitWords } from "../text/search-text.ts";
import { valueText } from "../text/value-text.ts";
import type { Value } from "../values/value.ts";

/** What `trim` takes away: the given characters, or white space. */
function dropped(chars: string | null): (character: string) => boolean {
  return chars === null || chars === ""
    ? chars === ""
      ? () => false
      : isSpace
    : (character) => chars.includes(character);
}

function trimming(name: string, ends: "left" | "right" | "both", where: string): FunctionDefinition {
  return defineFunction({
    name,
    kind: "method",
    description: `The text without white space, or the characters given, ${where}.`,
    parameters: { string: text(), chars: optional(nullable(text()), null) },
    example: { expression: `'--a-'.${name}('-')`, result: trimText("--a-", (character) => character === "-", ends) },
    call({ string, chars }, evaluation) {
      evaluation.spend(string.length);
      return trimText(string, dropped(chars), ends);
    },
  });
}

function splitting(name: string, from: "left" | "right", order: string): FunctionDefinition {
  return defineFunction({
    name,
    kind: "method",
    description: `The parts between separators, or the words without one; at most \`maxSplits\` splits, ${order} first.`,
    parameters: { string: text(), separator: optional(nullable(text()), null), maxSplits: optional(count(), -1) },
    example: { expression: `'a,b,c'.${name}(',', 1)`, result: splitText("a,b,c", ",", 1, from) },
    call({ string, separator, maxSplits }, evaluation) {
      if (separator === "") evaluation.fail("the separator is empty");
      evaluation.spend(string.length);
      return separator === null ? splitWords(string, maxSplits, from) : splitText(string, separator, maxSplits, from);
    },
  });
}

function affix(name: string, has: (string: string, part: string) => boolean, where: string): FunctionDefinition {
  return defineFunction({
    name,
    kind: "method",
    description: `Whether the text ${where} with one of the others.`,
    parameters: { string: text(), parts: rest(text()) },
    example: { expression: `'abc'.${name}('x', 'a')`, result: has("abc", "a") },
    call: ({ string, parts }) => parts.some((part) => has(string, part)),
  });
}

function join(sequence: Iterable<Value>, separator: string, evaluation: Evaluation): string {
  const texts: string[] = [];
  for (const item of sequence) {
    const piece = valueText(item, evaluation);
    evaluation.spend(piece.length + separator.length);
    texts.push(piece);
  }
  return texts.join(separator);
}

const trimmed = { trim: optional(bool(), true), chars: optional(nullable(text()), null) };

/** Functions on texts and the conversion to text. */
export const stringFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "len",
    kind: "extension",
    description: "How many characters a text has.",
    parameters: { string: text() },
    example: { expression: "'žluť'.len()", result: 4 },
    call({ string }, evaluation) {
      evaluation.spend(Math.ceil(string.length / 100));
      return BigInt(textLength(string));
    },
  }),
  defineFunction({
    name: "str",
    kind: "function",
    description: "The value as text; lists and dictionaries as Python writes them.",
    parameters: { value: any() },
    example: { expression: "str([1, null, a])", result: "(1, None, 'a')" },
    call: ({ value }, evaluation) => valueText(value, evaluation),
  }),
  defineFunction({
    name: "isString",
    kind: "function",
    description: "Whether the value is a text.",
    parameters: { arg: any() },
    example: { expression: "isString(1)", result: false },
    call: ({ arg }) => typeof arg === "string",
  }),
  defineFunction({
    name: "toUpper",
    kind: "method",
    description: "The text in capital letters.",
    parameters: { string: text() },
    example: { expression: "'aß'.toUpper()", result: "ASS" },
    call({ string }, evaluation) {
      evaluation.spend(string.length);
      return string.toUpperCase();
    },
  }),
  defineFunction({
    name: "toLower",
    kind: "method",
    description: "The text in small letters.",
    parameters: { string: text() },
    example: { expression: "'ABC'.toLower()", result: "abc" },
    call({ string }, evaluation) {
      evaluation.spend(string.length);
      return string.toLowerCase();
    },
  }),
  trimming("trim", "both", "at both ends"),
  trimming("trimLeft", "left", "at its start"),
  trimming("trimRight", "right", "at its end"),
  defineFunction({
    name: "norm",
    kind: "extension",
    description: "The text without white space, or the characters given, at its ends; null if nothing is left.",
    parameters: { string: nullable(text()), chars: optional(nullable(text()), null) },
    example: { expression: "norm('  ')", result: null },
    call({ string, chars }, evaluation) {
      evaluation.spend(string?.length ?? 0);
      return string === null ? null : trimText(string, dropped(chars), "both") || null;
    },
  }),
  defineFunction({
    name: "isEmpty",
    kind: "extension",
    description: "Whether a text is null or empty; white space, or the characters given, at its ends is not counted.",
    parameters: { string: nullable(text()), ...trimmed },
    example: { expression: "[isEmpty('  '), isEmpty('  ', false)]", result: [true, false] },
    call({ string, trim, chars }, evaluation) {
      evaluation.spend(string?.length ?? 0);
      return string === null || (trim ? trimText(string, dropped(chars), "both") : string) === "";
    },
  }),
  splitting("split", "left", "the leftmost"),
  splitting("rightSplit", "right", "the rightmost"),
  defineFunction({
    name: "join",
    kind: "method",
    description: "The texts of all items with a separator between them.",
    parameters: { sequence: iterable(), separator: text() },
    example: { expression: "[1, null, a].join('-')", result: "1-null-a" },
    call: ({ sequence, separator }, evaluation) => join(sequence, separator, evaluation),
  }),
  defineFunction({
    name: "join",
    kind: "method",
    description: "The texts of all items with this text between them.",
    parameters: { separator: text(), sequence: iterable() },
    example: { expression: "', '.join([a, b])", result: "a, b" },
    call: ({ separator, sequence }, evaluation) => join(sequence, separator, evaluation),
  }),
  defineFunction({
    name: "concat",
    kind: "function",
    description: "The texts one after another.",
    parameters: { first: text(), more: rest(text()) },
    example: { expression: "concat(a, b, c)", result: "abc" },
    call({ first, more }, evaluation) {
      evaluation.spend(more.reduce((sum, { length }) => sum + length, first.length));
      return first + more.join("");
    },
  }),
  defineFunction({
    name: "toCharArray",
    kind: "method",
    description: "The characters of the text.",
    parameters: { string: text() },
    example: { expression: "'abc'.toCharArray()", result: ["a", "b", "c"] },
    call({ string }, evaluation) {
      evaluation.spend(string.length);
      return characters(string);
    },
  }),
  affix("startsWith", (string, part) => string.startsWith(part), "begins"),
  affix("endsWith", (string, part) => string.endsWith(part), "ends"),
  defineFunction({
    name: "format",
    kind: "extension",
    description: "The text with its fields `{0}`, `{name}`, `{0:>8.2f}` filled with the arguments.",
    parameters: { formatString: text(), args: rest(any()), kwargs: restByName(any()) },
    example: { expression: "'{0:>4}|{b:.1f}'.format(a, b => 1.25)", result: "   a|1.2" },
    call({ formatString, args, kwargs }, evaluation) {
      try {
        return formatTemplate(formatString, { positional: args, named: kwargs }, evaluation);
      } catch (error) {
        if (error instanceof FormatFault) return evaluation.fail(error.message);
        throw error;
      }
    },
  }),
];
