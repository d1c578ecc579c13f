import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpFailure, type Clock, type HttpRequest, type HttpResponse } from "#lib/ports.ts";
import { createProgram } from "./program.ts";
import type { CliPorts } from "./ports.ts";

const clouds = `clouds:
  demo: {auth: {auth_url: 'http://keystone.test/v3', username: demo, password: hush, project_name: demo}, region_name: One}
`;
const endpoints = [
  { interface: "public", region_id: "Two", url: "http://other.test/v1/p" },
  { interface: "public", region_id: "One", url: "http://heat.test/v1/p" },
];

/** A service that is one step further at each look at the stack. */
class Service {
  readonly requests: HttpRequest[] = [];
  readonly steps: readonly { readonly stack: string; readonly key: string; readonly reason?: string }[];
  #step = -1;
  constructor(steps: Service["steps"]) {
    this.steps = steps;
  }

  handle(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const path = request.url.replace(/\?.*$/, "");
    const answer = (status: number, body: unknown): HttpResponse => ({
      status,
      headers: { "x-subject-token": "t" },
      body: JSON.stringify(body),
    });
    const token = {
      project: { id: "p" },
      user: { id: "u" },
      expires_at: "2030-01-01T00:00:00Z",
      catalog: [{ type: "orchestration", endpoints }],
    };
    if (path === "http://keystone.test/v3/auth/tokens") return Promise.resolve(answer(201, { token }));
    return Promise.resolve(this.#heat(request, path.replace("http://heat.test/v1/p", ""), answer));
  }

  #heat(request: HttpRequest, path: string, answer: (status: number, body: unknown) => HttpResponse): HttpResponse {
    if (request.method === "POST") return answer(201, { stack: { id: "1" } });
    const step = this.steps[Math.min(this.#step, this.steps.length - 1)] ?? { stack: "", key: "" };
    switch (path) {
      case "/stacks/web/1": {
        this.#step++;
        const now = this.steps[Math.min(this.#step, this.steps.length - 1)];
        const outputs = [{ output_key: "address", output_value: "192.0.2.1" }];
        return answer(200, { stack: { id: "1", stack_name: "web", stack_status: now?.stack, outputs } });
      }
      case "/stacks/web/1/resources":
        return answer(200, {
          resources: [
            {
              resource_name: "key",
              resource_type: "OS::Nova::KeyPair",
              resource_status: step.key,
              resource_status_reason: step.reason,
            },
          ],
        });
      case "/stacks/web/1/events": {
        // Whatever the marker: a service that does not know it any more starts again from the first.
        const past = this.steps.slice(0, this.#step + 1);
        const events = past.map(({ key, reason }, at) => ({
          id: `e${at}`,
          resource_name: "key",
          resource_status: key,
          resource_status_reason: reason,
        }));
        return answer(200, { events });
      }
      default:
        return answer(404, { error: { type: "EntityNotFound", message: "The stack could not be found." } });
    }
  }
}

/** A service that streams its events too: the next one whenever the stack was looked at, in two pieces. */
class StreamingService extends Service {
  #hear: HttpRequest["onPiece"];
  #sent = 0;

  override async handle(request: HttpRequest): Promise<HttpResponse> {
    const path = request.url.replace(/\?.*$/, "");
    if (path.endsWith("/events/stream")) {
      this.requests.push(request);
      this.#hear = request.onPiece;
      this.#send();
      return new Promise((_resolve, reject) => {
        request.signal?.addEventListener("abort", () => reject(new HttpFailure("aborted", "called off")));
      });
    }
    const answer = await super.handle(request);
    if (path.endsWith("/stacks/web/1")) this.#send();
    return answer;
  }

  #send(): void {
    const event = { id: `e${this.#sent}`, resource_name: "key", resource_status: this.steps[this.#sent]?.key };
    this.#sent += 1;
    const text = `retry: 1000\n\n:\n\nid: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
    for (const piece of [text.slice(0, 40), text.slice(40)]) this.#hear?.(new TextEncoder().encode(piece));
  }
}

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "calor-cli-"));
  await writeFile(join(cwd, "clouds.yaml"), clouds);
  await writeFile(join(cwd, "web.yaml"), "heat_template_version: 2021-04-16\n");
});
afterEach(() => rm(cwd, { recursive: true }));

/** Runs a command; time passes by itself. */
async function run(
  service: Service,
  args: readonly string[],
  more: Partial<CliPorts> = {},
): Promise<{ code: number; out: string; err: string }> {
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    soon: queueMicrotask,
    after(delayMs, fire) {
      queueMicrotask(() => {
        nowMs += delayMs;
        fire();
      });
      return { cancel: () => undefined };
    },
  };
  const written = { out: "", err: "" };
  const ports: CliPorts = {
    out: { write: (text) => void (written.out += text), isTTY: false },
    err: { write: (text) => void (written.err += text), isTTY: false },
    clock,
    httpFor: () => (request) => service.handle(request),
    readFile: (path) => readFile(path),
    check: () => Promise.resolve([]),
    env: {},
    cwd,
    signal: new AbortController().signal,
    ...more,
  };
  const code = await createProgram(ports).run(args);
  return { code, ...written };
}

const create = ["--cloud", "demo", "stack", "create", "web", "-t", "web.yaml", "-P", "a=1"];

test("create watches until the end: a line for each change, then the outputs", async () => {
  const service = new Service([
    { stack: "CREATE_IN_PROGRESS", key: "CREATE_IN_PROGRESS" },
    { stack: "CREATE_COMPLETE", key: "CREATE_COMPLETE" },
  ]);
  const { code, out } = await run(service, create);
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "  0.0s  key  OS::Nova::KeyPair  CREATE_IN_PROGRESS",
    expect.stringMatching(/^ +0\.\ds {2}key {2}OS::Nova::KeyPair {2}CREATE_COMPLETE$/),
    "",
    "Outputs:",
    "  address  192.0.2.1",
    "",
  ]);
  const posted = service.requests.find(({ method, url }) => method === "POST" && url.endsWith("/stacks"));
  expect(JSON.parse(posted?.body as string)).toMatchObject({ stack_name: "web", parameters: { a: "1" } });
});

test("where the service streams events, they are listed once, at the end", async () => {
  const steps = ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"];
  const service = new StreamingService(steps.map((status) => ({ stack: status, key: status })));
  const { code, out } = await run(service, create);
  expect(code).toBe(0);
  expect(out.match(/CREATE_\w+/g)).toEqual(steps);
  const listings = service.requests.filter(({ url }) => /\/events\?/.test(url));
  expect(listings).toHaveLength(1);
  const stream = service.requests.find(({ url }) => url.endsWith("/stacks/web/1/events/stream?until=settled"));
  expect(stream?.signal?.aborted).toBe(true);
});

test("a failed create ends with 1 and its cause", async () => {
  const { code, out } = await run(
    new Service([{ stack: "CREATE_FAILED", key: "CREATE_FAILED", reason: "over quota" }]),
    create,
  );
  expect(code).toBe(1);
  expect(out).toMatch(/Cause:\n {2}✘ key \(OS::Nova::KeyPair\) {2}CREATE_FAILED\n {6}over quota\n/);
});

test("on a terminal the tree is redrawn in place, in colours unless NO_COLOR is set", async () => {
  for (const env of [{}, { NO_COLOR: "1" }]) {
    let screen = "";
    const out = { write: (text: string) => void (screen += text), isTTY: true, columns: 80, rows: 24 };
    const service = new Service([
      { stack: "CREATE_IN_PROGRESS", key: "CREATE_IN_PROGRESS" },
      { stack: "CREATE_COMPLETE", key: "CREATE_COMPLETE" },
    ]);
    await run(service, create, { out, env });
    expect(screen).toContain("\u001b[2A");
    expect(screen.includes("\u001b[32m")).toBe(!("NO_COLOR" in env));
    expect(screen.indexOf("\u001b[?25h")).toBeGreaterThan(screen.indexOf("\u001b[?25l"));
  }
});

test.each([
  [
    ["--cloud", "demo", "stack", "show", "gone"],
    1,
    /^Error: The stack could not be found\.\nWhere: calor .*\(404 EntityNotFound\)\nTo do: calor stack list/,
  ],
  [
    ["--cloud", "none", "stack", "list"],
    1,
    /^Error: there is no cloud named "none"\nWhere: .*clouds\.yaml.*\nTo do: use one of: demo\n$/,
  ],
  [["stack", "list"], 2, /^Error: no cloud is named\n/],
  [["--cloud", "demo", "stack", "create", "x", "-t", "no.yaml"], 1, /no\.yaml cannot be read: it does not exist/],
  [["--cloud", "demo", "stack", "create", "x", "-t", "web.yaml", "-P", "oops"], 2, /"oops" is no parameter/],
  [["stack", "creat"], 2, /unknown command/],
])("%j ends with %d and says what to do", async (args, expected, text) => {
  const { code, err } = await run(new Service([]), args);
  expect(err).toMatch(text);
  expect(code).toBe(expected);
});

test("adopt sends the file's data with the parameters; a file that is not there is told of", async () => {
  await writeFile(join(cwd, "data.json"), '{"name": "old"}');
  const adopt = ["--cloud", "demo", "stack", "adopt", "web", "-P", "a=1", "--rollback", "--no-wait", "--adopt-file"];
  const service = new Service([]);
  expect((await run(service, [...adopt, "data.json"])).code).toBe(0);
  const sent = service.requests.find(({ url }) => url.endsWith("/stacks"));
  expect(JSON.parse(String(sent?.body))).toEqual({
    stack_name: "web",
    adopt_stack_data: '{"name": "old"}',
    parameters: { a: "1" },
    disable_rollback: false,
  });
  const { code, err } = await run(service, [...adopt, "gone.json"]);
  expect(code).toBe(1);
  expect(err).toMatch(/^Error: the file cannot be read \(ENOENT\)\nWhere: gone\.json\nTo do: /);
});
