import { afterAll, beforeAll, expect, test } from "vitest";
import { skipWithoutClient, startClientScene, type ClientScene } from "./client-scene.ts";
import { column, type OpenstackClient } from "./openstack-client.ts";

// The tests follow each other: each goes on with the stacks that the ones before it made.

let scene: ClientScene;
let demo: OpenstackClient;

const id = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
const times = ["creation_time", "updated_time"];
const shownStack = ["id", "stack_name", "description", ...times, "stack_status", "stack_status_reason"];

const web = ["-t", "web-application.yaml"] as const;
const segments = ["-t", "nested.yaml", "-e", "nested/environment.yaml"] as const;
const failing = `
heat_template_version: 2018-08-31
resources:
  good: { type: OS::Heat::TestResource, properties: { value: x } }
  bad: { type: OS::Heat::TestResource, depends_on: good, properties: { fail: true } }
`;

const statusOf = async (stack: string): Promise<unknown> => (await demo.json("stack", "show", stack))["stack_status"];

skipWithoutClient();
beforeAll(async () => {
  const started = await startClientScene();
  if (started === undefined) return;
  scene = started;
  ({ demo } = started);
});
afterAll(() => scene?.stop());

test("create waits, with a file inlined and a parameter", async () => {
  const args = ["stack", "create", "web", ...web, "--parameter", "volume_size=2", "--wait", "--poll", "1"];
  const result = await demo.run(...args, "-f", "json");
  expect(result).toMatchObject({ code: 0, stderr: "" });
  expect(result.stdout).toMatch(/^\S+ \S+Z \[web\]: CREATE_IN_PROGRESS {2}Stack CREATE started$/m);
  expect(result.stdout).toMatch(/^\S+ \S+Z \[web\.web_server\]: CREATE_COMPLETE {2}\S/m);
  expect(result.stdout).toMatch(/^\S+ \S+Z \[web\]: CREATE_COMPLETE {2}\S/m);
  const shown = JSON.parse(result.stdout.slice(result.stdout.indexOf("\n{"))) as Record<string, unknown>;
  expect(Object.keys(shown)).toEqual(shownStack);
  expect(shown).toMatchObject({ id, stack_name: "web", stack_status: "CREATE_COMPLETE", updated_time: null });
  const files = await demo.json("stack", "file", "list", "web");
  expect(Object.keys(files["files"] ?? {}).map((url) => url.replace(/.*\//, ""))).toEqual(["key.pub", "user-data.sh"]);
});

test("create with an environment's nested template, tags, rollback and a timeout", async () => {
  const more = ["--parameter", "prefix=10.62", "--tags", "team,blue", "--enable-rollback", "--timeout", "5"];
  const created = await demo.json("stack", "create", "segments", ...segments, ...more, "--wait", "--poll", "1");
  expect(created).toMatchObject({ stack_name: "segments", stack_status: "CREATE_COMPLETE" });
  const shown = await demo.json("stack", "show", "segments");
  expect(Object.keys(shown).slice(0, 10)).toEqual([...shownStack, "parameters", "outputs", "links"]);
  expect(shown).toMatchObject({
    // As Heat's: what an environment file says wins over the request's own parameters.
    parameters: { prefix: "10.61", "OS::stack_name": "segments" },
    tags: ["team", "blue"],
    disable_rollback: false,
    timeout_mins: 5,
    creation_time: time,
    updated_time: null,
  });
  expect(column(shown["outputs"] ?? [], "output_key")).toEqual(["front_address", "front_network"]);
  expect((await demo.json("stack", "show", "segments", "--no-resolve-outputs"))["outputs"]).toBeUndefined();
});

test("list: columns, filters, tags, order, pages, nested stacks", async () => {
  const list = async (...args: readonly string[]): Promise<string[]> =>
    (await demo.json("stack", "list", ...args)).map((each) => String(each["Stack Name"]));
  expect((await demo.json("stack", "list"))[0]).toEqual({
    ID: id,
    "Stack Name": "segments",
    "Stack Status": "CREATE_COMPLETE",
    "Creation Time": time,
    "Updated Time": null,
  });
  expect(Object.keys((await demo.json("stack", "list", "--short"))[0] ?? {})).toEqual([
    "ID",
    "Stack Name",
    "Stack Status",
  ]);
  expect(await list("--sort", "stack_name:asc")).toEqual(["first", "segments", "web"]);
  expect(await list("--property", "name=web")).toEqual(["web"]);
  expect(await list("--property", "status=FAILED")).toEqual([]);
  expect(await list("--limit", "1")).toHaveLength(1);
  expect(await list("--tags", "blue,team")).toEqual(["segments"]);
  expect(await list("--tags", "blue,red", "--tag-mode", "any")).toEqual(["segments"]);
  expect((await list("--tags", "blue", "--tag-mode", "not")).sort()).toEqual(["first", "web"]);
  const nested = await demo.json("stack", "list", "--nested");
  const root = nested.find((each) => (each["Stack Name"] as unknown) === "segments");
  expect(nested.filter((each) => each["Parent"] === root?.["ID"])).toHaveLength(2);
});

test("resource list: depth and filters", async () => {
  const plain = await demo.json("stack", "resource", "list", "web");
  expect(plain).toHaveLength(13);
  expect(plain.find((each) => (each["resource_name"] as unknown) === "volume")).toEqual({
    resource_name: "volume",
    physical_resource_id: id,
    resource_type: "OS::Cinder::Volume",
    resource_status: "CREATE_COMPLETE",
    updated_time: time,
  });
  const servers = ["--filter", "type=OS::Nova::Server", "--filter", "status=COMPLETE"];
  expect(column(await demo.json("stack", "resource", "list", "web", ...servers), "resource_name")).toEqual([
    "database_server",
    "web_server",
  ]);
  const deep = await demo.json("stack", "resource", "list", "segments", "-n", "2");
  expect(column(deep, "resource_name").filter((name) => name === "subnet")).toHaveLength(2);
  expect(deep.every((each) => "stack_name" in each)).toBe(true);
  expect(await demo.refusal("stack", "resource", "list", "web", "--filter", "colour=red")).toContain("colour");
});

test("resource show is the cloud's object with what else is asked for; metadata; a nested stack is linked", async () => {
  const server = await demo.json("stack", "resource", "show", "web", "web_server", "--with-attr", "first_address");
  expect(server).toMatchObject({
    resource_name: "web_server",
    logical_resource_id: "web_server",
    resource_type: "OS::Nova::Server",
    physical_resource_id: id,
    required_by: [],
    attributes: { status: "ACTIVE", first_address: expect.stringMatching(/^192\.168\.55\./) as string },
  });
  const front = await demo.json("stack", "resource", "show", "segments", "front");
  expect(column(front["links"] ?? [], "rel")).toEqual(["nested", "self", "stack"]);
  expect(front["required_by"]).toEqual(["front_interface"]);
  expect(await demo.json("stack", "resource", "metadata", "web", "web_server")).toEqual({});
  expect(await demo.refusal("stack", "resource", "show", "web", "nothing")).toBe(
    "Stack or resource not found: web nothing",
  );
});

test("event list as log and table, nested, of one resource; event show", async () => {
  const log = await demo.run("stack", "event", "list", "segments", "--nested-depth", "1");
  expect(log.stdout).toMatch(/^\S+ \S+Z \[segments\.front\.subnet\]: CREATE_COMPLETE {2}\S/m);
  const volume = await demo.json("stack", "event", "list", "web", "--resource", "volume");
  expect(column(volume, "resource_status")).toEqual(["CREATE_COMPLETE", "CREATE_IN_PROGRESS"]);
  expect(volume[0]).toMatchObject({ resource_name: "volume", logical_resource_id: "volume", id, event_time: time });
  const nested = await demo.json("stack", "event", "list", "segments", "--nested-depth", "1");
  expect(new Set(column(nested, "stack_name")).size).toBe(3);
  const two = await demo.json("stack", "event", "list", "web", "--limit", "2", "--sort", "event_time:desc");
  expect(two.map((each) => each["resource_status"])).toEqual(["CREATE_COMPLETE", "CREATE_COMPLETE"]);
  const shown = await demo.json("stack", "event", "show", "web", "volume", String(volume[1]?.["id"]));
  expect(shown).toMatchObject({ resource_name: "volume", resource_type: "OS::Cinder::Volume" });
  expect(await demo.refusal("stack", "event", "list", "web", "--resource", "nothing")).toContain("nothing");
});

test("outputs, template and environment are shown", async () => {
  expect(column(await demo.json("stack", "output", "list", "web"), "output_key")).toEqual([
    "database_address",
    "url",
    "volume_id",
    "web_address",
  ]);
  expect(await demo.json("stack", "output", "show", "web", "url")).toEqual({
    description: "Where the application answers",
    output_key: "url",
    output_value: expect.stringMatching(/^http:\/\/203\.0\.113\.\d+\/$/) as string,
  });
  expect(Object.keys(await demo.json("stack", "output", "show", "segments", "--all"))).toEqual([
    "front_network",
    "front_address",
  ]);
  expect(await demo.refusal("stack", "output", "show", "web", "nothing")).toBe(
    "Stack web or output nothing not found.",
  );
  expect(await demo.json("stack", "template", "show", "web")).toMatchObject({
    heat_template_version: "2018-08-31",
    resources: { network: { type: "OS::Neutron::Net" } },
  });
  expect(await demo.json("stack", "environment", "show", "segments")).toMatchObject({
    parameters: { prefix: "10.61" },
    resource_registry: { resources: {}, "Example::Segment": expect.stringContaining("segment.yaml") as string },
  });
});

test("dry runs: what creating and updating would do, as Heat shows it; nothing is done", async () => {
  const created = await demo.json("stack", "create", "--dry-run", "other", ...segments);
  expect(created).toMatchObject({ stack_name: "other", id: "None", updated_time: null });
  expect(Object.keys(created)).toEqual(Object.keys(created).sort());
  const names = (list: unknown): string[] =>
    (JSON.parse(String(list)) as Record<string, string>[])
      .map((each) => [each["parent_resource"], each["resource_name"]].filter(Boolean).join("/"))
      .sort();
  const lists = async (...args: string[]): Promise<Record<string, string[]>> => {
    const shown = (await demo.json("stack", "update", "--dry-run", ...args)) as unknown as Record<string, unknown>;
    expect(Object.keys(shown)).toEqual(["added", "deleted", "replaced", "unchanged", "updated"]);
    return Object.fromEntries(Object.entries(shown).map(([name, list]) => [name, names(list)]));
  };
  const other = scene.file("other-prefix.yaml", 'parameters: { prefix: "10.77" }');
  const nested = await lists("--show-nested", ...segments, "-e", other, "segments");
  expect(nested).toMatchObject({
    replaced: ["back/subnet", "back_interface", "front/subnet", "front_interface"],
    updated: ["back", "front", "front/port"],
    unchanged: ["back/network", "front/network", "router"],
  });
  const patched = await lists("--existing", "--parameter", "volume_size=3", "web");
  expect(patched).toMatchObject({ added: [], deleted: [], replaced: [], updated: ["volume"] });
  expect(await statusOf("web")).toBe("CREATE_COMPLETE");
  expect(await demo.refusal("stack", "create", "--dry-run", "web", ...web)).toContain("web");
});

test("update: a whole new definition (PUT), then a parameter of the existing one (PATCH)", async () => {
  const put = await demo.json("stack", "update", "web", ...web, "--parameter", "volume_size=3", "--wait");
  expect(put).toMatchObject({ stack_status: "UPDATE_COMPLETE", updated_time: time });
  expect((await demo.json("volume", "list"))[0]).toMatchObject({ Size: 3, Status: "in-use" });
  const patch = await demo.run(
    "stack",
    "update",
    "web",
    "--existing",
    "--parameter",
    "greeting=Hi",
    "--tags",
    "red",
    "--wait",
  );
  expect(patch).toMatchObject({ code: 0, stderr: "" });
  expect(patch.stdout).toMatch(/\[web\.web_server\]: CREATE_COMPLETE/);
  expect(await demo.json("stack", "show", "web")).toMatchObject({
    stack_status: "UPDATE_COMPLETE",
    parameters: { greeting: "Hi", volume_size: "3" },
    tags: ["red"],
  });
});

test("suspend, resume and check wait for the servers", async () => {
  const wait = async (action: string): Promise<unknown> => {
    expect(await demo.run("stack", action, "web", "--wait")).toMatchObject({ code: 0, stderr: "" });
    return [await statusOf("web"), ...new Set(column(await demo.json("server", "list"), "Status"))];
  };
  expect(await wait("suspend")).toEqual(["SUSPEND_COMPLETE", "SUSPENDED"]);
  expect(await demo.refusal("stack", "update", "web", "--existing")).toContain("SUSPEND_COMPLETE");
  expect(await wait("resume")).toEqual(["RESUME_COMPLETE", "ACTIVE"]);
  expect(await wait("check")).toEqual(["CHECK_COMPLETE", "ACTIVE"]);
});

test("a resource is marked as broken; signals are refused where nobody understands them", async () => {
  const volume = ["web", "volume"];
  expect(await demo.refusal("stack", "resource", "signal", ...volume)).toContain("understands no signals");
  const mark = await demo.run("stack", "resource", "mark", "unhealthy", ...volume, "it is slow");
  expect(mark).toMatchObject({ code: 0, stderr: "" });
  const marked = { resource_status: "CHECK_FAILED", resource_status_reason: "it is slow" };
  expect(await demo.json("stack", "resource", "show", ...volume)).toMatchObject(marked);
  const reset = await demo.run("stack", "resource", "mark", "unhealthy", "--reset", ...volume);
  expect(reset).toMatchObject({ code: 0, stderr: "" });
});

test("a create that fails says where and why", async () => {
  const template = scene.file("failing.yaml", failing);
  const result = await demo.run("stack", "create", "broken", "-t", template, "--wait", "--poll", "1");
  expect(result.code).toBe(1);
  expect(result.stdout).toMatch(/\[broken\.bad\]: CREATE_FAILED {2}.*resources\.bad: /);
  expect(result.stderr).toContain("Stack broken CREATE_FAILED");
  for (const more of [[], ["--long"]]) {
    const failures = await demo.run("stack", "failures", "list", "broken", ...more);
    expect(failures.stdout).toMatch(/^broken\.bad:\n {2}resource_type: OS::Heat::TestResource\n/);
    expect(failures.stdout).toMatch(/^ {2}status: CREATE_FAILED\n {2}status_reason: \|\n {4}.*resources\.bad: /m);
  }
});

test("with rollback, a create that fails goes back to nothing, and a failing update to what was", async () => {
  const template = scene.file("failing.yaml", failing);
  const created = await demo.run(
    "stack",
    "create",
    "undone",
    "-t",
    template,
    "--enable-rollback",
    "--wait",
    "--poll",
    "1",
  );
  expect(created.code).toBe(1);
  await expect.poll(() => statusOf("undone"), { timeout: 10_000 }).toBe("ROLLBACK_COMPLETE");
  expect(await demo.json("stack", "resource", "list", "undone")).toEqual([]);
  const updated = await demo.run("stack", "update", "first", "-t", template, "--rollback", "enabled", "--wait");
  expect(updated.code).toBe(1);
  await expect.poll(() => statusOf("first"), { timeout: 10_000 }).toBe("ROLLBACK_COMPLETE");
  expect(column(await demo.json("stack", "resource", "list", "first"), "resource_name")).toEqual(["value"]);
});

test("delete waits and leaves nothing; deleted stacks are listed on request", async () => {
  const gone = await demo.run("stack", "delete", "web", "segments", "broken", "undone", "first", "--yes", "--wait");
  expect(gone).toMatchObject({ code: 0, stderr: "" });
  expect(await demo.json("stack", "list")).toEqual([]);
  const deleted = await demo.json("stack", "list", "--deleted");
  expect(column(deleted, "Stack Name")).toEqual(["broken", "first", "segments", "undone", "web"]);
  expect(deleted.every((each) => each["Deletion Time"] !== null)).toBe(true);
  expect(await demo.json("server", "list")).toEqual([]);
  expect(await demo.refusal("stack", "show", "web")).toBe("Stack not found: web");
  expect(await demo.refusal("stack", "delete", "web", "--yes", "--wait")).toBe("Unable to delete 1 of the 1 stacks.");
});
