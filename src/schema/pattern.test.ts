import { expect, test } from "vitest";
import { PatternFault, patternText, SearchPattern } from "./pattern.ts";

// What Python 3.11's `re` finds: of each match start-end, and of each of its groups.
test.each([
  ["x*", "abxd", "0-0, 1-1, 2-3, 3-3, 4-4"],
  ["a??", "aa", "0-0, 0-1, 1-1, 1-2, 2-2"],
  ["(a*)*", "aab", "0-2 2-2, 2-2 2-2, 3-3 3-3"],
  ["(a)|(b)", "ba", "0-1 none 0-1, 1-2 1-2 none"],
  ["(?=(a))", "ba", "1-1 1-2"],
  ["(?>a*)b|a", "aac", "0-1, 1-2"],
  ["a*+a", "aa", ""],
  ["(<)?x(?(1)>|-)", "<x> x- <x-", "0-3 0-1, 4-6 none, 8-10 none"],
  ["(?i:A)b # c", "aB ab # c", "3-9"],
  ["(?x) a  b # c", "ab", "0-2"],
  ["\\b\\w", "é 😀z", "0-1, 3-4"],
])("all matches of %s in %s", (pattern, text, expected) => {
  const found = new SearchPattern(pattern).findAll(patternText(text), { steps: 10_000 });
  const shown = [...found].map((groups) =>
    groups.map(({ start, end }) => (start < 0 ? "none" : `${start}-${end}`)).join(" "),
  );
  expect(shown.join(", ")).toBe(expected);
});

test("a search ends with its budget", () => {
  const search = () => new SearchPattern("(x+x+)+y").find(patternText("x".repeat(100)), 0, { steps: 10_000 });
  expect(search).toThrow(PatternFault);
});
