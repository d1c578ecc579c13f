import { describe, expect, test } from "vitest";
import type { YaqlErrorKind } from "./yaql.ts";
import { YaqlError, defaultLimits, evaluate, parse } from "./yaql.ts";

const still = { now: () => 0, random: () => 0.5 };
const data = {
  data: [1, 2, 3],
  map: { a: 1, none: null },
  rows: [
    { n: "x", v: [1] },
    { n: "y", v: [2, 3] },
  ],
};

function result(expression: string, limits = defaultLimits): unknown {
  return evaluate(parse(expression), data, still, limits);
}

/** The error of an expression: its kind, and the character (from 0) that it names. */
function failure(expression: string, limits = defaultLimits): readonly [YaqlErrorKind, number | undefined] {
  try {
    result(expression, limits);
  } catch (error) {
    if (error instanceof YaqlError) return [error.kind, error.position];
    throw error;
  }
  throw new TypeError(`${expression} has a result`);
}

type Row = readonly [expression: string, result: unknown];

// All of these are what python3-yaql gives.
describe.each<{ readonly of: string; readonly rows: readonly Row[] }>([
  {
    of: "literals",
    rows: [
      ["true", true],
      ["null", null],
      ["True", "True"],
      ["007", 7],
      ["9007199254740993", "9007199254740993"],
      ["2.50", 2.5],
      ["word", "word"],
      [String.raw`'it\'s \x41\u0042\103 \q'`, String.raw`it's ABC \q`],
      ["`a\\b\\``", "a\\b`"],
      ['"it\'s"', "it's"],
      ["[1, [a], {}]", [1, ["a"], {}]],
      ["{a => 1, 'b c' => 2, 3 => 4, true => 5}", { a: 1, "b c": 2, 3: 4, true: 5 }],
      ["{1 => a, 1.0 => b, true => c}", { 1: "c" }],
    ],
  },
  {
    of: "variables and members",
    rows: [
      ["$1.data", [1, 2, 3]],
      ["$nothing", null],
      ["$.data[0] + $.data [-1]", 4],
      ["$.map.a", 1],
      ["$.map[b, 5]", 5],
      ["$.map[none, 5]", null],
      ["$.map.get(none, 5)", null],
      ["$.rows.n", ["x", "y"]],
      ["$.rows.v.selectMany($)", [1, 2, 3]],
      ["null?.foo", null],
      ["$.data?.len()", 3],
    ],
  },
  {
    of: "operators and their precedence",
    rows: [
      ["1 + 2 * 3 - 4", 3],
      ["-5 / 2", -3],
      ["-5 mod 3", 1],
      ["5 mod -3", -1],
      ["7.0 / 2", 3.5],
      ["1---1", 0],
      ["- $.data[0]", -1],
      ["not 1 = 2", true],
      ["not a in [a]", false],
      ["1 in [1] = true", true],
      ["1 = 2 = false", true],
      ["a =~ b = c", false],
      ["true or false and false", true],
      ["0 or null", null],
      ["1 and 2", 2],
      ["1 = 1.0 and 1 = true and [1] = [1.0]", true],
      ["null < 1 and not null < null", true],
      ["let(1) -> $ + (let(2) -> $)", 3],
      ["let(1, 2) -> with(3) -> [$1, $2]", [3, 2]],
    ],
  },
  {
    of: "calls",
    rows: [
      ["range(1, step => 2, stop => 6)", [1, 3, 5]],
      ["range(stop => 1, stop => 2)", [0, 1]],
      ["[5, 6].enumerate().select($[0])", [0, 1]],
      ["$.data.where(predicate => $ > 1)", [2, 3]],
      ["len($.data) = $.data.len()", true],
      ["let(x => 1) -> def(f, $x) -> let(x => 2) -> f()", 1],
      ["def(f, switch($ <= 1 => 1, true => $ * f($ - 1))) -> f(5)", 120],
      ["def('#operator_+', 5) -> 1 + 1", 5],
      ["def(len, 5) -> [len([1]), [1].len()]", [5, 1]],
      ["def(f, $a) -> f(a => 5)", 5],
      ["call(range, [1], {stop => 3})", [1, 2]],
      ["let(x => $.data.select($)) -> [$x.toList(), $x.toList()]", [[1, 2, 3], []]],
    ],
  },
])("$of", ({ rows }) => {
  test.each<Row>(rows)("%s", (expression, expected) => {
    expect(result(expression)).toEqual(expected);
  });
});

