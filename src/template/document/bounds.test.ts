import { expect, test } from "vitest";
import { readTemplate } from "../read.ts";

const head = "heat_template_version: 2018-08-31\n";
/** Large enough that what grows with the square of it would run into the test's time limit. */
const BYTES = 120_000;
const many = (piece: string): string => piece.repeat(Math.ceil(BYTES / piece.length));
const numbered = (make: (at: number) => string): string => {
  const count = Math.ceil(BYTES / make(10_000).length);
  return Array.from({ length: count }, (_, at) => make(at)).join("");
};

interface Outcome {
  readonly code?: string;
  readonly message?: string;
}

/** What is wrong first; nothing where the text is a template. */
function outcome(text: string): Outcome {
  const { value, diagnostics } = readTemplate(text, { maxBytes: 10 * BYTES });
  expect(diagnostics.length).toBeLessThan(2100);
  const error = diagnostics.find(({ severity }) => severity === "error");
  expect(error === undefined).toBe(value !== undefined);
  return error === undefined ? {} : { code: error.code, message: error.message };
}

test.each<[string, string]>([
  ["one long line", `${head}description: ${many("x y ")}`],
  ["a long text in quotes", `${head}description: "${many("\\n x")}"`],
  ["many lines in quotes", `${head}description: 'a\n${many("x\n")}'`],
  ["many lines without quotes", `${head}description: a\n${many("  b c\n")}`],
  ["a long block", `${head}description: >\n${many("  b c\n")}`],
  ["many comments", `${head}${many("# comment\n")}`],
  ["a long comment", `${head}# ${many("x")}\n`],
  ["many line breaks", `${head}${many("\r")}`],
  ["many characters beyond the first plane", `${head}description: ${many("😀")}`],
  ["many resources", `${head}resources:\n${numbered((at) => `  r${at}: { type: T }\n`)}`],
  ["many outputs with functions", `${head}outputs:\n${numbered((at) => `  o${at}: { value: { get_file: x } }\n`)}`],
  ["many parameters", `${head}parameters:\n${numbered((at) => `  p${at}: { type: string }\n`)}`],
  ["a wide list", `${head}parameters: { p: { type: json, default: [${many("[],")}] } }`],
  ["a wide list of pairs", `${head}parameters: { p: { type: json, default: [${many("a: 1,")}] } }`],
  ["many aliases", `${head}parameters: { p: { type: json, default: [&x 1, ${many("*x ,")}] } }`],
  ["many anchors", `${head}parameters: { p: { type: json, default: [${numbered((at) => `&a${at} 1,`)}] } }`],
  ["many merges", `${head}parameters: { p: { type: json, default: [&x { a: 1 }, ${many("{<<: *x },")}] } }`],
  ["many tags", `${head}parameters: { p: { type: json, default: [${many("!!str x,")}] } }`],
  ["lines that begin further left", `${head}resources: {\n${numbered((at) => `r${at}: {type: T},\n`)}}`],
  ["many functions in one value", `${head}outputs: { o: { value: [${many("{ get_file: x },")}] } }`],
])("reads %s", (_, text) => {
  expect(outcome(text)).toEqual({});
});

const deep = 10_000;
const opened = (text: string): string => text.repeat(deep);

test.each<[string, string, string, string]>([
  ["lists in each other", `${head}a: ${opened("[")}${opened("]")}`, "limit", "nested too deeply"],
  ["lists never closed", `${head}a: ${many("[")}`, "limit", "nested too deeply"],
  ["maps in each other", `${head}a: ${opened("{a: ")}1${opened("}")}`, "limit", "nested too deeply"],
  ["items in each other", `${head}a:\n${opened("- ")}`, "limit", "nested too deeply"],
  ["keys in each other", `${head}${opened("? ")}`, "limit", "nested too deeply"],
  ["a staircase", head + Array.from({ length: 1000 }, (_, at) => `${" ".repeat(at)}a:\n`).join(""), "limit", "deeply"],
  ["JSON lists in each other", `{"a": ${opened("[")}${opened("]")}}`, "limit", "more than 100 deep"],
  ["JSON maps in each other", `{"a": ${opened('{"a":')}1${opened("}")}}`, "limit", "more than 100 deep"],
  ["aliases of aliases", `a: &a0 []\n${numbered((at) => `b${at}: &a${at + 1} [*a${at}]\n`)}`, "limit", "too deeply"],
  [
    "an alias bomb",
    `a: &a0 [x, x]\n${Array.from({ length: 40 }, (_, at) => `b${at}: &a${at + 1} [*a${at}, *a${at}]\n`).join("")}`,
    "limit",
    "aliases expand to too much",
  ],
  [
    "an alias bomb of maps",
    `a: &a0 { x: y }\n${Array.from({ length: 40 }, (_, at) => `b${at}: &a${at + 1} { a: *a${at}, b: *a${at} }\n`).join("")}`,
    "limit",
    "aliases expand to too much",
  ],
  [
    "a bomb of merges",
    `a: &x { ${numbered((at) => `k${at}: 1, `)} }\nb: [${"{<<: *x },".repeat(1000)}]`,
    "limit",
    "too many keys are merged",
  ],
  ["an open quote", `${head}a: '${many("x")}`, "syntax", "never closed"],
  ["open quotes", head + many("a: 'x\n"), "syntax", ""],
  ["many documents", many("---\n"), "syntax", "second document"],
  ["many NULs", head + many("\0"), "syntax", ""],
  ["half characters", `${head}description: ${many("\ud800")}`, "syntax", ""],
  ["unknown sections", head + numbered((at) => `k${at}: 1\n`), "section", "is no section"],
  ["a key given again and again", head + many("k: 1\n"), "section", "is no section"],
  ["resources that are none", `${head}resources:\n${numbered((at) => `  r${at}: []\n`)}`, "structure", "must be a map"],
  [
    "dependencies on what is not there",
    `${head}resources:\n${numbered((at) => `  r${at}: { type: T, depends_on: s${at} }\n`)}`,
    "reference",
    "is no resource",
  ],
])("refuses %s", (_, text, code, message) => {
  expect(outcome(text)).toEqual({ code, message: expect.stringContaining(message) });
});

test("of very many mistakes the first thousand are told, and how many more there are", () => {
  const { diagnostics } = readTemplate({
    heat_template_version: "2018-08-31",
    outputs: Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`o${at}`, {}])),
  });
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.at(-1)).toMatchObject({ severity: "error", message: "500 more errors are not shown" });
});
