import { expect, test } from "vitest";
import { integer, list, map, string } from "#schema/property.ts";
import { readEnvironment } from "../environment/read.ts";
import { bindParameters } from "../parameters.ts";
import { readTemplate } from "../read.ts";
import type { TypeCatalogue, TypeFacts } from "../template.ts";
import { validateTemplate } from "../validate.ts";

const key: TypeFacts = {
  properties: { name: string("", { required: true }), size: integer(""), words: list(string(""), "") },
  attributes: { value: { description: "" }, show: { description: "" } },
};
const volume: TypeFacts = {
  properties: {},
  attributes: {},
  snapshotOnDelete: true,
  updatePolicy: { rolling: map({ batch: integer("", { range: { min: 1 } }) }, "") },
};
const port: TypeFacts = {
  properties: {
    network: string("", { required: true, length: { min: 1 } }),
    ips: list(map({ subnet: string("") }, ""), ""),
  },
  formerNames: { network_id: "network", "ips.subnet_id": "subnet" },
  attributes: {},
};
const types = new Map([
  ["Key", key],
  ["Volume", volume],
  ["Port", port],
]);
const catalogue: TypeCatalogue = { find: (type) => types.get(type), names: () => [...types.keys()] };
const version = "heat_template_version: 2018-08-31\n";

function faults(text: string, environment: object = {}, files: Readonly<Record<string, string>> = {}) {
  const template = readTemplate(version + text).value!;
  const parameters = bindParameters(template, {}, {}, { id: "1", name: "s", projectId: "p" }).value!;
  const context = {
    parameters,
    environment: readEnvironment(environment).value!,
    catalogue,
    files: (name: string) => files[name],
  };
  return validateTemplate(template, context).map(({ message }) => message);
}

const policy =
  "parameters:\n  p: { type: string, default: Snapshot }\n  bad: { type: string, default: foo }\nresources:\n";

test.each([
  ["Volume, deletion_policy: Snapshot", []],
  ["Volume, deletion_policy: { get_param: p }", []],
  ["Volume, deletion_policy: { get_param: bad }", [/"foo", which is no deletion policy/]],
  ["Key, properties: { name: x }, deletion_policy: retain", []],
  ["Key, properties: { name: x }, deletion_policy: { get_param: p }", [/type "Key" cannot be kept as a snapshot/]],
  ["Volume, update_policy: { rolling: { batch: 2 } }", []],
  ["Volume, update_policy: { rolling: { batch: 0 } }", [/update_policy\.rolling\.batch: 0 must be at least 1/]],
  ["Volume, update_policy: { roling: { batch: 2 } }", [/update_policy has no property "roling"/]],
  ["Key, properties: { name: x }, update_policy: { rolling: {} }", [/update_policy has no property "rolling"/]],
  ["Volume, external_id: x", [/external_id is not supported yet/]],
  ["Volume, external_id: x, depends_on: other", [/cannot depend on others/, /external_id is not supported yet/]],
])("policies: %s", (resource, expected) => {
  const found = faults(`${policy}  r: { type: ${resource} }\n  other: { type: Volume }\n`);
  expect(found).toEqual(expected.map((text) => expect.stringMatching(text)));
});

test.each([
  ["{ network_id: n, ips: [{ subnet_id: s }] }", []],
  ["{ network: n, network_id: null }", []],
  ["{ network: n, network_id: m }", [/"network_id" is the former name of "network"; both are given/]],
  ["{ network: n, ips: [{ subnet_id: s, subnet: t }] }", [/"ips.subnet_id" is the former name of "subnet"/]],
  ["{ network: null }", [/properties.network: its length is 0 and must be at least 1/]],
])("properties by former names, and null: %s", (properties, expected) => {
  const found = faults(`resources:\n  r: { type: Port, properties: ${properties} }\n`);
  expect(found).toEqual(expected.map((text) => expect.stringMatching(text)));
});

const outputs = "outputs: { value: { value: x } }\n";

test.each([
  ["parameters: { name: { type: string } }", outputs, []],
  ["parameters: { name: { type: string }, more: { type: string, default: x } }", outputs, []],
  ["parameters: { name: { type: string }, size: { type: number, default: 1 } }", outputs, []],
  ["parameters: { name: { type: string } }", "", [/needs an output for the attribute "value"/]],
  ["parameters: { name: { type: json } }", outputs, [/"name" is of type json, the property is a string/]],
  [
    "parameters: { name: { type: string }, words: { type: string, default: x } }",
    outputs,
    [/"words" is of type string, the property is a list/],
  ],
  ["parameters: { name: { type: string }, more: { type: string } }", outputs, [/has no default and is no property/]],
])("a template in the place of a type: %s %s", (parameters, given, expected) => {
  const more = parameters.includes("more: { type: string }") ? ", more: y" : "";
  const found = faults(`resources:\n  r: { type: Key, properties: { name: x${more} } }\n`, registry("Key"), {
    "key.yaml": `${version}${parameters}\nresources: {}\n${given}`,
  }).filter((message) => message.includes("cannot stand for Key"));
  expect(found).toEqual(expected.map((text) => expect.stringMatching(text)));
});

test("a template need not be like a type that is only a name, and is held to one behind an alias", () => {
  const files = { "key.yaml": `${version}resources: {}\n` };
  const resource = (type: string): string => `resources:\n  r: { type: ${type} }\n`;
  expect(faults(resource("My::Key"), registry("My::Key"), files)).toEqual([]);
  const behind = { resource_registry: { "My::Key": "Key", resources: { r: { "My::Key": "key.yaml" } } } };
  expect(faults(resource("My::Key"), behind, files)).toEqual([
    expect.stringContaining('needs a parameter for the required property "name"'),
    expect.stringContaining('needs an output for the attribute "value"'),
  ]);
});

function registry(type: string): object {
  return { resource_registry: { [type]: "key.yaml" } };
}
