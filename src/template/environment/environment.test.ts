import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyEnvironment } from "./environment.ts";
import { mergeEnvironments } from "./merge.ts";
import { readEnvironment } from "./read.ts";
import type { ParameterSchema } from "../template.ts";
import { childEnvironment, findMapping, fitsGlob } from "./registry.ts";

function environmentOf(registry: object) {
  const { value, diagnostics } = readEnvironment({ resource_registry: registry });
  expect(diagnostics).toEqual([]);
  return value!;
}

test("sections are read, and what is no section is told", () => {
  const { value } = readEnvironment("parameters: { a: 1 }\nparameter_defaults: { b: 2 }\nevent_sinks: []");
  expect(value).toMatchObject({ parameters: { a: 1 }, parameterDefaults: { b: 2 }, registry: {} });
  expect(readEnvironment("paramters: {}").diagnostics).toMatchObject([
    { code: "environment", place: { line: 1 }, hint: 'did you mean "parameters"?' },
  ]);
  expect(readEnvironment("parameters:\n").diagnostics).toMatchObject([{ code: "environment" }]);
  expect(readEnvironment("resource_registry:\n  resources:\n    a: { hooks: pre-craete }").diagnostics).toMatchObject([
    { code: "hook", hint: 'did you mean "pre-create"?', place: { line: 3 } },
  ]);
  expect(readEnvironment("").value).toEqual(emptyEnvironment);
});

test.each([
  [{ "My::Web": "OS::Nova::Server" }, "w", "My::Web", { kind: "type", type: "OS::Nova::Server" }],
  [
    { "My::Web": "My::Other", "My::Other": "file:///o.yaml" },
    "w",
    "My::Web",
    { kind: "template", file: "file:///o.yaml" },
  ],
  [{ "OS::Networking::*": "OS::Neutron::*" }, "w", "OS::Networking::Port", { kind: "type", type: "OS::Neutron::Port" }],
  [{ "OS::Networking::*": "OS::Heat::None" }, "w", "OS::Networking::Port", { kind: "type", type: "OS::Heat::None" }],
  [{ "OS::*": "X::*", "OS::Nova::*": "Y::*" }, "w", "OS::Nova::Server", { kind: "type", type: "X::Nova::Server" }],
  [{ "My::*": "B", "My::Type": "C" }, "w", "My::Type", { kind: "type", type: "B" }],
  [{ "My::*": "b.yaml", "My::Type": "C" }, "w", "My::Type", { kind: "type", type: "C" }],
  [{ A: "B", B: "A" }, "w", "A", { kind: "type", type: "A" }],
  [{ A: null }, "w", "A", { kind: "type", type: "A" }],
  [{ "My::A": "B", "My::*": null }, "w", "My::A", { kind: "type", type: "My::A" }],
  [{ "My::*": null, "My::A": "B" }, "w", "My::A", { kind: "type", type: "B" }],
  [{ A: "B", resources: { db1: { A: "D" } } }, "db1", "A", { kind: "type", type: "D" }],
  [{ A: "B", B: "C", resources: { db1: { B: "D" } } }, "db1", "A", { kind: "type", type: "D" }],
  [{ A: "B", resources: { "db*": { A: "C" } } }, "db1", "A", { kind: "type", type: "B" }],
  [{}, "w", "OS::Quantum::Net", { kind: "type", type: "OS::Neutron::Net" }],
  [{}, "w", "OS::Metering::Alarm", { kind: "type", type: "OS::Aodh::Alarm" }],
  [{ "OS::Neutron::Net": "net.yaml" }, "w", "OS::Quantum::Net", { kind: "type", type: "OS::Neutron::Net" }],
  [{ My: "OS::Quantum::Net" }, "w", "My", { kind: "type", type: "OS::Neutron::Net" }],
  [{ "OS::Quantum::Net": "net.yaml" }, "w", "OS::Quantum::Net", { kind: "template", file: "net.yaml" }],
  [{}, "w", "nested.yaml", { kind: "template", file: "nested.yaml" }],
])("%j maps %s of type %s to %j", (registry, name, type, expected) => {
  expect(findMapping(environmentOf(registry), name, type)).toEqual(expected);
});

