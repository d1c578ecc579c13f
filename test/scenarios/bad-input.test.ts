import { expect, test } from "vitest";
import { startApi, type ApiScene } from "../api-scene.ts";

const head = "heat_template_version: 2018-08-31\n";
const value = (name: string, content: string) =>
  `  ${name}:\n    type: OS::Heat::Value\n    properties:\n      value: ${content}\n`;
const nested = (text: string) => ({ files: { "file:///inner.yaml": text } });
const withInner = `${head}resources:\n  group:\n    type: file:///inner.yaml\n`;

interface BadInput {
  /** The word for it. */
  readonly name: string;
  readonly template: string | object;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly type: string;
  /** The whole message: what, what to do, and where. */
  readonly says: string | RegExp;
}

const inputs: readonly BadInput[] = [
  {
    name: "YAML with a tab",
    template: `${head}resources:\n  a:\n\ttype: OS::Heat::None\n`,
    type: "HTTPBadRequest",
    says: "the template is not valid YAML: a tab is used for indentation; use spaces [line 4, column 1]",
  },
  {
    name: "YAML with a bracket left open",
    template: `${head}resources: { a: { type: OS::Heat::None }\n`,
    type: "HTTPBadRequest",
    says: /^the template is not valid YAML: .*bracket.* is never closed \[line \d, column \d+\]$/,
  },
  {
    name: "no map",
    template: "- a\n",
    type: "HTTPBadRequest",
    says: "the template must be a map of sections [line 1, column 1]",
  },
  {
    name: "no version",
    template: "resources: {}\n",
    type: "HTTPBadRequest",
    says: "the template does not say its version (add heat_template_version: 2021-04-16) [line 1, column 1]",
  },
  {
    name: "unknown section",
    template: `${head}resorces:\n  a: { type: OS::Heat::None }\n`,
    type: "StackValidationFailed",
    says: 'resorces: "resorces" is no section of a template (did you mean "resources"?) [line 2, column 1]',
  },
  {
    name: "unknown resource key",
    template: `${head}resources:\n  a:\n    type: OS::Heat::None\n    propertes: {}\n`,
    type: "StackValidationFailed",
    says: 'resources.a.propertes: "propertes" is no key of a resource (did you mean "properties"?) [line 5, column 5]',
  },
  {
    name: "no type",
    template: `${head}resources:\n  a: { properties: {} }\n`,
    type: "StackValidationFailed",
    says: 'resources.a: the resource "a" has no type (add type: and the name of a resource type) [line 3, column 3]',
  },
  {
    name: "unknown type",
    template: `${head}resources:\n  a:\n    type: OS::Neutron::Nett\n`,
    type: "StackValidationFailed",
    says: 'resources.a.type: the resource type "OS::Neutron::Nett" is not known (did you mean "OS::Neutron::Net"?) [line 4, column 5]',
  },
  {
    name: "unknown type like none there is",
    template: `${head}resources:\n  a:\n    type: My::Own\n`,
    type: "StackValidationFailed",
    says: /^resources\.a\.type: the resource type "My::Own" is not known \(.*resource_registry.*\) \[line 4, column 5\]$/,
  },
  {
    name: "unknown property",
    template: `${head}resources:\n  a:\n    type: OS::Neutron::Net\n    properties:\n      nam: x\n`,
    type: "StackValidationFailed",
    says: 'resources.a.properties has no property "nam" (did you mean "name"?) [line 6, column 7]',
  },
  {
    name: "unknown property, template sent as an object",
    template: {
      heat_template_version: "2018-08-31",
      resources: { a: { type: "OS::Neutron::Net", properties: { nam: 1 } } },
    },
    type: "StackValidationFailed",
    says: 'resources.a.properties has no property "nam" (did you mean "name"?)',
  },
  {
    name: "unknown property inside a list",
    template: `${head}resources:\n  a:\n    type: OS::Nova::Server\n    properties:\n      flavor: m1.tiny\n      networks:\n        - netwrok: x\n`,
    type: "StackValidationFailed",
    says: 'resources.a.properties.networks[0] has no property "netwrok" (did you mean "network"?) [line 8, column 11]',
  },
  {
    name: "wrong type of value",
    template: `${head}resources:\n  a:\n    type: OS::Neutron::Net\n    properties:\n      shared: perhaps\n`,
    type: "StackValidationFailed",
    says: 'resources.a.properties.shared expects true or false, got the text "perhaps" [line 6, column 7]',
  },
  {
    name: "a value out of bounds",
    template: `${head}resources:\n  a: { type: OS::Cinder::Volume, properties: { size: 0 } }\n`,
    type: "StackValidationFailed",
    says: /^resources\.a\.properties\.size: 0 must be at least 1 \[line 3, column 48\]$/,
  },
  {
    name: "missing required property",
    template: `${head}resources:\n  a:\n    type: OS::Neutron::Subnet\n    properties:\n      cidr: 10.0.0.0/24\n`,
    type: "StackValidationFailed",
    says: 'resources.a.properties needs the property "network" (add "network" to the properties) [line 3, column 3]',
  },
  {
    name: "a cycle",
    template: `${head}resources:\n${value("a", "{ get_resource: b }")}${value("b", "{ get_attr: [c, value] }")}${value("c", "x")}    depends_on: a\n`,
    type: "CircularDependencyException",
    says: /^resources\.(\w): these resources depend on each other: (\w) → \w → \w → \2 \(take one of these references or depends_on away\) \[line \d+, column 3\]$/,
  },
  {
    name: "a cycle of one",
    template: `${head}resources:\n${value("a", "x")}    depends_on: a\n`,
    type: "CircularDependencyException",
    says: /^resources\.a: .*a → a \(.*\) \[line 3, column 3\]$/,
  },
  {
    name: "a reference to no resource",
    template: `${head}resources:\n${value("web", "{ get_resource: wbe }")}`,
    type: "InvalidTemplateReference",
    says: 'resources.web.properties.value.get_resource: "wbe" is no resource of this template (did you mean "web"?) [line 6, column 16]',
  },
  {
    name: "depends_on nothing",
    template: `${head}resources:\n${value("web", "x")}    depends_on: [database]\n`,
    type: "InvalidTemplateReference",
    says: /^resources\.web\.depends_on: .*"database".* \(known are: web\) \[line 7, column 5\]$/,
  },
  {
    name: "a reference to no attribute",
    template: `${head}resources:\n${value("web", "x")}outputs:\n  o:\n    value: { get_attr: [web, valeu] }\n`,
    type: "StackValidationFailed",
    says: 'outputs.o.value.get_attr: the resource "web" has no attribute "valeu" (did you mean "value"?) [line 9, column 14]',
  },
  {
    name: "a reference to no parameter",
    template: `${head}parameters: { size: { type: number, default: 1 } }\nresources:\n${value("web", "{ get_param: siz }")}`,
    type: "StackValidationFailed",
    says: 'resources.web.properties.value.get_param: there is no parameter "siz" (did you mean "size"?) [line 7, column 16]',
  },
  {
    name: "a file that was not sent",
    template: `${head}resources:\n${value("web", "{ get_file: boot.sh }")}`,
    type: "StackValidationFailed",
    says: /^resources\.web\.properties\.value\.get_file: the file "boot\.sh" did not come with the template \(.*"files"\) \[line 6, column 16\]$/,
  },
  {
    name: "a missing parameter",
    template: `${head}parameters:\n  image: { type: string }\n`,
    type: "UserParameterMissing",
    says: /^parameters\.image: the parameter "image" has no value \(give it .*\) \[line 3, column 3\]$/,
  },
  {
    name: "an unknown parameter",
    template: `${head}parameters:\n  image: { type: string, default: x }\n`,
    request: { parameters: { imag: "y" } },
    type: "UnknownUserParameter",
    says: 'parameters.imag: the template has no parameter "imag" (did you mean "image"?)',
  },
  {
    name: "a parameter of the wrong type",
    template: `${head}parameters:\n  count: { type: number }\n`,
    request: { parameters: { count: "many" } },
    type: "StackValidationFailed",
    says: 'parameters.count: the parameter "count" expects a number, got the text "many" [line 3, column 3]',
  },
  {
    name: "a template over the size limit",
    template: `${head}description: "${"x".repeat(524_288)}"\n`,
    type: "RequestLimitExceeded",
    says: /^the template has \d+ bytes; at most 524288 are allowed \(max_template_size\): split it into nested templates$/,
  },
  {
    name: "an unknown section of an environment",
    template: head,
    request: { environment: "parameterz: { a: 1 }\n" },
    type: "HTTPBadRequest",
    says: 'parameterz: "parameterz" is no section of an environment (did you mean "parameters"?) [line 1, column 1]',
  },
  {
    name: "broken YAML in a nested template",
    template: withInner,
    request: nested("a: [\n"),
    type: "StackValidationFailed",
    says: /^the template is not valid YAML: .* \[file:\/\/\/inner\.yaml, line 2, column 1\]$/,
  },
  {
    name: "unknown property in a nested template",
    template: withInner,
    request: nested(`${head}resources:\n  net:\n    type: OS::Neutron::Net\n    properties: { nam: x }\n`),
    type: "StackValidationFailed",
    says: 'resources.net.properties.nam: in the resource "group": resources.net.properties has no property "nam" (did you mean "name"?) [file:///inner.yaml, line 5, column 19]',
  },
];