// As python3-yaql, which calls its errors otherwise.
test.each<readonly [string, YaqlErrorKind, number | undefined]>([
  ["", "syntax", 0],
  ["1 +", "syntax", 3],
  ["$.data[", "syntax", 7],
  ["foo (1)", "syntax", 4],
  ["f(1,)", "syntax", 4],
  ["f(a => 1, 2)", "syntax", 11],
  ["1 => 2", "syntax", 2],
  ["1e5", "syntax", 0],
  ["__a", "syntax", 0],
  ["1 # 2", "syntax", 2],
  ["$.data + 'abc", "syntax", 9],
  ["true and(false)", "syntax", 5],
  ["1 + foo(2)", "call", 4],
  ["$.data.foo()", "call", 7],
  ["$.data.select(1 < $ < 2)", "call", 20],
  ["range(1, 2, start => 3)", "call", 0],
  ["len(1 => 2)", "call", 6],
  ["[1, 2].select($)[0]", "call", 16],
  ["2 * $.map.b", "value", 9],
  ["1 + 2 / 0", "value", 6],
  ["$.data[3]", "value", 6],
  ["1.assert($ > 1)", "value", 2],
  ["let(1)", "value", 0],
  ["$.data.n", "call", 7],
  ["range(201)", "limit", 0],
  ["a * 10000", "limit", 2],
  ["def(f, f($)) -> f(1)", "limit", 7],
])("%s is refused", (expression, kind, position) => {
  expect(failure(expression)).toEqual([kind, position]);
});

describe("limits", () => {
  const unlimited = { iterators: Infinity, memory: Infinity, steps: 50_000 };

  test("items are counted only as far as they are read", () => {
    expect(result("range(1000).where($ mod 2 = 0).take(2)")).toEqual([0, 2]);
    expect(result("[1] * 300 = 0")).toBe(false);
    expect(failure("([1] * 300).first()")[0]).toBe("limit");
  });

  test.each([
    "sequence().last()",
    "1.repeat().len()",
    "[1].cycle().select($).len()",
    "generate(1, true, $ + 1).last()",
    "generateMany(1, [$, $]).last()",
    "range(100000000).len()",
    "a * 1000000000",
    "[1] * 1000000000",
    "pow(2, 1000000000)",
    "generate(3, true, $ * $).last()",
    "range(100000).aggregate($1.select($ + 1), [1]).last()",
    "range(100000).aggregate([$1], 0)",
    "range(100000).aggregate($1 -> let(a => 1), let())",
    "range(60).aggregate([$1, $1], 0)",
    "range(60).aggregate([$1, $1], 0).flatten().len()",
    "let(range(60).aggregate([$1, $1], 0), range(60).aggregate([$1, $1], 0)) -> $1 = $2",
    "set(range(60).aggregate([$1, $1], 0))",
    "str(range(60).aggregate([$1, $1], 0))",
    "def(f, [$].select(f($)).toList()) -> f(1)",
    "def(f, f(f($))) -> f(1)",
  ])("%s ends", (expression) => {
    expect(failure(expression, unlimited)[0]).toBe("limit");
  });

  test("a text as long as any, and as nested as any, is refused", () => {
    expect(failure("(".repeat(5000))[0]).toBe("syntax");
    expect(failure("[".repeat(5000))[0]).toBe("syntax");
    expect(failure("-".repeat(5000))[0]).toBe("syntax");
    expect(failure(`1${" + 1".repeat(5000)}`)[0]).toBe("limit");
    expect(failure("1".repeat(200_000))[0]).toBe("syntax");
  });
});