test.each([
  [{ event_sinks: [{ type: "zaqar-queue", target: "q", ttl: 5 }] }, []],
  [{ event_sinks: [{ type: "mail", target: "q" }] }, ["environment"]],
  [{ event_sinks: [{ type: "zaqar-queue" }] }, ["environment"]],
  [{ event_sinks: [{ type: "zaqar-queue", target: "q", tll: 1 }] }, ["environment"]],
  [{ event_sinks: ["q"] }, ["environment"]],
  [{ event_sinks: {} }, []],
  [{ event_sinks: null }, ["environment"]],
  [{ encrypted_param_names: [["p", "cryptography_decrypt_v1"]] }, []],
  [{ resource_registry: { resources: { "r*": { hooks: ["pre-create", "post-delete"] } } } }, []],
  [{ resource_registry: { resources: { r: { hooks: null } } } }, []],
  [{ resource_registry: { resources: { r: { hooks: {} } } } }, ["hook"]],
  [{ resource_registry: { resources: { r: { inner: { hooks: ["now"] } } } } }, ["hook"]],
  [{ resource_registry: { resources: { r: { restricted_actions: ["update", "replace"] } } } }, []],
  [{ resource_registry: { resources: { r: { restricted_actions: "delete" } } } }, ["restricted-action"]],
  [{ resource_registry: { resources: [] } }, ["environment"]],
  [{ resource_registry: { resources: { r: "x" } } }, ["environment"]],
  [{ resource_registry: { "My::Type": 5 } }, ["environment"]],
  [{ resource_registry: { "My::Type": { a: "b" }, base_url: "file:///" } }, []],
])("%j is told to be wrong as %j", (document, codes) => {
  expect(readEnvironment(document).diagnostics.map(({ code }) => code)).toEqual(codes);
});

test("a nested stack gets the entries of its resource", () => {
  const parent = environmentOf({
    A: "a.yaml",
    resources: { group: { hooks: "pre-create", inner: { A: "C" } }, other: { inner: { A: "D" } } },
  });
  const child = childEnvironment({ ...parent, parameters: { p: 1 }, parameterDefaults: { d: 1 } }, "group", "A");
  expect(child).toMatchObject({
    parameters: {},
    parameterDefaults: { d: 1 },
    registry: { resources: { inner: { A: "C" } } },
  });
  expect(findMapping(child, "inner", "A")).toEqual({ kind: "type", type: "C" });
  expect(findMapping(child, "elsewhere", "A")).toEqual({ kind: "type", type: "A" });
  const chained = environmentOf({ "My::*": "Other", Other: "a.yaml" });
  expect(childEnvironment(chained, "r", "My::Type").registry).toEqual({ "My::*": "Other" });
});

const read = (document: object) => readEnvironment(document).value!;

/** What parameter `p` of the type becomes from environment files with these values, the first with the strategy. */
function merged(type: ParameterSchema["type"], strategy: string, ...values: unknown[]): unknown {
  const files = values.map((p, at) =>
    read({ parameters: { p }, ...(at === 0 && { parameter_merge_strategies: { p: strategy } }) }),
  );
  const { value, diagnostics } = mergeEnvironments(files, { parameters: {}, typeOf: () => type });
  return value === undefined ? diagnostics.map(({ code }) => code) : value.parameters["p"];
}

const nested = (y: unknown, more: object = {}) => ({ x: { y, ...more } });

