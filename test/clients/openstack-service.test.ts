import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { skipWithoutClient, startClientScene, type ClientScene } from "./client-scene.ts";
import { column, type OpenstackClient } from "./openstack-client.ts";

let scene: ClientScene;
let demo: OpenstackClient;

skipWithoutClient();
beforeAll(async () => {
  const started = await startClientScene();
  if (started === undefined) return;
  scene = started;
  ({ demo } = started);
});
afterAll(() => scene?.stop());

test("template validate: what a template asks for, also nested", async () => {
  const plain = await demo.json("orchestration", "template", "validate", "-t", "web-application.yaml");
  expect(plain["Parameters"]?.["volume_size"]).toEqual({
    Type: "Number",
    Default: 1,
    Description: "Size of the database's volume, in GiB",
    Label: "volume_size",
    MinValue: 1,
    MaxValue: 100,
    NoEcho: "false",
  });
  const nested = ["-t", "nested.yaml", "-e", "nested/environment.yaml", "--show-nested"];
  expect(await demo.json("orchestration", "template", "validate", ...nested)).toMatchObject({
    Parameters: { prefix: { Default: "10.60", Value: "10.61" } },
    Environment: { parameters: { prefix: "10.61" } },
    NestedParameters: { front: { Type: "Example::Segment", Parameters: { cidr: { Type: "String" } } } },
  });
});

test.each([
  [
    "resources: { a: { type: OS::Heat::RandomStrin } }",
    /resources\.a\.type: .*OS::Heat::RandomStrin.*OS::Heat::RandomString/,
  ],
  [
    "resources: { a: { type: OS::Heat::Value, properties: { valu: 1 } } }",
    /resources\.a\.properties .*"valu" \(did you mean "value"\?\)/,
  ],
  ["resources: { a: { type: OS::Heat::Value, properties: { value: { get_resource: b } } } }", /"?b"?/],
  ["resourcs: {}", /resourcs/],
])("%s is refused with its place, by validate and create alike", async (body, message) => {
  const template = scene.file("bad.yaml", `heat_template_version: 2018-08-31\n${body}\n`);
  expect(await demo.refusal("orchestration", "template", "validate", "-t", template)).toMatch(message);
  expect(await demo.refusal("stack", "create", "bad", "-t", template)).toMatch(message);
  expect(await demo.refusal("stack", "show", "bad")).toBe("Stack not found: bad");
});

test("bad requests of a good template are refused", async () => {
  const create = (name: string, ...args: string[]): Promise<string> =>
    demo.refusal("stack", "create", name, "-t", "web-application.yaml", ...args);
  expect(await create("first")).toContain("first");
  expect(await create("a/b")).toContain("a/b");
  expect(await create("bad", "--parameter", "volume_size=big")).toMatch(/volume_size.*big/);
  expect(await create("bad", "--parameter", "volume_size=1000")).toMatch(/volume_size/);
  expect(await create("bad", "--parameter", "colour=red")).toContain("colour");
  expect(await demo.refusal("stack", "update", "nothing", "-t", "web-application.yaml")).toContain("nothing");
});

test("resource types, template versions and functions", async () => {
  const types = await demo.json("orchestration", "resource", "type", "list");
  expect(column(types, "Resource Type")).toContain("OS::Nova::Server");
  const some = ["--filter", "name=OS::Heat::.*", "--long"];
  const described = await demo.json("orchestration", "resource", "type", "list", ...some);
  expect(column(described, "Resource Type")).toContain("OS::Heat::Value");
  expect(
    described.every((each) => String(each["Resource Type"]).startsWith("OS::Heat::") && "Description" in each),
  ).toBe(true);
  expect(await demo.json("orchestration", "resource", "type", "show", "OS::Heat::RandomString")).toMatchObject({
    resource_type: "OS::Heat::RandomString",
    properties: { length: { type: "integer", default: 32, required: false, update_allowed: false } },
    attributes: { value: {} },
    support_status: { status: "SUPPORTED" },
  });
  const typo = ["orchestration", "resource", "type", "show", "OS::Heat::Nothing"] as const;
  expect(await demo.refusal(...typo)).toBe("Resource type not found: OS::Heat::Nothing");
  const generated = ["orchestration", "resource", "type", "show", "OS::Neutron::Net", "--template-type"] as const;
  expect(await demo.json(...generated, "hot")).toMatchObject({
    heat_template_version: "2016-10-14",
    parameters: { shared: { type: "boolean", default: false }, tags: { type: "comma_delimited_list" } },
    resources: { Net: { type: "OS::Neutron::Net", properties: { tags: { get_param: "tags" } } } },
  });
  expect(await demo.json(...generated, "cfn")).toMatchObject({
    HeatTemplateFormatVersion: "2012-12-12",
    Resources: { Net: { Properties: { tags: { "Fn::Split": [",", { Ref: "tags" }] } } } },
    Outputs: { status: { Value: { "Fn::GetAtt": ["Net", "status"] } } },
  });
  const versions = await demo.json("orchestration", "template", "version", "list");
  expect(versions).toContainEqual({
    Version: "heat_template_version.2018-08-31",
    Type: "hot",
    Aliases: "heat_template_version.rocky",
  });
  const list = ["orchestration", "template", "function", "list"] as const;
  const functions = await demo.json(...list, "heat_template_version.2018-08-31");
  expect(column(functions, "Functions")).toContain("get_attr");
  expect(column(functions, "Functions")).not.toContain("equals");
  const conditions = await demo.json(...list, "heat_template_version.2018-08-31", "--with_conditions");
  expect(column(conditions, "Functions")).toContain("equals");
});

