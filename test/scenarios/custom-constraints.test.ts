import { expect, test } from "vitest";
import { cloudConstraints } from "#schema/constraints/asked-constraints.ts";
import type { ApiScene } from "../api-scene.ts";
import { startApi } from "../api-scene.ts";
import { always, head, network, server } from "../fault-scene.ts";

const parameter = (constraint: string, more = "", description = ""): string => `
heat_template_version: 2018-08-31
parameters:
  it:
    type: string
    constraints: [{ custom_constraint: ${constraint}${description === "" ? "" : `, description: ${description}`} }]
${more}`;

interface Answered {
  readonly status: number;
  readonly message: string;
}

async function previewed(api: ApiScene, body: object): Promise<Answered> {
  const { status, json } = await api.call("POST", "/stacks/preview", { body: { stack_name: "bad", ...body } });
  return { status, message: String(json["error"]?.["message"] ?? "") };
}

async function created(api: ApiScene, body: object): Promise<Answered> {
  const { status, json } = await api.call("POST", "/stacks", { body: { stack_name: "bad", ...body } });
  return { status, message: String(json["error"]?.["message"] ?? "") };
}

test.for([
  ["flavor", server({ flavor: "m1.tni" }), 'there is no flavor "m1.tni"', "[line 10, column 7]"],
  ["image", server({ image: "cirrus" }), 'there is no image "cirrus"', "[line 11, column 7]"],
  ["key_name", server({ more: "key_name: nobody" }), 'there is no keypair "nobody"', "[line 13, column 7]"],
  ["flavor", server({ flavor: '""' }), "empty text names no flavor", "[line 10, column 7]"],
] as const)("a %s that is not there is refused before anything is made", async ([property, template, says, place]) => {
  await using api = await startApi();
  for (const { status, message } of [await created(api, { template }), await previewed(api, { template })]) {
    expect(status).toBe(400);
    expect(message).toMatch(new RegExp(`^resources\\.web\\.properties\\.${property}: `));
    expect(message).toContain(says);
    expect(message).toContain(place);
  }
  expect(api.calor.journal.dump().stacks.size).toBe(0);
  // As Heat: a template alone is validated without its values.
  expect((await api.call("POST", "/validate", { body: { template } })).status).toBe(200);
});

test("all names that are not there are told at once, in nested stacks and groups too", async () => {
  await using api = await startApi();
  const template = `${head}
  port: { type: OS::Neutron::Port, properties: { network: nowhere, fixed_ips: [{ subnet: nothing }] } }
  group:
    type: OS::Heat::ResourceGroup
    properties: { count: 2, resource_def: { type: OS::Cinder::Volume, properties: { size: 1, volume_type: soft } } }
  inner: { type: inner.yaml, properties: { it: unknown } }
`;
  const inner = parameter(
    "glance.image",
    "resources:\n  v: { type: OS::Cinder::Volume, properties: { size: 1, image: { get_param: it } } }\n",
  );
  const files = { "inner.yaml": inner };
  const { status, message } = await created(api, { template, files });
  expect(status).toBe(400);
  const lines = message.split("\n");
  expect(lines.map((line) => line.slice(0, line.indexOf(" — ")).replace(/, neither.*/, "")).sort()).toEqual([
    'parameters.it: in the resource "inner": the parameter "it": there is no image "unknown"',
    'resources.0.properties.volume_type: in the members of "group": resources.0.properties.volume_type: there is no volume type "soft"',
    'resources.port.properties.fixed_ips[0].subnet: there is no subnet "nothing"',
    'resources.port.properties.network: there is no network "nowhere"',
    'resources.v.properties.image: in the resource "inner": resources.v.properties.image: there is no image "unknown"',
  ]);
});

test("a name that is there is asked for once, then known; nothing is asked where nothing is named", async () => {
  await using api = await startApi();
  const calls = (): readonly string[] =>
    api.calor.cloud.calls().flatMap(({ method, path }) => (path.includes("/auth/") ? [] : [`${method} ${path}`]));
  const before = calls().length;
  expect((await api.call("POST", "/stacks/preview", { body: { stack_name: "a", template: network } })).status).toBe(
    200,
  );
  expect(calls().length).toBe(before);
  const body = { stack_name: "a", template: server() };
  expect((await api.call("POST", "/stacks/preview", { body })).status).toBe(200);
  expect((await api.call("POST", "/stacks", { body })).status).toBe(201);
  expect(calls().filter((call) => call.includes("/images?")).length).toBe(1);
});

