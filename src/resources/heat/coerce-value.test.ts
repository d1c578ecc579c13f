import { expect, test } from "vitest";
import { coerceValue } from "./coerce-value.ts";

test.each([
  ["string", 1, "1"],
  ["string", { a: 1 }, '{"a":1}'],
  ["number", "1.5", 1.5],
  ["comma_delimited_list", "a,b", ["a", "b"]],
  ["comma_delimited_list", "", []],
  ["json", '{"a":[1]}', { a: [1] }],
  ["boolean", "yes", true],
  ["boolean", "off", false],
  [undefined, "1", "1"],
] as const)("as %s, %j is %j", (type, given, expected) => {
  expect(coerceValue(given, type)).toEqual(expected);
});
