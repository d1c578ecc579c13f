import { patternText } from "#schema/pattern.ts";
import { defineFunction } from "../define-function.ts";
import type { Context, Evaluation, FunctionDefinition } from "../function-definition.ts";
import type { ContextLambda } from "../parameter.ts";
import { any, bool, contextLambda, count, host, nullable, optional, text } from "../parameter.ts";
import { Dictionary } from "../values/dictionary.ts";
import { unguarded } from "../values/guard.ts";
import type { Value } from "../values/value.ts";
import type { Match } from "./regex-value.ts";
import { Regex, textOf } from "./regex-value.ts";
import { replacementOf } from "./replacement.ts";

const regex = () => host("regex", Regex);
const flag = () => optional(nullable(bool()), false);

function record(match: Match, group: number): Dictionary {
  const { start, end } = match.groups[group]!;
  return new Dictionary(unguarded, [
    ["value", match.text(group)],
    ["start", BigInt(start)],
    ["end", BigInt(end)],
  ]);
}

/** What a selector makes of a match; it sees the whole match as `$`, groups as `$2`, `$3`, … and by name. */
function selected(match: Match, used: Regex, selector: ContextLambda | undefined, context: Context): Value {
  if (selector === undefined) return match.text(0);
  const records = match.groups.map((_, group) => record(match, group));
  const named = new Map([...used.names].map(([name, group]) => [name, records[group]!]));
  return selector(context.child(records, named));
}

/** Python counts 0 as all, and less as none. */
function most(count: number): number {
  return count === 0 ? Infinity : count;
}

function replaced(
  string: string,
  matches: readonly Match[],
  replacement: (match: Match) => string,
  evaluation: Evaluation,
): string {
  const codes = patternText(string);
  let at = 0;
  let result = "";
  for (const match of matches) {
    const { start, end } = match.groups[0]!;
    const piece = replacement(match);
    evaluation.spend(piece.length);
    result += textOf(codes, at, start) + piece;
    at = end;
  }
  return result + textOf(codes, at, codes.length);
}

function split(used: Regex, string: string, maxSplit: number, evaluation: Evaluation): Value {
  const codes = patternText(string);
  const parts: Value[] = [];
  let at = 0;
  for (const match of used.findAll(string, most(maxSplit), evaluation)) {
    const { start, end } = match.groups[0]!;
    parts.push(textOf(codes, at, start), ...match.groups.slice(1).map((_, group) => match.text(group + 1)));
    at = end;
  }
  parts.push(textOf(codes, at, codes.length));
  return parts;
}

/** Declares a method both for the regex and for the text as its receiver. */
function bothWays<T extends object>(declare: (receiver: "regexp" | "string") => T): readonly T[] {
  return [declare("regexp"), declare("string")];
}

function receivers(first: "regexp" | "string") {
  return first === "regexp" ? { regexp: regex(), string: text() } : { string: text(), regexp: regex() };
}

function replacing(first: "regexp" | "string"): FunctionDefinition {
  return defineFunction({
    name: "replace",
    kind: "method",
    description:
      "The text with each match, or the first `count`, replaced; `\\1` and `\\g<name>` are groups of the match.",
    parameters: { ...receivers(first), repl: text(), count: optional(count(), 0) },
    example: {
      expression:
        first === "regexp" ? "regex('(a)(.)').replace('banana', '\\\\2\\\\1')" : "'a-b'.replace(regex('\\\\W'), '+')",
      result: first === "regexp" ? "bnanaa" : "a+b",
    },
    call({ regexp, string, repl, count: limit }, evaluation) {
      const matches = regexp.findAll(string, most(limit), evaluation);
      const fill = replacementOf(repl, regexp, regexp.groups, evaluation);
      return replaced(string, matches, fill, evaluation);
    },
  });
}

function replacingBy(first: "regexp" | "string"): FunctionDefinition {
  return defineFunction({
    name: "replaceBy",
    kind: "method",
    description: "The text with each match, or the first `count`, replaced by what the expression gives for it.",
    parameters: { ...receivers(first), repl: contextLambda(), count: optional(count(), 0) },
    example: {
      expression:
        first === "regexp"
          ? "regex('an').replaceBy(banana, $.value.toUpper())"
          : "banana.replaceBy(regex(n), $.value * 2)",
      result: first === "regexp" ? "bANANa" : "bannanna",
    },
    call({ regexp, string, repl, count: limit }, evaluation, context) {
      const fill = (match: Match): string => {
        const value = selected(match, regexp, repl, context);
        return typeof value === "string" ? value : value === null ? "" : evaluation.fail("a replacement is no text");
      };
      return replaced(string, regexp.findAll(string, most(limit), evaluation), fill, evaluation);
    },
  });
}

