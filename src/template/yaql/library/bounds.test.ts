import { expect, test } from "vitest";
import { evaluate, parse, YaqlError } from "../yaql.ts";

const surroundings = { now: () => Date.UTC(2026, 0, 2), random: () => 0.5 };

function outcome(expression: string, data: unknown): unknown {
  try {
    return evaluate(parse(expression), data, surroundings);
  } catch (error) {
    if (error instanceof YaqlError) return `${error.kind} error`;
    throw error;
  }
}

const long = "a".repeat(9000);

// Each would take minutes, or all memory, without a bound.
test.each([
  ["a pattern that goes back", "regex('(a+a+)+b').matches($)", long, "value error"],
  ["a pattern of patterns", "regex('((a{999}){999}){999}')", null, "value error"],
  ["many searches", "let(x => $) -> range(150).select(regex('a*b').searchAll($x))", long, "value error"],
  ["replacements that grow", "$.replace(a, $).replace(a, $).replace(a, $)", long, "limit error"],
  ["replacements of a dictionary", "$.replace({a => $, aa => $, aaa => $})", long, "limit error"],
  ["replacements by a pattern", "regex(a).replace($, $)", long, "limit error"],
  ["texts put together", "range(150).aggregate($1 + $1, a).len()", null, "limit error"],
  ["texts joined", "let(x => $) -> range(190).select($x).join($x)", long, "limit error"],
  ["a wide field", "'{0:99999999}'.format(1)", null, "value error"],
  ["many wide fields", "range(150).select('{0:9999}{0:9999}{0:9999}{0:9999}'.format(1))", null, "limit error"],
  ["a repeated text", "$ * 100000", long, "limit error"],
  ["a power", "pow(7, 1000000000)", null, "limit error"],
  ["powers of powers", "range(100).aggregate(pow($1, 9), 9)", null, "limit error"],
  ["a shift", "shiftBitsLeft(1, 1000000000000)", null, "limit error"],
  ["a power by a modulus", "pow(3, pow(10, 20000), pow(10, 20000))", null, "limit error"],
  ["the text of a large integer", "str(pow(10, 4400))", null, "value error"],
  ["the text of what is shared", "str(range(60).aggregate([$1, $1], 1))", null, "limit error"],
  ["a date in a long text", "datetime($)", long, "value error"],
  ["a format of many directives", "datetime('11111111111111111111111111', $)", "%d".repeat(500), "value error"],
])("%s ends", (_, expression, data, expected) => {
  expect(outcome(expression, data)).toBe(expected);
});

test("groups of a match have the names that the pattern gives them", () => {
  const expression = "regex('(?P<key>\\\\w+)=(?P<value>\\\\w*)').searchAll($, [$key.value, $value.value, $.start])";
  expect(outcome(expression, "a=1 b=")).toEqual([
    ["a", "1", 0],
    ["b", "", 4],
  ]);
});
