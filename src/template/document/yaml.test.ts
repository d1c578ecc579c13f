import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readDocument } from "./read-document.ts";

interface Recorded {
  readonly text: string;
  readonly value?: unknown;
  readonly refused?: string;
}

/** What PyYAML made of each text: `test/oracles/pyyaml/record.py`. */
const corpus = JSON.parse(
  readFileSync(new URL("../../../test/oracles/pyyaml/corpus.json", import.meta.url), "utf8"),
) as readonly Recorded[];

/** Texts that are read otherwise than PyYAML reads them. */
const otherwise: ReadonlySet<string> = new Set([
  "a: -.inf", // JSON has no infinity: it stays text
  'a: "x\u0085y"', // a line break in YAML 1.1 only
  // Refused, though PyYAML reads it:
  "a: 'b'#c",
  "a: |# c\n  x\n",
  "a: [-]",
  "a: [-, b]",
  // Read as YAML 1.2 does:
  "a: [?b]",
  "a: {?b: c}",
]);

/** Texts that are read though PyYAML refuses them: they cannot be meant otherwise. */
const lenient: ReadonlySet<string> = new Set([
  "[::1]",
  "a: [:b]",
  "a: [b:]",
  "...",
  "%FOO x\n---\na: 1",
  "-\ta",
  "- a\n-\tb",
  "a: b\n\t",
  "\t",
  "\n\t\na: b",
  "a: b\n\t\nc: d",
  "a:\n  - b\n\t\n  - c",
  "# c\n\t# d\na: b",
  "a: b\n\t# c",
  "a: x\u2028y",
  "a: x\u2029y",
  "a: x\u0085y",
  "# \u0001\na: 1",
  "a: &x-y_z.1 1\nb: *x-y_z.1",
  "a: &é 1\nb: *é",
  "a: &x:y 1\nb: *x:y",
  ": b",
  "{: b}",
  "{a\n: b}",
  'a: "\\ud83d\\ude00"',
  "a: [!!str]",
  `${"x".repeat(1025)}: 1`,
  `'${"x".repeat(1100)}': 1`,
]);

/** The value of a text, or that it is refused. A document must be a map, so what is not one is put into one. */
function read(text: string): { readonly value?: unknown; readonly refused?: true } {
  const { source, diagnostics } = readDocument(text, { what: "text" });
  if (source !== undefined) return { value: source.value };
  const [failure] = diagnostics;
  return failure?.code === "format" && failure.message.includes("must be a map") ? {} : { refused: true };
}

test("means what PyYAML takes it to mean", () => {
  const different = corpus.filter(({ text, value, refused }) => {
    const found = read(text);
    if (refused !== undefined) return found.refused !== true;
    // An empty text is an empty template.
    const expected = value === null ? {} : value;
    if (typeof expected !== "object" || Array.isArray(expected)) return found.refused === true;
    return JSON.stringify(sorted(found.value)) !== JSON.stringify(sorted(expected));
  });
  const isKnown = ({ text }: Recorded): boolean => otherwise.has(text) || lenient.has(text);
  expect(different.filter((each) => !isKnown(each))).toEqual([]);
  expect(different.filter(isKnown)).toHaveLength(otherwise.size + lenient.size);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

test.each([
  ["a: =", 'the text is not valid YAML: "=" has a meaning of its own here: put it in quotes', 1, 4],
  ["a: 1\nb: !Ref x", 'the text is not valid YAML: the tag "!Ref" cannot be used here', 2, 4],
  ["a: &x 1\nb: &x 2", 'the text is not valid YAML: the anchor "&x" is given twice; which one is meant by "*x"?', 2, 4],
  ["? [a]\n: b", "the text is not valid YAML: a key must be text, not a list or a map", 1, 3],
  ["a: 1\n---\nb: 1", "the text is not valid YAML: there is a second document in the text; one is expected", 2, 1],
  [
    "a: {\nb: 1,\nc: *nowhere }",
    'the text is not valid YAML: "*nowhere" refers to an anchor "&nowhere" that is nowhere above',
    3,
    4,
  ],
  ["a: 'x\ny\nb: 1", "the text is not valid YAML: a quote is opened and never closed", 3, 5],
  ["a:\n  b: \0", "the text is not valid YAML: the text contains a character that cannot be printed", 2, 6],
])("%j is refused with its place", (text, message, line, column) => {
  expect(readDocument(text, { what: "text" }).diagnostics).toMatchObject([{ message, place: { line, column } }]);
});

test("lines inside of brackets and quotes may begin anywhere, and keep their places", () => {
  const text = "a:\n  b: {\nc: [1,\n2],\n  # comment with [ and '\nd: 'x\ny' }\n  e: |\n    [ 'no flow\n  f: end\n";
  const { source } = readDocument(text, { what: "text" });
  expect(source?.value).toEqual({ a: { b: { c: [1, 2], d: "x y" }, e: "[ 'no flow\n", f: "end" } });
  expect(source?.place(["a", "b", "d"])).toMatchObject({ line: 6, column: 1 });
  expect(source?.place(["a", "f"])).toMatchObject({ line: 10, column: 3 });
});

test.each(["\n", "\r\n", "\r"])("lines end with %j", (end) => {
  const { source } = readDocument(["a: |", "  x", "  y", "b:", "  c: 1", ""].join(end), { what: "text" });
  expect(source?.value).toEqual({ a: "x\ny\n", b: { c: 1 } });
  expect(source?.place(["b", "c"])).toMatchObject({ line: 5, column: 3 });
});

test.each([
  ["a: 1\na: 2", 2, 1],
  ["a: {\nb: 1,\n'b': 2 }", 3, 1],
  ['{\n  "a": 1,\n  "b": {"c": ":", "c": 2}\n}', 3, 19],
])("in %j the last of two equal keys counts, with a warning", (text, line, column) => {
  const { source, diagnostics } = readDocument(text, { what: "text" });
  expect(source).toBeDefined();
  expect(diagnostics).toMatchObject([{ severity: "warning", place: { line, column } }]);
});
