import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathOfUrl } from "./file-url.ts";
import { inline, InlineFailure } from "./inline.ts";

let cwd = "";
const read = (url: string): Promise<Uint8Array> => readFile(pathOfUrl(url));
const files: Record<string, string | Uint8Array> = {
  "web.yaml": `heat_template_version: 2021-04-16
resources:
  # the comment keeps its line
  server:
    type: OS::Nova::Server
    properties:
      user_data: {get_file: scripts/boot.sh}
      personality: {/a: {get_file: "logo.bin"}}
  tier: {type: 'nested/tier.yaml', properties: {type: not a file}}
`,
  "scripts/boot.sh": "#!/bin/sh\necho hi\n",
  "logo.bin": new Uint8Array(100).fill(0xff),
  "nested/tier.yaml":
    "heat_template_version: 2021-04-16\nresources:\n  leaf: {type: ../leaf.yaml}\n  self: {type: tier.yaml}\n",
  "leaf.yaml": "heat_template_version: 2021-04-16\n",
  "env/one.yaml":
    "parameters: {a: 1, b: 2}\nresource_registry:\n  My::Leaf: ../leaf.yaml\n  My::None: OS::Heat::None\n  resources: {x: {hooks: pre-create, 'My::Tier': ../nested/tier.yaml}}\n",
  "env/two.yaml": "parameters: {b: 3}\n",
  "naming.yaml": "heat_template_version: 2021-04-16\nresources:\n  a:\n    properties: {x: {get_file: gone.txt}}\n",
  "wrong-environment.yaml": "parameters: {a: 1}\nparameterz: {b: 2}\n",
  "broken.yaml": "heat_template_version: 2021-04-16\nresources:\n  a: [1, 2\n",
};

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "calor-inline-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
});
afterAll(() => rm(cwd, { recursive: true }));

test("files and nested templates are sent under absolute URLs, the template's lines stay", async () => {
  const inlined = await inline({ template: "web.yaml", cwd, read });
  expect(Object.keys(inlined.files).toSorted()).toEqual(
    ["leaf.yaml", "logo.bin", "nested/tier.yaml", "scripts/boot.sh"].map((path) => `file://${cwd}/${path}`),
  );
  expect(inlined.template).toBe(
    (files["web.yaml"] as string)
      .replace("scripts/boot.sh", `"file://${cwd}/scripts/boot.sh"`)
      .replace('"logo.bin"', `"file://${cwd}/logo.bin"`)
      .replace("'nested/tier.yaml'", `"file://${cwd}/nested/tier.yaml"`),
  );
  expect(inlined.files[`file://${cwd}/nested/tier.yaml`]).toContain(`leaf: {type: "file://${cwd}/leaf.yaml"}`);
  expect(inlined.files[`file://${cwd}/scripts/boot.sh`]).toBe(files["scripts/boot.sh"]);
});

test("binary contents are sent in base64, in lines of 76", async () => {
  const { files: sent } = await inline({ template: "web.yaml", cwd, read });
  const lines = sent[`file://${cwd}/logo.bin`]?.split("\n") ?? [];
  expect(lines.map((line) => line.length)).toEqual([76, 60, 0]);
  expect(Buffer.from(lines.join(""), "base64")).toEqual(Buffer.from(files["logo.bin"] as Uint8Array));
});

test("environments are merged in order and their registry's files are sent", async () => {
  const inlined = await inline({ template: "leaf.yaml", environments: ["env/one.yaml", "env/two.yaml"], cwd, read });
  expect(inlined.environmentFiles).toEqual([`file://${cwd}/env/one.yaml`, `file://${cwd}/env/two.yaml`]);
  expect(inlined.environment).toEqual({
    parameters: { a: 1, b: 3 },
    resource_registry: {
      "My::Leaf": `file://${cwd}/leaf.yaml`,
      "My::None": "OS::Heat::None",
      resources: { x: { hooks: "pre-create", "My::Tier": `file://${cwd}/nested/tier.yaml` } },
    },
  });
  expect(Object.keys(inlined.files)).toContain(`file://${cwd}/nested/tier.yaml`);
});

test("a file that is not there and YAML that is none say where", async () => {
  await expect(inline({ template: "absent.yaml", cwd, read })).rejects.toThrow(
    /absent\.yaml cannot be read: it does not exist/,
  );
  const broken = await inline({ template: "broken.yaml", cwd, read }).catch((error: unknown) => error);
  expect(broken).toBeInstanceOf(InlineFailure);
  expect((broken as InlineFailure).where).toMatch(/broken\.yaml, line \d+, column \d+$/);
  const naming = await inline({ template: "naming.yaml", cwd, read }).catch((error: unknown) => error);
  expect((naming as InlineFailure).message).toMatch(/gone\.txt cannot be read: it does not exist/);
  expect((naming as InlineFailure).where).toMatch(/naming\.yaml, line 4, column 22$/);
  const environments = ["env/one.yaml", "wrong-environment.yaml"];
  const wrong = await inline({ template: "leaf.yaml", environments, cwd, read }).catch((error: unknown) => error);
  expect((wrong as InlineFailure).where).toMatch(/wrong-environment\.yaml, line 2, column 1$/);
  expect((wrong as InlineFailure).hint).toBe('did you mean "parameters"?');
});
