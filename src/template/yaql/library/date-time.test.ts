import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate, parse, YaqlError } from "../yaql.ts";

const surroundings = { now: () => Date.UTC(2026, 0, 31), random: () => 0.5 };

test.each([
  ["10:20", "2026-01-31 10:20:00+00:00"],
  ["Feb 2025", "2025-02-28 00:00:00+00:00"],
  ["Monday", "2026-02-02 00:00:00+00:00"],
  ["5", "2026-01-05 00:00:00+00:00"],
  ["10 pm", "2026-01-31 22:00:00+00:00"],
])("what %s leaves open is today's", (text, expected) => {
  expect(evaluate(parse("str(datetime($))"), text, surroundings)).toBe(expected);
});

test("the present is the clock's", () => {
  expect(evaluate(parse("str(now(timespan(hours => 2)))"), null, surroundings)).toBe("2026-01-31 02:00:00+02:00");
});

test("any text is a date or refused", () => {
  const piece = fc.constantFrom(
    ..."1 2 31 99 2020 0 20200102 030405 : - / . , + T Z UTC GMT am PM Jan March Monday h m s ' ( ) of 12:30 10:20:30.5 %".split(
      " ",
    ),
    " ",
    "\n",
    "ž",
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const read = parse("datetime($).year");
  const outcome = (given: string): unknown => {
    try {
      return Number(evaluate(read, given, surroundings)) > 0 ? "as it should" : "no year";
    } catch (error) {
      return error instanceof YaqlError && error.kind === "value" ? "as it should" : error;
    }
  };
  fc.assert(
    fc.property(text, (given) => {
      expect(outcome(given)).toBe("as it should");
    }),
    { numRuns: 2000 },
  );
});
