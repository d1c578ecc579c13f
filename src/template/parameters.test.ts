import { expect, test } from "vitest";
import { bindParameters } from "./parameters.ts";
import { readTemplate } from "./read.ts";

const stack = { id: "1234", name: "shop", projectId: "p1" };

function bind(declaration: string, given: Record<string, unknown> = {}, defaults: Record<string, unknown> = {}) {
  const { value, diagnostics } = readTemplate(
    `heat_template_version: 2018-08-31\nparameters:\n  p: { ${declaration} }`,
  );
  expect(diagnostics).toEqual([]);
  return bindParameters(value!, given, defaults, stack);
}

test.each<[string, unknown, unknown, string]>([
  ["string", true, "True", "True"],
  ["string", 5, "5", "5"],
  ["number", "5", 5, "5"],
  ["number", "-2.5", -2.5, "-2.5"],
  ["comma_delimited_list", "a, b", ["a", " b"], "a, b"],
  ["comma_delimited_list", "", [], ""],
  ["comma_delimited_list", [1, "x"], ["1", "x"], "1,x"],
  ["json", '{"a": [1]}', { a: [1] }, '{"a": [1]}'],
  ["json", "", "", ""],
  ["boolean", "ON", true, "True"],
  ["boolean", 0, false, "False"],
])("%s given %j is %j, shown %j", (type, given, value, shown) => {
  const parameters = bind(`type: ${type}`, { p: given }).value!;
  expect(parameters.value("p")).toEqual(value);
  expect(parameters.shown("p")).toBe(shown);
});

test("given values go before the environment's defaults and those before the template's", () => {
  expect(bind("type: string, default: t", { p: "g" }, { p: "e" }).value?.value("p")).toBe("g");
  expect(bind("type: string, default: t", {}, { p: "e" }).value?.value("p")).toBe("e");
  expect(bind("type: string, default: t").value?.value("p")).toBe("t");
  expect(bind("type: string, default: t").value?.value("OS::project_id")).toBe("p1");
});

test("missing and unknown parameters", () => {
  expect(bind("type: string").diagnostics).toMatchObject([{ code: "missing-parameter", place: { line: 3 } }]);
  expect(bind("type: string, default: x", { pp: 1 }).diagnostics).toMatchObject([
    { code: "unknown-parameter", hint: 'did you mean "p"?' },
  ]);
});

test.each([
  ["type: number, constraints: [{ range: { min: 1, max: 5 } }]", 6, "must be at most 5"],
  ["type: string, constraints: [{ length: { min: 3 } }]", "ab", "must have a length of at least 3"],
  ["type: number, constraints: [{ modulo: { step: 10, offset: 3 } }]", 14, "must be 3 plus a multiple of 10"],
  ["type: string, constraints: [{ allowed_values: [a, b] }]", "c", "must be one of a, b"],
  ["type: comma_delimited_list, constraints: [{ allowed_values: [a, b] }]", "a,c", "must be one of a, b"],
  ["type: string, constraints: [{ allowed_pattern: '[a-z]+' }]", "abc1", "must match the pattern [a-z]+"],
  ["type: string, constraints: [{ allowed_pattern: '(a+)+b' }]", "a".repeat(5000), "too many steps"],
  ["type: number, constraints: [{ range: { max: 5 }, description: five at most }]", 6, "five at most"],
  ["type: number", "six", 'expects a number, got the text "six"'],
  ["type: json", "{", "expects a list, a map or their JSON text"],
])("%s refuses %j", (declaration, given, message) => {
  expect(bind(declaration, { p: given }).diagnostics).toMatchObject([
    { code: "parameter", message: expect.stringContaining(message) },
  ]);
  expect(bind(declaration).value).toBeUndefined();
});

test("a hidden value is never in a message, nor shown", () => {
  for (const type of ["number", "boolean", "json"]) {
    const { diagnostics } = bind(`type: ${type}, hidden: true`, { p: "s3cret" });
    expect(diagnostics).toHaveLength(1);
    expect(JSON.stringify(diagnostics)).not.toContain("s3cret");
  }
  expect(
    JSON.stringify(bind("type: string, hidden: true, constraints: [{ allowed_pattern: x }]", { p: "s3cret" })),
  ).not.toContain("s3cret");
  expect(bind("type: string, hidden: true", { p: "s3cret" }).value?.shown("p")).toBe("******");
});
