import { expect, test } from "vitest";
import { valueAs, valueFaults } from "./coerce-value.ts";

// As Heat 19 shows them in a preview.
test.each([
  ["string", 7, "7"],
  ["string", true, "True"],
  ["string", null, ""],
  ["number", "7", 7],
  ["number", null, 0],
  ["comma_delimited_list", ["a"], ["a"]],
  ["comma_delimited_list", null, []],
  ["json", { a: 1 }, { a: 1 }],
  ["json", null, {}],
  ["boolean", true, true],
  ["boolean", "true", true],
  ["boolean", null, false],
  [undefined, "1", "1"],
] as const)("as %s, %j is %j", (type, value, expected) => {
  expect(valueAs(value, type)).toEqual(expected);
  expect(valueFaults(value, type)).toEqual([]);
});

test.each([
  ["string", 1.5],
  ["string", ["a"]],
  ["number", "abc"],
  ["number", ["a"]],
  ["comma_delimited_list", "a,b"],
  ["comma_delimited_list", 7],
  ["json", '{"a": 1}'],
  ["json", ["a"]],
  ["number", { a: 1 }],
  ["boolean", "yes"],
  ["boolean", 7],
] as const)("no %s is made of %j", (type, value) => {
  expect(valueFaults(value, type)).toHaveLength(1);
});
