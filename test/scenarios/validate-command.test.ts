import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { checkLocally } from "#bin/local-check.ts";
import { createProgram } from "#cli/program.ts";
import type { Http, HttpRequest, HttpResponse } from "#lib/ports.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { startApi } from "../api-scene.ts";
import { createVirtualClock } from "../virtual-clock.ts";

interface Around {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** The service; none where it is not given. */
  readonly http?: Http;
}

/** Runs `calor validate` over files in `/here`. */
async function run(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  { isTTY = false, columns = 80, http }: Around = {},
): Promise<{ code: number; text: string }> {
  let text = "";
  const sink = { write: (more: string) => void (text += more), isTTY, columns };
  const program = createProgram({
    out: sink,
    err: sink,
    clock: createVirtualClock(),
    httpFor: () => http ?? (() => Promise.reject(new TypeError("there is no service"))),
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
  const online = http === undefined ? [] : ["--cloud", "demo"];
  const code = await program.run([...online, "validate", ...args]);
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
    ["e.yaml", 2, 22, "file", expect.anything()],
    ["e.yaml", 3, 1, "environment", 'did you mean "parameters"?'],
    ["nested/two.yaml", 3, 54, "file", expect.anything()],
    ["nested/two.yaml", 4, 8, "resource-type", 'did you mean "OS::Heat::Value"?'],
  ]);
});

test("colours are for terminals only", async () => {
  const files = { "t.yaml": `${head}resorces: {}\n` };
  expect((await run(files, ["t.yaml"])).text).not.toContain("\u001b");
  expect((await run(files, ["t.yaml"], { isTTY: true, columns: 80 })).text).toContain("\u001b[31merror:");
});

test("with an endpoint the service is asked: the same diagnostics with the same lines, and those of files that cannot be read", async () => {
  await using api = await startApi();
  const token = {
    project: { id: "p" },
    user: { id: "u" },
    catalog: [{ type: "orchestration", endpoints: [{ interface: "public", url: "http://heat.test/v1/p" }] }],
  };
  const http = async ({ method, url, body }: HttpRequest): Promise<HttpResponse> => {
    const headers = { "x-subject-token": "member" };
    if (url.startsWith("http://keystone.test")) return { status: 201, headers, body: JSON.stringify({ token }) };
    const path = url.replace(/^http:\/\/heat.test\/v1\/[^/]*/, "");
    const answer = await api.call(method, path, body === undefined ? {} : { body: JSON.parse(String(body)) });
    return { status: answer.status, headers: answer.headers, body: answer.text };
  };
  const files = {
    "clouds.yaml":
      "clouds: { demo: { auth: { auth_url: 'http://keystone.test/v3', username: demo, password: x, project_name: p } } }\n",
    "t.yaml": `${head}resources:\n  a: { type: OS::Heat::Nne }\n  b: { type: OS::Heat::Value, properties: { value: { get_file: gone.txt } } }\n`,
    "w.yaml": `${head}outputs: { o: { value: { get_param: nothing } } }\n`,
  };
  const wrong = await run(files, ["t.yaml"], { http });
  // Lines are shown as they were sent.
  expect(wrong.text.replace('"file:///here/gone.txt"', "gone.txt")).toBe((await run(files, ["t.yaml"])).text);
  expect(wrong).toMatchObject({ code: 1, text: expect.stringContaining("2 errors") as string });
  const doubtful = await run(files, ["w.yaml"], { http });
  expect(doubtful).toEqual(await run(files, ["w.yaml"]));
  expect(doubtful.text).toContain("1 warning");
});