function splitting(first: "regexp" | "string"): FunctionDefinition {
  return defineFunction({
    name: "split",
    kind: "method",
    description: "The parts of the text between matches, and the groups of the matches; at most `maxSplit` splits.",
    parameters: { ...receivers(first), maxSplit: optional(count(), 0) },
    example: {
      expression: first === "regexp" ? "regex('[,;]').split('a,b;c')" : "'a1b2c'.split(regex('\\\\d'), 1)",
      result: first === "regexp" ? ["a", "b", "c"] : ["a", "b2c"],
    },
    call: ({ regexp, string, maxSplit }, evaluation) => split(regexp, string, maxSplit, evaluation),
  });
}

function matching(name: "=~" | "!~", description: string): readonly FunctionDefinition[] {
  const isWanted = name === "=~";
  return [
    defineFunction({
      name,
      kind: "operator",
      description,
      parameters: { string: text(), regexp: regex() },
      example: { expression: `'abc' ${name} regex('B', ignoreCase => true)`, result: isWanted },
      call: ({ string, regexp }, evaluation) => (regexp.find(string, evaluation) !== undefined) === isWanted,
    }),
    defineFunction({
      name,
      kind: "operator",
      description,
      parameters: { string: text(), pattern: text() },
      example: { expression: `'abc' ${name} '^b'`, result: !isWanted },
      call({ string, pattern }, evaluation) {
        const found = Regex.compile(pattern, {}, evaluation).find(string, evaluation);
        return (found !== undefined) === isWanted;
      },
    }),
  ];
}

/** Regular expressions in Python's syntax. */
export const regexFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "regex",
    kind: "function",
    description: "A regular expression in Python's syntax, to be used by the other functions.",
    parameters: { pattern: text(), ignoreCase: flag(), multiLine: flag(), dotAll: flag() },
    example: { expression: "regex('B', ignoreCase => true).matches(abc)", result: true },
    call: ({ pattern, ignoreCase, multiLine, dotAll }, evaluation) =>
      Regex.compile(
        pattern,
        { ignoreCase: ignoreCase === true, multiLine: multiLine === true, dotAll: dotAll === true },
        evaluation,
      ),
  }),
  defineFunction({
    name: "isRegex",
    kind: "function",
    description: "Whether the value is a regular expression.",
    parameters: { value: any() },
    example: { expression: "isRegex('a')", result: false },
    call: ({ value }) => value instanceof Regex,
  }),
  defineFunction({
    name: "matches",
    kind: "method",
    description: "Whether the regular expression matches anywhere in the text.",
    parameters: { regexp: regex(), string: text() },
    example: { expression: "regex('b.').matches(abc)", result: true },
    call: ({ regexp, string }, evaluation) => regexp.find(string, evaluation) !== undefined,
  }),
  defineFunction({
    name: "matches",
    kind: "method",
    description: "Whether the pattern matches anywhere in the text.",
    parameters: { string: text(), regexp: text() },
    example: { expression: "abc.matches('^b')", result: false },
    call: ({ string, regexp }, evaluation) =>
      Regex.compile(regexp, {}, evaluation).find(string, evaluation) !== undefined,
  }),
  ...matching("=~", "Whether the pattern on the right matches anywhere in the text."),
  ...matching("!~", "Whether the pattern on the right matches nowhere in the text."),
  defineFunction({
    name: "search",
    kind: "method",
    description:
      "The first match, null if there is none; or what the selector makes of it (`$` the match, `$2` its first group, each with value, start and end).",
    parameters: { regexp: regex(), string: text(), selector: optional(contextLambda()) },
    example: { expression: "regex('(\\\\w)=(\\\\d)').search('a b=2', [$2.value, $3.value])", result: ["b", "2"] },
    call({ regexp, string, selector }, evaluation, context) {
      const match = regexp.find(string, evaluation);
      return match && selected(match, regexp, selector ?? undefined, context);
    },
  }),
  defineFunction({
    name: "searchAll",
    kind: "method",
    description: "All matches, or what the selector makes of each.",
    parameters: { regexp: regex(), string: text(), selector: optional(contextLambda()) },
    example: { expression: "regex('\\\\d+').searchAll('1, 22')", result: ["1", "22"] },
    *call({ regexp, string, selector }, evaluation, context) {
      for (const match of regexp.findAll(string, Infinity, evaluation)) {
        yield selected(match, regexp, selector ?? undefined, context);
      }
    },
  }),
  ...bothWays(splitting),
  ...bothWays(replacing),
  ...bothWays(replacingBy),
  defineFunction({
    name: "escapeRegex",
    kind: "function",
    description: "The text as a pattern that matches just this text.",
    parameters: { string: text() },
    example: { expression: "escapeRegex('a.b')", result: "a\\.b" },
    call({ string }, evaluation) {
      evaluation.spend(string.length);
      return string.replaceAll(/[\t-\r #$&()*+\-.?[\\\]^{|}~]/g, "\\$&");
    },
  }),
];
