import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matchWhole } from "../pattern.ts";

interface Recorded {
  readonly pattern: string;
  /** Of each text, whether Python says that it matches; absent where Python refuses the pattern. */
  readonly answers?: Readonly<Record<string, boolean>>;
}

// Recorded by test/conformance/pattern/record.py.
const recorded = JSON.parse(
  readFileSync(new URL("./python-results.json", import.meta.url), "utf8"),
) as readonly Recorded[];

/** Said in so many words not to be covered. */
const notCovered = new Set(["\\N{LATIN SMALL LETTER A}"]);

test("patterns mean what they mean to Python", () => {
  const wrong = recorded
    .filter(({ pattern }) => !notCovered.has(pattern))
    .flatMap(({ pattern, answers = { "": undefined } }) =>
      Object.entries(answers).flatMap(([text, expected]) => {
        const found = matchWhole(pattern, text);
        const said = typeof found === "string" ? found : "refused";
        const python = expected === undefined ? "refused" : expected ? "yes" : "no";
        return said === python ? [] : [{ pattern, text, python, found }];
      }),
    );
  expect(wrong).toEqual([]);
  expect(recorded.length).toBeGreaterThan(200);
});

test.each([
  ["(a+)+b", "a".repeat(5000)],
  ["(a|a)*b", "a".repeat(5000)],
  ["(a|aa)+$b", "a".repeat(5000)],
  ["(.*)*x\\1", "a".repeat(5000)],
  ["((a*)*)*b", "a".repeat(5000)],
  ["(?=(a+)+b)a", "a".repeat(5000)],
  ["(a?){500}a{500}", "a".repeat(500)],
  ["([a-z]+)*([a-z]+)*([a-z]+)*\\d", "z".repeat(3000)],
])("%s ends, however long it would take: its result or a reason", (pattern, text) => {
  const found = matchWhole(pattern, text);
  expect(found === "yes" || found === "no" || found.fault === "it takes too many steps").toBe(true);
});

test("a pattern that is too large is refused with the reason", () => {
  expect(matchWhole("a".repeat(3000), "a")).toEqual({ fault: "it is longer than 2000 characters" });
  expect(matchWhole("((a{1000}){1000}){1000}", "a")).toEqual({ fault: expect.any(String) as string });
});
