import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyEnvironment } from "./environment.ts";
import { mergeEnvironments } from "./merge.ts";
import { readEnvironment } from "./read.ts";
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
    { hint: 'did you mean "pre-create"?', place: { line: 3 } },
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
  [{ "OS::*": "X::*", "OS::Nova::*": "Y::*" }, "w", "OS::Nova::Server", { kind: "type", type: "Y::Server" }],
  [{ A: "B", B: "A" }, "w", "A", { kind: "type", type: "A" }],
  [{ A: null }, "w", "A", { kind: "type", type: "A" }],
  [{ A: "B", resources: { "db*": { A: "C" } } }, "db1", "A", { kind: "type", type: "C" }],
  [{ A: "B", resources: { "db*": { A: "C" }, db1: { A: "D" } } }, "db1", "A", { kind: "type", type: "D" }],
  [{ A: "B", resources: { "db*": { A: "C" } } }, "web", "A", { kind: "type", type: "B" }],
  [{}, "w", "nested.yaml", { kind: "template", file: "nested.yaml" }],
])("%j maps %s of type %s to %j", (registry, name, type, expected) => {
  expect(findMapping(environmentOf(registry), name, type)).toEqual(expected);
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
});

test("environments merge, later over earlier, parameters as the strategies say", () => {
  const read = (document: object) => readEnvironment(document).value!;
  const first = read({ parameters: { list: ["a"], map: { x: { y: [1] } }, text: "a" }, resource_registry: { A: "B" } });
  const merged = mergeEnvironments([
    first,
    read({
      parameters: { list: ["b"], map: { x: { y: [2] } }, text: "b" },
      resource_registry: { C: "D" },
      parameter_merge_strategies: { default: "merge", map: "deep_merge", text: "overwrite" },
    }),
  ]).value;
  expect(merged?.parameters).toEqual({ list: ["a", "b"], map: { x: { y: [1, 2] } }, text: "b" });
  expect(merged?.registry).toEqual({ A: "B", C: "D" });
  const conflict = mergeEnvironments([
    read({ parameters: { a: true } }),
    read({ parameters: { a: false }, parameter_merge_strategies: { a: "merge" } }),
  ]);
  expect(conflict.diagnostics).toMatchObject([{ code: "environment" }]);
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