test("build info for everybody, services for the admin", async () => {
  expect(Object.keys(await demo.json("orchestration", "build", "info"))).toEqual(["api", "engine"]);
  expect(await demo.refusal("orchestration", "service", "list")).toContain("service:index");
  expect((await scene.admin.run("orchestration", "service", "list")).code).toBe(0);
});

test("each user sees the stacks of the own project", async () => {
  expect(column(await demo.json("stack", "list"), "Stack Name")).toContain("first");
  expect(await scene.admin.json("stack", "list")).toEqual([]);
  // As Heat: nobody, unless the operator's policy allows it.
  expect(await scene.admin.refusal("stack", "list", "--all-projects")).toContain("stacks:global_index");
});

test("the cloud's own commands show what a stack made", async () => {
  await demo.json("stack", "create", "web", "-t", "web-application.yaml", "--wait", "--poll", "1");
  const ids = new Map(
    (await demo.json("stack", "resource", "list", "web")).map((each) => [
      String(each["resource_name"]),
      String(each["physical_resource_id"]),
    ]),
  );
  const made = async (...command: readonly string[]): Promise<string[]> => column(await demo.json(...command), "ID");
  expect(await made("server", "list")).toEqual(
    ["web_server", "database_server"].map((name) => ids.get(name) ?? "").sort(),
  );
  expect(await made("network", "list")).toContain(ids.get("network"));
  expect(await made("subnet", "list")).toContain(ids.get("subnet"));
  expect(await made("router", "list")).toContain(ids.get("router"));
  expect(await made("port", "list")).toEqual(expect.arrayContaining([ids.get("web_port"), ids.get("database_port")]));
  expect(await made("volume", "list")).toEqual([ids.get("volume")]);
  expect(await made("floating", "ip", "list")).toEqual([ids.get("floating_ip")]);
  expect(await made("security", "group", "list")).toContain(ids.get("security_group"));
  expect(column(await demo.json("keypair", "list"), "Name")).toEqual(["web-key"]);
  expect(column(await demo.json("image", "list"), "Name")).toContain("cirros");
  expect(column(await demo.json("flavor", "list"), "Name")).toContain("m1.tiny");
  const server = await demo.json("server", "show", ids.get("database_server") ?? "");
  expect(server).toMatchObject({ status: "ACTIVE", key_name: "web-key", properties: { role: "database" } });
});

test("a stack is exported, abandoned and adopted under another name; what it made stays all the while", async () => {
  await demo.json("stack", "create", "here", "-t", "nested.yaml", "-e", "nested/environment.yaml", "--wait");
  const networks = column(await demo.json("network", "list"), "ID");
  const exported = await demo.json("stack", "export", "here");
  expect(exported).toMatchObject({ name: "here", action: "CREATE", status: "COMPLETE" });
  const file = scene.file("here.json", "");
  expect((await demo.run("stack", "abandon", "here", "--output-file", file)).code).toBe(0);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(exported);
  const adopted = await demo.json("stack", "adopt", "there", "--adopt-file", file, "--wait");
  expect(adopted).toMatchObject({ stack_name: "there", stack_status: "ADOPT_COMPLETE" });
  expect(column(await demo.json("stack", "list"), "Stack Name")).not.toContain("here");
  expect(column(await demo.json("network", "list"), "ID")).toEqual(networks);
  expect((await demo.run("stack", "delete", "there", "--yes", "--wait")).code).toBe(0);
  expect(column(await demo.json("network", "list"), "ID").length).toBeLessThan(networks.length);
});

const notBuilt = [
  ["stack", "snapshot", "create", "first"],
  ["stack", "snapshot", "list", "first"],
  ["stack", "snapshot", "show", "first", "x"],
  ["stack", "snapshot", "restore", "first", "x"],
  ["stack", "snapshot", "delete", "first", "x", "--yes"],
  ["software", "config", "list"],
  ["software", "config", "show", "x"],
  ["software", "deployment", "list"],
  ["software", "deployment", "show", "x"],
] as const;

test.each(notBuilt.map((args) => [args.join(" "), args] as const))(
  "%s says that it is not there yet",
  async (_name, args) => {
    expect(await demo.refusal(...args)).toMatch(/^ERROR: Calor does not serve (the action \w+|[A-Z]+ \S+) yet$/);
  },
);
