import { expect, test } from "vitest";
import type { CliPorts } from "#cli/ports.ts";
import { checkLocally } from "#bin/local-check.ts";
import { createProgram } from "#cli/program.ts";
import type { HttpRequest, HttpResponse } from "#lib/ports.ts";
import type { ApiScene } from "../api-scene.ts";
import { startApi } from "../api-scene.ts";

const template = (more = "") => `
heat_template_version: 2018-08-31
parameters:
  size: { type: number, default: 8 }
  password: { type: string, hidden: true, default: hush-hush }
resources:
  text: { type: OS::Heat::RandomString, properties: { length: { get_param: size } } }
  shown: { type: OS::Heat::TestResource, properties: { value: { get_attr: [text, value] } } }
  keys: { type: OS::Heat::TestResource, properties: { value: { get_param: password } } }
  part: { type: child.yaml, properties: { size: { get_param: size } } }
${more}
`;
const child = `
heat_template_version: 2018-08-31
parameters: { size: { type: number } }
resources:
  inner: { type: OS::Heat::TestResource, properties: { value: { get_param: size } } }
`;
const clouds = `
clouds:
  demo: { auth: { auth_url: "http://keystone.test/v3", username: demo, password: x, project_name: demo } }
`;

/** Runs `calor` on the API; the templates are as the caller has them now. */
async function run(
  api: ApiScene,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  out: Partial<CliPorts["out"]> = {},
): Promise<{ code: number; lines: string[] }> {
  const token = {
    project: { id: "p" },
    user: { id: "u" },
    expires_at: "2040-01-01T00:00:00Z",
    catalog: [{ type: "orchestration", endpoints: [{ interface: "public", url: "http://heat.test/v1/p" }] }],
  };
  const http = async ({ method, url, body }: HttpRequest): Promise<HttpResponse> => {
    if (url.startsWith("http://keystone.test")) {
      return { status: 201, headers: { "x-subject-token": "member" }, body: JSON.stringify({ token }) };
    }
    const path = url.replace(/^http:\/\/heat.test\/v1\/p/, "");
    const answer = await api.call(method, path, body === undefined ? {} : { body });
    return { status: answer.status, headers: answer.headers, body: answer.text };
  };
  let written = "";
  const sink = { write: (text: string) => void (written += text), isTTY: false };
  const code = await createProgram({
    out: { ...sink, ...out },
    err: sink,
    clock: api.calor.clock,
    httpFor: () => http,
    check: (sources) => Promise.resolve(checkLocally(sources)),
    readFile: (path) => {
      const text = path.endsWith("clouds.yaml") ? clouds : files[path.replace(/^\/here\//, "")];
      if (text === undefined) return Promise.reject(Object.assign(new TypeError(path), { code: "ENOENT" }));
      return Promise.resolve(new TextEncoder().encode(text));
    },
    env: { OS_CLOUD: "demo" },
    cwd: "/here",
    signal: new AbortController().signal,
  }).run(["plan", ...args]);
  return { code, lines: written.trimEnd().split("\n") };
}

test("calor plan: what would be created; nothing to do; a readable diff with its causes, and the exit codes", async () => {
  await using api = await startApi();
  const files = { "web.yaml": template(), "child.yaml": child };
  const args = ["web", "-t", "web.yaml", "--detailed-exitcode"];
  const created = await run(api, files, args);
  expect(created).toMatchObject({ code: 2 });
  expect(created.lines.at(0)).toBe("  + text (OS::Heat::RandomString)  create");
  expect(created.lines).toContain("      + inner (OS::Heat::TestResource)  create");
  expect(created.lines.at(-1)).toBe("Plan: 5 to create, 0 to update in place, 0 to replace, 0 to delete; 0 unchanged.");
  const sent = { "file:///here/child.yaml": child };
  const stack = await api.calor.create(template().replace("child.yaml", "file:///here/child.yaml"), {
    files: sent,
    name: "web",
  });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(await run(api, files, args)).toEqual({
    code: 0,
    lines: ["No changes: the stack is what the template asks for."],
  });
  const changed = { ...files, "web.yaml": template("  more: { type: OS::Heat::None }").replace(/ {2}keys.*\n/, "") };
  const change = await run(api, changed, ["web", "-t", "web.yaml", "-P", "size=9", "-P", "password=new-hush"]);
  expect(change.code).toBe(0);
  expect(change.lines).toEqual([
    "-/+ text (OS::Heat::RandomString)  replace",
    "      length: 8 → 9  (not changeable in place)",
    "        parameter size: 8 → 9",
    "  ? shown (OS::Heat::TestResource)  may be left as it is, updated in place or replaced",
    "      value: known only in the run",
    "        ? depends on attribute value of text, which is replaced",
    "  ~ part (child.yaml)  update in place",
    "      size: 8 → 9",
    "        parameter size: 8 → 9",
    "      ~ inner (OS::Heat::TestResource)  update in place",
    '          value: "8" → "9"',
    "            parameter size: 8 → 9",
    "  + more (OS::Heat::None)  create",
    "  - keys (OS::Heat::TestResource)  delete",
    "      the template has it no more",
    "",
    "Plan: 1 to create, 2 to update in place, 1 to replace, 1 to delete, 1 decided in the run; 0 unchanged.",
  ]);
});

test("calor plan on a terminal has colours; a wrong template is refused with its place", async () => {
  await using api = await startApi();
  const files = { "web.yaml": template(), "child.yaml": child };
  let text = "";
  const terminal = { isTTY: true, write: (more: string) => void (text += more) };
  expect((await run(api, files, ["web", "-t", "web.yaml", "--properties"], terminal)).code).toBe(0);
  expect(text).toContain("\u001b[32m  +\u001b[39m");
  expect(text).toContain("length = 8");
  expect(text).toContain("value = ******");
  const wrong = await run(api, { ...files, "web.yaml": template("  bad: { type: No::Such }") }, [
    "web",
    "-t",
    "web.yaml",
  ]);
  expect(wrong.code).toBe(1);
  expect(wrong.lines.join("\n")).toMatch(/No::Such.*\[line \d+/);
});