/** A pattern that only this text matches. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}

/** What a refused request must leave as it was. */
function traces(api: ApiScene): unknown {
  const { stacks, operations, events } = api.calor.journal.dump();
  return {
    stacks: stacks.size,
    operations: operations.size,
    events: events.length,
    calls: api.calor.cloud.calls().length,
  };
}

test.for(inputs)("refused with its place, nothing changed: $name", async ({ template, request, type, says }) => {
  await using api = await startApi();
  await api.calor
    .create(`${head}resources:\n${value("good", "x")}`, { name: "there" })
    .then((stack) => stack.settled());
  const before = traces(api);
  const body = { template, ...request };
  const answers = [
    await api.call("POST", "/stacks", { body: { stack_name: "bad", ...body } }),
    await api.call("PUT", "/stacks/there", { body }).then(async (found) => {
      const path = new URL(found.headers["location"] ?? "").pathname;
      return api.call("PUT", `/${path}`, { body });
    }),
  ];
  for (const { status, json } of answers) {
    expect([status, json["code"], json["title"]]).toEqual([400, 400, "Bad Request"]);
    expect(json["error"]).toEqual({
      type,
      message: expect.stringMatching(typeof says === "string" ? exactly(says) : says),
      traceback: null,
    });
    // Clients show the explanation where they do not know the type.
    expect(json["explanation"]).toEqual(json["error"]?.["message"]);
  }
  expect(traces(api)).toEqual(before);
  expect((await api.call("GET", "/stacks/bad")).status).toBe(404);
});