test.for([
  ["nova.flavor", "m1.tiny", ""],
  [
    "nova.flavor",
    "nothing",
    /^parameters\.it: the parameter "it": there is no flavor "nothing", .*\[line 4, column 3\]$/,
  ],
  ["neutron.security_group", "default", ""],
  ["keystone.project", "demo", ""],
  ["expiration", "2999-01-01T00:00:00Z", ""],
  ["expiration", "1999-01-01T00:00:00Z", /"1999-01-01T00:00:00Z" is a time that is over/],
  ["ip_addr", "10.0.0.1", ""],
  ["ip_addr", "10.0", /the parameter "it" is no IP address/],
  ["octavia.pool", "mine", /the catalogue has no public endpoint of "load-balancer"/],
  ["nova.flvor", "m1.tiny", /custom constraint "nova\.flvor", which there is not \(did you mean "nova\.flavor"\?\)/],
] as const)("a parameter with the constraint %s given %s", async ([constraint, it, says]) => {
  await using api = await startApi();
  const { status, message } = await created(api, { template: parameter(constraint), parameters: { it } });
  expect([status, message]).toEqual([says === "" ? 201 : 400, expect.stringMatching(says)]);
});

test("a constraint's own words, and no secret, in what is said", async () => {
  await using api = await startApi();
  const described = parameter("nova.flavor", "", "one of ours");
  const own = await previewed(api, { template: described, parameters: { it: "x" } });
  expect(own.message).toMatch(/^parameters\.it: the parameter "it" is refused: one of ours/);
  const hidden = parameter("nova.flavor").replace("type: string", "type: string\n    hidden: true");
  const silent = await previewed(api, { template: hidden, parameters: { it: "hush" } });
  expect(silent).toEqual({ status: 400, message: expect.not.stringContaining("hush") });
});

test("an update names what is not there: refused, nothing changed", async () => {
  await using api = await startApi();
  const stack = await api.calor.create(network, { name: "there" });
  await stack.settled();
  const operations = api.calor.journal.dump().events.length;
  const body = { template: server({ image: "cirrus" }) };
  const answer = await api.call("PUT", `/stacks/there/${stack.id}`, { body });
  expect([answer.status, answer.json["error"]?.["type"]]).toEqual([400, "StackValidationFailed"]);
  expect(api.calor.journal.dump().events.length).toBe(operations);
});

test.for([{ status: 503 }, { hang: true as const }])(
  "a cloud that does not answer is told, in time: %j",
  async (effect) => {
    await using api = await startApi();
    api.calor.cloud.order({ match: { service: "compute" }, times: always, effect });
    const before = api.calor.clock.now();
    const answer = await api.call("POST", "/stacks", { body: { stack_name: "bad", template: server() } });
    expect([answer.status, answer.json["error"]?.["type"]]).toEqual([503, "ServiceUnavailable"]);
    expect(answer.json["error"]?.["message"]).toMatch(/^resources\.web\.properties\.flavor: the cloud cannot say now/);
    expect(api.calor.clock.now() - before).toBeLessThan(40_000);
  },
);

test("every constraint that asks the cloud has something to ask", async () => {
  await using api = await startApi();
  const words: string[] = [];
  for (const constraint of cloudConstraints) {
    const { message } = await previewed(api, { template: parameter(constraint), parameters: { it: "no-such" } });
    if (!/there is no|has no public endpoint|not found|forbidden|404|403/i.test(message))
      words.push(`${constraint}: ${message}`);
  }
  expect(words).toEqual([]);
});

test("what is looked for before anything is made is shown as the property's constraint, as Heat", async () => {
  await using api = await startApi();
  const shown = async (type: string) => (await api.call("GET", `/resource_types/${type}`)).json["properties"];
  const port = await shown("OS::Neutron::Port");
  expect(port?.["network"]).toMatchObject({ constraints: [{ custom_constraint: "neutron.network" }] });
  expect(port?.["security_groups"]?.["schema"]?.["*"]).not.toHaveProperty("constraints");
  const volume = await shown("OS::Cinder::Volume");
  expect(volume?.["volume_type"]).toMatchObject({ constraints: [{ custom_constraint: "cinder.vtype" }] });
});
