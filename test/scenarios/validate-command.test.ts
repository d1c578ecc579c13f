import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { checkLocally } from "#bin/local-check.ts";
import { createProgram } from "#cli/program.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { createVirtualClock } from "../virtual-clock.ts";

/** Runs `calor validate` over files in `/here`; there is no service. */
async function run(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  terminal: { readonly isTTY: boolean; readonly columns?: number } = { isTTY: false },
): Promise<{ code: number; text: string }> {
  let text = "";
  const sink = { write: (more: string) => void (text += more), ...terminal };
  const program = createProgram({
    out: sink,
    err: sink,
    clock: createVirtualClock(),
    httpFor: () => () => Promise.reject(new TypeError("there is no service")),
    readFile: (path) => {
      const found = files[path.replace(/^\/here\//, "")];
      return found === undefined
        ? Promise.reject(Object.assign(new TypeError(path), { code: "ENOENT" }))
        : Promise.resolve(new TextEncoder().encode(found));
    },
    check: (sources) => Promise.resolve(checkLocally(sources)),
    env: { LANG: "C.UTF-8" },
    cwd: "/here",
    signal: new AbortController().signal,
  });
  const code = await program.run(["validate", ...args]);
  return { code, text };
}

const head = "heat_template_version: 2021-04-16\n";

test("a valid template says so and exits with 0; what is doubtful is shown", async () => {
  const template = `${head}outputs: { o: { value: { get_param: nothing } } }\n`;
  expect(await run({ "t.yaml": template }, ["t.yaml"])).toEqual({
    code: 0,
    text: `warning: there is no parameter "nothing" [parameter]
  at t.yaml:2:26  outputs.o.value.get_param
  2 │ outputs: { o: { value: { get_param: nothing } } }
    │                          ^^^^^^^^^
  hint: known are: OS::stack_id, OS::stack_name, OS::project_id

t.yaml is valid, with 1 warning
`,
  });
});

test("the caret stands under the place, whatever stands before it and however the lines end", async () => {
  const line = `  漢字😀: { type: OS::Heat::None, metadata: { "\\t": 1 },\tpropertis: {} }`;
  const { code, text } = await run({ "t.yaml": `${head}resources:\n${line}\n`.replaceAll("\n", "\r\n") }, ["t.yaml"]);
  expect(code).toBe(1);
  const [shown = "", caret = ""] = text.split("\n").slice(2, 4);
  // Three wide signs before it: as many columns more than characters.
  expect(shown.slice(6)).toBe(line.replace("\t", "    "));
  expect(caret.indexOf("^") - 3).toBe(shown.indexOf("propertis") - 1);
  expect(caret.trim().replace(/^│ +/, "")).toBe("^^^^^^^^^");
});

test("a long line is cut around the place, a template in one line of JSON too", async () => {
  const json = JSON.stringify({
    heat_template_version: "2021-04-16",
    description: "x".repeat(500),
    resources: { a: { type: "OS::Heat::None", propertis: {} } },
  });
  const { text } = await run({ "t.json": json }, ["t.json"], { isTTY: true, columns: 60 });
  const plain = stripVTControlCharacters(text);
  expect(plain.split("\n").filter((each) => each.length > 60 && each.includes("│"))).toEqual([]);
  const [shown = "", caret = ""] = plain.split("\n").filter((each) => each.includes("│"));
  expect(shown).toContain("…");
  expect(shown.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe('"propertis"');
});

test("files, environments and nested templates are told of by their own names and lines", async () => {
  const files = {
    "t.yaml": `${head}resources:\n  a: { type: nested/one.yaml }\n  b: { type: My::Thing }\n`,
    "nested/one.yaml": `${head}resources:\n  x: { type: two.yaml }\n`,
    "nested/two.yaml": `${head}resources:\n  y: { type: OS::Heat::Value, properties: { value: { get_file: gone.txt } } }\n  z: { type: OS::Heat::Valu }\n`,
    "e.yaml": "parameters: { size: 1 }\nresource_registry: { My::Thing: missing.yaml }\nparamters: {}\n",
  };
  const { code, text } = await run(files, ["t.yaml", "-e", "e.yaml", "--format", "json"]);
  expect(code).toBe(1);
  const { valid, diagnostics } = JSON.parse(text) as { valid: boolean; diagnostics: Diagnostic[] };
  expect(valid).toBe(false);
  expect(diagnostics.map(({ code: kind, place, hint }) => [place.file, place.line, place.column, kind, hint])).toEqual([
    ["t.yaml", 4, 8, "resource-type", undefined],
    ["e.yaml", 1, 15, "unknown-parameter", "it takes no parameters"],
    ["e.yaml", 2, 22, "reference", expect.anything()],
    ["e.yaml", 3, 1, "environment", 'did you mean "parameters"?'],
    ["nested/two.yaml", 3, 54, "reference", expect.anything()],
    ["nested/two.yaml", 4, 8, "resource-type", 'did you mean "OS::Heat::Value"?'],
  ]);
});

test("colours are for terminals only", async () => {
  const files = { "t.yaml": `${head}resorces: {}\n` };
  expect((await run(files, ["t.yaml"])).text).not.toContain("\u001b");
  expect((await run(files, ["t.yaml"], { isTTY: true, columns: 80 })).text).toContain("\u001b[31merror:");
});
