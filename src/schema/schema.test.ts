import fc from "fast-check";
import { expect, test } from "vitest";
import { coerceProperties, coerceValue } from "./coerce.ts";
import { pathText } from "./diagnostic.ts";
import { matchWhole } from "./pattern.ts";
import type { Property } from "./property.ts";
import { boolean, freeMap, integer, list, map, number, string } from "./property.ts";
import { suggest } from "./suggest.ts";

const at = { path: ["properties", "p"] };

test.each<[Property, unknown, unknown]>([
  [integer(""), "42", 42],
  [integer(""), 4.9, 4],
  [number(""), "-1.5", -1.5],
  [string(""), true, "True"],
  [string(""), 12, "12"],
  [string("", { default: "d" }), null, "d"],
  [string(""), null, ""],
  [boolean(""), "TRUE", true],
  [list(integer(""), ""), ["1", 2], [1, 2]],
  [map({ a: integer("", { default: 7 }), b: string("") }, ""), {}, { a: 7 }],
  [freeMap(""), { x: [1] }, { x: [1] }],
])("%j takes %j as %j", (property, given, expected) => {
  expect(coerceValue(property, given, at)).toEqual({ value: expected, diagnostics: [] });
});

test.each<[Property, unknown, string]>([
  [integer(""), "abc", 'properties.p expects an integer, got the text "abc"'],
  [integer(""), [], "expects an integer, got a list"],
  [string(""), 1.5, "expects text, got the number 1.5"],
  [string(""), {}, "expects text, got a map"],
  [boolean(""), 1, "expects true or false, got the number 1"],
  [list(integer(""), ""), [1, "x"], "properties.p[1] expects an integer"],
  [map({ a: string("", { required: true }) }, ""), {}, 'properties.p needs the property "a"'],
  [map({ alpha: string("") }, ""), { alhpa: 1 }, 'properties.p has no property "alhpa"'],
  [string("", { oneOf: ["a", "b"] }), "c", '"c" is none of a, b'],
  [integer("", { range: { min: 1, max: 3 } }), 4, "4 must be from 1 to 3"],
  [list(string(""), "", { length: { max: 1 } }), ["a", "b"], "its length is 2 and must be at most 1"],
  [string("", { pattern: "[a-z]+" }), "A", "does not match the pattern"],
  [string("", { constraint: "net_cidr" }), "10.0.0.0", "is no network"],
  [string("", { secret: true, oneOf: ["a"] }), "hunter2", "the value is none of a"],
  [integer("", { secret: true }), "hunter2", "expects an integer, got a text"],
])("%j refuses %j", (property, given, message) => {
  const { value: _value, diagnostics } = coerceValue(property, given, at);
  expect(diagnostics).toMatchObject([{ severity: "error", message: expect.stringContaining(message) }]);
  const mayShow = property.secret !== true;
  expect(mayShow || !JSON.stringify(diagnostics).includes("hunter2")).toBe(true);
});

test("properties: defaults filled in, absent optional ones left out, unknown and missing ones told", () => {
  const schemas = { name: string("", { required: true }), size: integer("", { default: 1 }), other: string("") };
  expect(coerceProperties(schemas, { name: "x", other: null }, at)).toEqual({
    values: { name: "x", size: 1 },
    diagnostics: [],
  });
  expect(coerceProperties(schemas, { naem: "x" }, at).diagnostics).toMatchObject([
    { code: "unknown-property", hint: 'did you mean "name"?' },
    { code: "missing-property" },
  ]);
});

test("a pure constraint is checked where a property names it", () => {
  const property = string("", { constraint: "net_cidr" });
  expect(coerceValue(property, "10.0.0.0/24", at).diagnostics).toEqual([]);
  expect(coerceValue(property, "10.0.0.0", at).diagnostics).toMatchObject([{ code: "constraint" }]);
});

test.each([
  ["[a-zA-Z0-9]+", "abC9", "yes"],
  ["[a-zA-Z0-9]+", "abC9!", "no"],
  ["(?=.*\\d)(?=.*[a-z]).{4,8}", "abc1", "yes"],
  ["(?=.*\\d)(?=.*[a-z]).{4,8}", "abcd", "no"],
  ["(?!admin$).*", "admin", "no"],
  ["^(ab|cd){2}$", "abcd", "yes"],
  ["(?P<q>['\"]).*?(?P=q)", "'x'", "yes"],
  ["(a*)*b", "aaaaaab", "yes"],
  ["(?i)straße", "STRAßE", "yes"],
  ["[^\\]a-c\\d-]+", "xyz", "yes"],
  ["\\w+@\\w+\\.(?:com|org)", "me@example.org", "yes"],
  ["(?<=a)b", "b", "no"],
  ["a{,2}", "aa", "yes"],
  ["a{x", "a{x", "yes"],
])("the pattern %s against %s: %s", (pattern, text, expected) => {
  expect(matchWhole(pattern, text)).toBe(expected);
});

test("a pattern that cannot be used, or takes too long, is told", () => {
  for (const pattern of [
    "(",
    "a)",
    "[a",
    "*a",
    "(?<n>a)",
    "\\q",
    "(?<=a+)b",
    "(".repeat(100),
    "((a{1000}){1000}){1000}",
  ]) {
    expect(matchWhole(pattern, "a")).toEqual({ fault: expect.any(String) });
  }
  expect(matchWhole("(x+x+)+y", "x".repeat(100))).toEqual({ fault: "it takes too many steps" });
  expect(matchWhole("[a-z]*", "a".repeat(100_000))).toBe("yes");
});

test("patterns agree with the platform's where both know the syntax", () => {
  const atom = fc.constantFrom(
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "\\d",
    "(a|b)",
    "(?:ab)",
    "(?=a)",
    "(?!b)",
    "^",
    "$",
    "\\b",
  );
  const piece = fc
    .tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{1,2}", "*?"))
    .map(([one, times]) => (/^(\^|\$|\\b|\(\?[=!])/.test(one) ? one : one + times));
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(pattern, fc.string({ unit: fc.constantFrom("a", "b", "1"), maxLength: 6 }), (source, text) => {
      const first = new RegExp(source, "uy").exec(text)?.[0];
      const expected = first?.length === text.length ? "yes" : "no";
      expect([source, text, matchWhole(source, text)]).toEqual([source, text, expected]);
    }),
    { numRuns: 1000 },
  );
});

test("suggestions", () => {
  expect(suggest("propertys", ["type", "properties"])).toBe("properties");
  expect(suggest("OS::Nova::Sever", ["OS::Nova::Server", "OS::Nova::ServerGroup"])).toBe("OS::Nova::Server");
  expect(suggest("x", ["properties"])).toBeUndefined();
  expect(suggest("naem", ["name"])).toBe("name");
});

test("paths", () => {
  expect(pathText(["resources", "web", "properties", "networks", 0, "port"])).toBe(
    "resources.web.properties.networks[0].port",
  );
});