test("everything that is wrong is said at once, a line each", async () => {
  await using api = await startApi();
  const template = `${head}resources:\n  a: { type: OS::Neutron::Net, properties: { nam: x } }\n  b: { type: OS::Neutron::Nt }\n`;
  const { json } = await api.call("POST", "/stacks", { body: { stack_name: "bad", template } });
  expect(String(json["error"]?.["message"]).split("\n")).toEqual([
    expect.stringContaining("[line 3, column 46]"),
    expect.stringContaining("[line 4, column 8]"),
  ]);
});

test("no secret value stands in a refusal", async () => {
  await using api = await startApi();
  const template = `${head}parameters:\n  pin: { type: number, hidden: true }\n`;
  const answer = await api.call("POST", "/stacks", {
    body: { stack_name: "bad", template, parameters: { pin: "hush" } },
  });
  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain("hush");
});

test("a body over the limit, or that is no JSON", async () => {
  await using api = await startApi();
  const big = await api.call("POST", "/stacks", {
    body: { stack_name: "b", template: head, files: { a: "x".repeat(1_048_576) } },
  });
  expect([big.status, big.json["error"]]).toEqual([
    400,
    expect.objectContaining({
      type: "RequestLimitExceeded",
      message: expect.stringMatching(/1048576 bytes.*max_json_body_size/),
    }),
  ]);
  const broken = await api.call("POST", "/stacks", { body: '{"stack_name": ' });
  expect([broken.status, broken.json["error"]?.["type"]]).toEqual([400, "HTTPBadRequest"]);
  expect(traces(api)).toMatchObject({ stacks: 0 });
});

test.for([
  [null, 401, /no valid token/],
  ["expired", 401, /no valid token/],
  ["stranger", 403, /not for the project in the address/],
  ["foreign", 403, /not served here/],
  ["guest", 403, /stacks:create/],
  ["unreachable", 503, /Keystone does not answer/],
] as const)("the caller %s is answered %d before anything is read", async ([token, status, says]) => {
  await using api = await startApi();
  const before = traces(api);
  const answer = await api.call("POST", "/stacks", { token, body: { stack_name: "bad", template: "- broken" } });
  expect([answer.status, answer.json["error"]?.["message"]]).toEqual([status, expect.stringMatching(says)]);
  expect(traces(api)).toEqual(before);
});
