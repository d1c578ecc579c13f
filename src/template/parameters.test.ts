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
  ["string", [1, "a", null], "[1, 'a', None]", "[1, 'a', None]"],
  ["string", { a: true }, "{'a': True}", "{'a': True}"],
  ["number", "5.0", 5, "5.0"],
  ["number", "1e3", 1000, "1000.0"],
  ["number", " 1_000 ", 1000, "1000"],
  ["comma_delimited_list", [null, ["x"]], ["None", "['x']"], "None,['x']"],
  ["json", "", "", '""'],
  ["json", 5, 5, "5"],
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
  expect(bind("type: string, default: t", { p: null }, { p: null }).value?.value("p")).toBe("t");
  expect(bind("type: string", { p: null }).diagnostics).toMatchObject([{ code: "missing-parameter" }]);
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
  ["type: comma_delimited_list", 5, "expects a list, or text with commas"],
  ["type: number, constraints: [{ range: { min: null, max: 3 } }]", 4, "must be at most 3"],
  ["type: number, constraints: [{ modulo: { step: '2', offset: '1' } }]", 4, "must be 1 plus a multiple of 2"],
  ["type: string, constraints: [{ custom_constraint: mac_addr }]", "x", "is no MAC address"],
  ["type: comma_delimited_list, constraints: [{ custom_constraint: ip_addr }]", "1.2.3.4,x", "is no IP address"],
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

/** Codes of what is wrong with a declaration of a parameter, by Heat's answers. */
function schemaFaults(declaration: string, version = "2018-08-31"): readonly string[] {
  return readTemplate(`heat_template_version: ${version}\nparameters:\n  p: ${declaration}`)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

test.each([
  "5",
  "[]",
  "null",
  "{}",
  "{ type: String }",
  "{ type: string, tgas: [a] }",
  "{ type: string, tags: a }",
  "{ type: string, tags: null }",
  "{ type: string, constraints: {} }",
  "{ type: string, constraints: [5] }",
  "{ type: string, constraints: [null] }",
  "{ type: string, constraints: [{}] }",
  "{ type: string, constraints: [{ description: only }] }",
  "{ type: string, constraints: [{ lenght: { min: 1 } }] }",
  "{ type: string, constraints: [{ length: { min: 1 }, range: { min: 1 } }] }",
  "{ type: string, constraints: [{ length: {} }] }",
  "{ type: string, constraints: [{ length: { min: 1.5 } }] }",
  "{ type: string, constraints: [{ range: { min: 1 } }] }",
  "{ type: number, constraints: [{ range: { min: x } }] }",
  "{ type: number, constraints: [{ modulo: { step: 2 } }] }",
  "{ type: number, constraints: [{ modulo: { step: 0, offset: 0 } }] }",
  "{ type: number, constraints: [{ modulo: { step: 2, offset: 2 } }] }",
  "{ type: number, constraints: [{ modulo: { step: -2, offset: 1 } }] }",
  "{ type: string, constraints: [{ allowed_values: a }] }",
  "{ type: number, constraints: [{ allowed_pattern: a }] }",
])("the declaration %s is refused", (declaration) => {
  expect(schemaFaults(declaration)).toEqual(["parameter-schema"]);
});

test("what came with a version is refused before it", () => {
  const [tags, modulo] = [
    "{ type: string, tags: [a] }",
    "{ type: number, constraints: [{ modulo: { step: 2, offset: 1 } }] }",
  ];
  expect([schemaFaults(tags, "2017-09-01"), schemaFaults(tags, "2018-03-02")]).toEqual([["parameter-schema"], []]);
  expect([schemaFaults(modulo, "2016-10-14"), schemaFaults(modulo, "2017-02-24")]).toEqual([["parameter-schema"], []]);
});

test("a default that its own constraints refuse is a mistake of the declaration", () => {
  expect(bind("type: string, default: abc, constraints: [{ length: { max: 2 } }]").diagnostics).toMatchObject([
    { code: "parameter-schema" },
  ]);
  expect(bind("type: number, default: x").diagnostics).toMatchObject([{ code: "parameter" }]);
});

test.each([
  ["'false'", "******"],
  ["maybe", "******"],
  ["1", "******"],
  ["false", "x"],
  ["''", "x"],
  ["0", "x"],
])("hidden: %s shows %s", (hidden, shown) => {
  expect(bind(`type: string, default: x, hidden: ${hidden}`).value?.shown("p")).toBe(shown);
});
