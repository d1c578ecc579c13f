import { expect, test } from "vitest";
import { knownDifferences, sortDifferences } from "./known-differences.ts";

test.each(["template", "yaql"])("every known difference of the suite %s has a reason, once", (suite) => {
  const lines = knownDifferences(suite);
  expect(lines.filter(({ reason }) => typeof reason !== "string" || reason.length < 10)).toEqual([]);
  expect(new Set(lines.map(({ probe }) => probe)).size).toBe(lines.length);
});

test("differences are parted into known and unknown; lines that fit nothing any more are named", () => {
  const lines = [
    { probe: "a/*/validate", reason: "any text in the middle" },
    { probe: "a.c", reason: "a dot is a dot" },
    { probe: "gone", reason: "nothing differs so any more" },
  ];
  const differing = ["a/x/y/validate", "a/x/preview", "abc", "a.c"].map((id) => ({ id }));
  const { unknown, known, unused } = sortDifferences(differing, lines);
  expect(unknown.map(({ id }) => id)).toEqual(["a/x/preview", "abc"]);
  expect(known.map(({ id }) => id)).toEqual(["a/x/y/validate", "a.c"]);
  expect(unused.map(({ probe }) => probe)).toEqual(["gone"]);
});
