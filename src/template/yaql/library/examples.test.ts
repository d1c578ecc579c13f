import { expect, test } from "vitest";
import { evaluate, parse, standardLibrary } from "../yaql.ts";

const surroundings = { now: () => Date.UTC(2026, 0, 2), random: () => 0.5 };
const examples = standardLibrary.flatMap(({ name, example }) => (example === undefined ? [] : [{ name, ...example }]));

test("every function of the page has an example", () => {
  expect(standardLibrary.filter(({ example }) => example === undefined).map(({ name }) => name)).toEqual([]);
});

test.each(examples)("$name: $expression", ({ expression, data, result }) => {
  expect(evaluate(parse(expression), data ?? null, surroundings)).toEqual(result);
});
