import fc from "fast-check";
import { expect, test } from "vitest";
import { readTemplate } from "./read.ts";

const hot = (text: string, version = "2018-08-31") => `heat_template_version: ${version}\n${text}`;

function onlyDiagnostic(source: string | object, options = {}) {
  const { value, diagnostics } = readTemplate(source, options);
  expect(diagnostics).toHaveLength(1);
  expect(value).toBeUndefined();
  return diagnostics[0]!;
}

test("reads YAML, JSON and objects to the same template", () => {
  const object = { heat_template_version: "2015-10-15", resources: { a: { type: "OS::Heat::None" } } };
  const yaml = "heat_template_version: 2015-10-15\nresources:\n  a: { type: 'OS::Heat::None' }\n";
  for (const source of [yaml, JSON.stringify(object), object]) {
    const { value, diagnostics } = readTemplate(source);
    expect(diagnostics).toEqual([]);
    expect(value?.document).toEqual(object);
    expect(value?.resources.get("a")?.type).toBe("OS::Heat::None");
  }
});

test("reads YAML's scalars as PyYAML does, dates staying text", () => {
  const { value } = readTemplate(
    hot(
      "parameters:\n  p: { type: json, default: [yes, OFF, 0755, 0x10, 1_000, 12:30:45, 2020-01-02, ~, '5', 1e3, 1.5e+3, .5, y, 190:20:30, 12345678901234567890] }",
    ),
  );
  expect(value?.parameters.get("p")?.default).toEqual([
    true,
    false,
    493,
    16,
    1000,
    45045,
    "2020-01-02",
    null,
    "5",
    "1e3",
    1500,
    0.5,
    "y",
    685230,
    "12345678901234567890",
  ]);
});

test("merges keys with << and shares what aliases name", () => {
  const { value, diagnostics } = readTemplate(
    hot(
      "resources:\n  a: &a\n    type: T\n    properties: &p { x: 1, y: 2 }\n  b:\n    <<: *a\n    properties: { <<: *p, y: 3 }\n",
    ),
  );
  expect(diagnostics).toEqual([]);
  expect(value?.document["resources"]).toMatchObject({ b: { type: "T", properties: { x: 1, y: 3 } } });
});

test("broken YAML is told with its line and column", () => {
  const diagnostic = onlyDiagnostic(hot("resources:\n  a:\n    type: [x\n"));
  expect(diagnostic).toMatchObject({ code: "syntax", message: expect.stringContaining("never closed") });
  expect(diagnostic.place.line).toBeGreaterThanOrEqual(4);
  expect(onlyDiagnostic(hot("resources:\n\ta: 1"))).toMatchObject({
    place: { line: 3 },
    message: expect.stringContaining("tab"),
  });
});

test("a key given twice is a warning and the last one counts", () => {
  const { value, diagnostics } = readTemplate(hot("description: a\ndescription: b"));
  expect(value?.description).toBe("b");
  expect(diagnostics).toMatchObject([{ severity: "warning", place: { line: 3, column: 1 } }]);
});

test.each([
  [hot("resourcse: {}"), "section", 2, 'did you mean "resources"?'],
  [hot("resources:\n  a:\n    type: T\n    propertys: {}"), "structure", 5, 'did you mean "properties"?'],
  [hot("parameters:\n  p: { type: strng }"), "parameter-schema", 3, 'did you mean "string"?'],
  [hot("resources:\n  web: { type: T }\n  b: { type: T, depends_on: wbe }"), "reference", 4, 'did you mean "web"?'],
  ["heat_template_version: 2018-08-32", "version", 1, "2018-08-31"],
  ["heat_template_versio: 2018-08-31", "format", 1, 'did you mean "heat_template_version"?'],
])("%j is told as %s in line %i", (source, code, line, hint) => {
  const diagnostic = onlyDiagnostic(source);
  expect(diagnostic).toMatchObject({ severity: "error", code, place: { line } });
  expect(diagnostic.hint).toContain(hint);
});

test("places in JSON are found too", () => {
  const text = JSON.stringify(
    { heat_template_version: "2018-08-31", resources: { a: { type: "T", "x\\y": 1 } } },
    null,
    2,
  );
  expect(onlyDiagnostic(text).place).toMatchObject({ line: 6, column: 7, path: ["resources", "a", "x\\y"] });
});

test("a function of another version is told from plain data", () => {
  const use = (call: string, version: string) => readTemplate(hot(`outputs: { o: { value: ${call} } }`, version));
  expect(use("{ str_split: [',', 'a,b'] }", "2014-10-16").diagnostics).toMatchObject([
    { severity: "warning", message: expect.stringContaining("2015-10-15") },
  ]);
  expect(use("{ 'Fn::Join': ['', []] }", "2015-04-30").diagnostics).toMatchObject([
    { severity: "error", message: expect.stringContaining("removed") },
  ]);
  expect(use("{ filter: all }", "2014-10-16").value).toBeDefined();
  expect(use("{ anything: all }", "2014-10-16").diagnostics).toEqual([]);
});

test("sizes, depths and aliases are bounded", () => {
  expect(onlyDiagnostic(hot("description: abc"), { maxBytes: 20 }).code).toBe("limit");
  expect(onlyDiagnostic({ heat_template_version: "2018-08-31", description: "abc" }, { maxBytes: 20 }).code).toBe(
    "limit",
  );
  expect(onlyDiagnostic(hot(`outputs: { o: { value: ${"[".repeat(200)}${"]".repeat(200)} } }`)).code).toBe("limit");
  expect(onlyDiagnostic(`{"outputs": ${"[".repeat(5000)}${"]".repeat(5000)}}`).code).toBe("limit");
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 12; at++)
    bomb.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(", ")}]`);
  expect(onlyDiagnostic(hot(bomb.join("\n")))).toMatchObject({
    code: "limit",
    message: expect.stringContaining("aliases"),
  });
  expect(onlyDiagnostic(hot("resources: &r { a: *r }")).code).toBe("syntax");
});

test("a mistake in the branch of an if that may not be chosen is a warning", () => {
  const { value, diagnostics } = readTemplate(
    hot("conditions: { c: false }\noutputs: { o: { value: { if: [c, { list_join: x }, 1] } } }"),
  );
  expect(value).toBeDefined();
  expect(diagnostics).toMatchObject([{ severity: "warning", code: "function" }]);
});

test("never throws, whatever the text", () => {
  const pieces = fc.constantFrom(
    "heat_template_version: 2018-08-31\n",
    "resources:",
    "\n  ",
    "a: ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: ",
    "!!set ",
    "get_param",
    "'",
    '"',
    "type: T",
    "|\n",
    "? ",
    "\t",
    "if: ",
    "\0",
    "\ud800",
    "---\n",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join("")),
      ),
      (text) => {
        expect(readTemplate(text).diagnostics).toBeInstanceOf(Array);
      },
    ),
  );
});

test("never throws, whatever the object", () => {
  const section = fc.dictionary(
    fc.string(),
    fc.dictionary(
      fc.constantFrom("type", "properties", "value", "default", "constraints", "depends_on", "condition"),
      fc.jsonValue(),
    ),
  );
  const templates = fc.record(
    {
      heat_template_version: fc.constantFrom("2013-05-23", "2016-10-14", "wallaby"),
      parameters: section,
      resources: section,
      outputs: section,
      conditions: fc.jsonValue(),
      parameter_groups: fc.jsonValue(),
    },
    { requiredKeys: ["heat_template_version"] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.object({ withBigInt: true, withDate: true, withMap: true }), templates), (object) => {
      expect(readTemplate(object).diagnostics).toBeInstanceOf(Array);
    }),
  );
});