test.each<[ParameterSchema["type"], string, unknown[], unknown]>([
  ["string", "overwrite", ["a", "b"], "b"],
  ["string", "merge", ["a", "b", "c"], "abc"],
  ["string", "deep_merge", ["a", "b"], "ab"],
  ["string", "nonsense", ["a", "b"], "b"],
  ["string", "merge", ["a", null, "c"], "ac"],
  ["string", "merge", ["a", { b: 1 }], ["merge-strategy"]],
  ["number", "merge", [1, "2"], 3],
  ["number", "merge", [1, "x"], ["merge-strategy"]],
  ["boolean", "merge", [true], true],
  ["boolean", "merge", [true, false], ["merge-strategy"]],
  ["comma_delimited_list", "merge", [["a"], ["b"]], ["a", "b"]],
  ["comma_delimited_list", "merge", ["a,b", "c"], "a,b,c"],
  ["comma_delimited_list", "merge", [["a"], "b,c"], ["a", "b", "c"]],
  [
    "json",
    "merge",
    [
      { a: 1, b: 1, ...nested([1]) },
      { b: null, c: 2, ...nested([2]) },
    ],
    { a: 1, b: 1, c: 2, ...nested([2]) },
  ],
  [
    "json",
    "deep_merge",
    [nested([1], { s: "q", n: 1, b: true }), nested([2], { s: "r", n: 2, b: false, z: null })],
    nested([1, 2], { s: "qr", n: 2, b: false }),
  ],
  ["json", "merge", ['{"a": 1}', { b: 2 }], { a: 1, b: 2 }],
  ["json", "merge", [[1], [2]], [1, 2]],
  ["json", "merge", [[1], { a: 2 }], ["merge-strategy"]],
])("a %s parameter, %s, of %j becomes %j", (type, strategy, values, expected) => {
  expect(merged(type, strategy, ...values)).toEqual(expected);
});

test("the strategy of the first file with a parameter holds; another is a conflict", () => {
  const files = (first: object, second: object) => [
    read({ parameters: { p: "a" }, parameter_merge_strategies: first }),
    read({ parameters: { p: "b" }, parameter_merge_strategies: second }),
  ];
  const base = { parameters: {}, typeOf: () => "string" as const };
  const outcome = (first: object, second: object) => {
    const { value, diagnostics } = mergeEnvironments(files(first, second), base);
    return value?.parameters["p"] ?? diagnostics.map(({ code }) => code);
  };
  expect(outcome({ default: "merge" }, {})).toBe("ab");
  expect(outcome({}, { default: "merge" })).toBe("b");
  expect(outcome({ p: "merge" }, { p: "merge" })).toBe("ab");
  expect(outcome({}, { p: "merge" })).toEqual(["merge-conflict"]);
  expect(outcome({ default: "merge" }, { p: "overwrite" })).toEqual(["merge-conflict"]);
});

test("files are merged over the request's parameters, their other sections over each other", () => {
  const files = [
    read({ parameters: { p: "a", other: 1 }, resource_registry: { A: "B", resources: { r: { A: "X" } } } }),
    read({ parameter_defaults: { any: 1 }, resource_registry: { C: "D", resources: { s: { A: "Y" } } } }),
  ];
  const typeOf = (name: string) => (name === "p" ? ("string" as const) : undefined);
  expect(mergeEnvironments(files, { parameters: { p: "z" }, typeOf }).value).toEqual({
    parameters: { p: "a" },
    parameterDefaults: { any: 1 },
    registry: { A: "B", C: "D", resources: { s: { A: "Y" } } },
    eventSinks: [],
    encryptedParameterNames: [],
  });
  expect(mergeEnvironments(files, { parameters: {}, typeOf }).value?.parameters).toEqual({ p: "a", other: 1 });
});

test("globs", () => {
  expect(fitsGlob("a*c?", "abbcd")).toBe(true);
  expect(fitsGlob("a*c", "abcd")).toBe(false);
  expect(fitsGlob("*a*a*a*a*a*a*a*b", "a".repeat(3000))).toBe(false);
});

test("reading never throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.object(), fc.record({ resource_registry: fc.jsonValue(), parameters: fc.jsonValue() })),
      (source) => {
        const { value = emptyEnvironment } = readEnvironment(source as string | object);
        expect(findMapping(childEnvironment(value, "a", "b"), "c", "d").kind).toMatch(/type|template/);
      },
    ),
  );
});
