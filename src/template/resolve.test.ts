import fc from "fast-check";
import { integer, list, map, string } from "#schema/property.ts";
import { expect, test } from "vitest";
import { dependenciesOf, enabledResources, templateGraph } from "./dependencies.ts";
import { bindParameters } from "./parameters.ts";
import { readTemplate } from "./read.ts";
import { resolveOutput, resolveProperties } from "./resolve.ts";
import { createScope } from "./scope.ts";
import type { Need, Scope, Template } from "./template.ts";
import { ResolveFailure, UnknownValue } from "./template.ts";

const stack = { id: "1234", name: "shop", projectId: "p1" };

function read(text: string, version = "2018-08-31"): Template {
  const { value, diagnostics } = readTemplate(`heat_template_version: ${version}\n${text}`);
  expect(diagnostics).toEqual([]);
  return value!;
}

interface World {
  readonly parameters?: Record<string, unknown>;
  readonly attributes?: Record<string, unknown>;
  readonly unknown?: readonly string[];
  readonly asked?: Need[];
}

function scopeFor(template: Template, world: World = {}): Scope {
  const parameters = bindParameters(template, world.parameters ?? {}, {}, stack);
  expect(parameters.diagnostics).toEqual([]);
  return createScope({
    template,
    parameters: parameters.value!,
    files: (name) => (name === "hello.txt" ? "hello" : undefined),
    reference(resource) {
      world.asked?.push({ resource });
      if (world.unknown?.includes(resource) === true) throw new UnknownValue({ resource });
      return `id-of-${resource}`;
    },
    attribute(resource, attribute) {
      world.asked?.push({ resource, attribute });
      if (world.unknown?.includes(resource) === true) throw new UnknownValue({ resource, attribute });
      return world.attributes?.[`${resource}.${attribute}`] ?? null;
    },
  });
}

function output(expression: string, world: World & { version?: string; more?: string } = {}): unknown {
  const template = read(`${world.more ?? ""}\noutputs: { o: { value: ${expression} } }`, world.version);
  return resolveOutput(template.outputs.get("o")!, scopeFor(template, world));
}

const attributes = { "a.addresses": { net: [{ addr: "10.0.0.1" }] }, "a.name": "web", "a.*": { name: "web" } };

test.each<[string, unknown]>([
  ["{ get_param: 'OS::stack_name' }", "shop"],
  ["{ get_param: [m, list, 1, x] }", "deep"],
  ["{ get_param: [m, list, '1', x] }", "deep"],
  ["{ get_param: [m, nothing] }", ""],
  ["{ get_resource: a }", "id-of-a"],
  ["{ get_attr: [a, addresses, net, 0, addr] }", "10.0.0.1"],
  ["{ get_attr: [a, addresses, net, 7, addr] }", null],
  ["{ get_attr: [a, { get_param: which }] }", "web"],
  ["{ get_attr: [a] }", { name: "web" }],
  ["{ get_file: hello.txt }", "hello"],
  ["{ str_replace: { template: 'ab abc b', params: { ab: b, abc: ab, b: '{ab}' } } }", "b ab {ab}"],
  [
    "{ str_replace: { template: '$x $y $z', params: { $x: true, $y: 5, $z: { b: [1], a: é } } } }",
    'True 5 {"a": "\\u00e9", "b": [1]}',
  ],
  ["{ list_join: [', ', [a, null, { k: 1 }], [b]] }", 'a, , {"k": 1}, b'],
  ["{ if: [yes_condition, 1, { get_resource: gone }] }", 1],
  ["[{ if: [{ not: yes_condition }, 1, 2] }, { and: [1, 2] }]", [2, { and: [1, 2] }]],
  ["{ two: { get_param: which }, keys: 1 }", { two: "name", keys: 1 }],
])("%s gives %j", (expression, expected) => {
  const more = `
parameters:
  m: { type: json, default: { list: [0, { x: deep }] } }
  which: { type: string, default: name }
conditions: { yes_condition: { or: [false, { equals: [{ get_param: which }, name] }] } }
resources: { a: { type: T } }`;
  expect(output(expression, { more, attributes })).toEqual(expected);
});

test("older versions take less", () => {
  expect(() => output("{ list_join: [', ', [{ k: 1 }]] }", { version: "2014-10-16" })).toThrow(ResolveFailure);
  expect(
    readTemplate({ heat_template_version: "2014-10-16", outputs: { o: { value: { get_attr: ["a"] } } } }).diagnostics,
  ).toMatchObject([{ code: "function" }]);
});

test("an if without its last value leaves the item out", () => {
  expect(
    output("[a, { if: [no_condition, b] }, { k: { if: [no_condition, b] } }]", {
      version: "wallaby",
      more: "conditions: { no_condition: false }",
    }),
  ).toEqual(["a", {}]);
});

test("conditions in a circle are named", () => {
  const template = read("conditions:\n  a: { not: b }\n  b: { not: c }\n  c: { not: b }");
  expect(() => scopeFor(template).condition("a")).toThrow("b → c → b");
});

const schemas = {
  name: string("Name.", { required: true }),
  size: integer("Size.", { default: 1 }),
  ports: list(map({ port: string("Port."), order: integer("Order.") }, "One."), "Ports."),
};

test("properties: values, defaults, what waits for what, and what is wrong in which line", () => {
  const template = read(`
parameters: { n: { type: number, default: 3 } }
resources:
  net: { type: T }
  good: { type: T, properties: { name: { get_param: n }, ports: [{ port: { get_resource: net } }, { port: { get_attr: [net, x] } }] } }
  bad:
    type: T
    properties:
      size: big
      nmae: x
      ports:
        - order: 1
        - order: [2]`);
  const scope = scopeFor(template, { unknown: ["net"] });
  const good = resolveProperties(template.resources.get("good")!, { properties: schemas }, scope);
  expect(good.values).toEqual({ name: "3", size: 1 });
  expect([...good.unknown]).toMatchObject([["ports", [{ resource: "net" }, { resource: "net", attribute: "x" }]]]);
  const bad = resolveProperties(template.resources.get("bad")!, { properties: schemas }, scope);
  expect(bad.diagnostics.map(({ code, place }) => [code, place.line])).toEqual([
    ["value", 10],
    ["unknown-property", 11],
    ["value", 14],
  ]);
  expect(bad.diagnostics[0]?.message).toContain('expects an integer, got the text "big"');
});

test("dependencies are those of the chosen branches, and disabled resources are not among them", () => {
  const template = read(`
parameters: { wanted: { type: boolean, default: false } }
conditions: { enabled: { get_param: wanted } }
resources:
  a: { type: T, condition: enabled }
  b: { type: T, depends_on: a, properties: { x: { if: [enabled, { get_resource: a }, { get_attr: [c, y] }] } } }
  c: { type: T }`);
  const off = scopeFor(template);
  expect([...enabledResources(template, off).keys()]).toEqual(["b", "c"]);
  expect(dependenciesOf(template.resources.get("b")!, off)).toEqual({
    resources: ["a", "c"],
    attributes: [{ resource: "c", attribute: "y" }],
  });
  expect(templateGraph(template, off).get("b")).toEqual(["c"]);
  expect(templateGraph(template, scopeFor(template, { parameters: { wanted: "yes" } })).get("b")).toEqual(["a"]);
});

test("a value without functions resolves to itself", () => {
  const data = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any")),
      fc.dictionary(
        fc.string().map((key) => `k_${key}`),
        tie("any"),
      ),
    ),
  })).any;
  fc.assert(
    fc.property(data, (value) => {
      const template = readTemplate({ heat_template_version: "2021-04-16", outputs: { o: { value } } }).value!;
      expect(resolveOutput(template.outputs.get("o")!, scopeFor(template))).toEqual(value);
    }),
  );
});

test("what resolving asks for is what the dependencies say", () => {
  const resource = fc.constantFrom("a", "b", "c");
  const expression = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constant("plain"),
      resource.map((name) => ({ get_resource: name })),
      resource.map((name) => ({ get_attr: [name, "x"] })),
      fc.tuple(fc.boolean(), tie("any"), tie("any")).map((parts) => ({ if: parts })),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.record({ one: tie("any"), two: tie("any") }),
    ),
  })).any;
  fc.assert(
    fc.property(expression, (value) => {
      const document = {
        heat_template_version: "2021-04-16",
        resources: { a: { type: "T" }, b: { type: "T" }, c: { type: "T" }, r: { type: "T", properties: { p: value } } },
      };
      const template = readTemplate(document).value!;
      const asked: Need[] = [];
      const scope = scopeFor(template, { asked });
      resolveProperties(
        template.resources.get("r")!,
        { properties: { p: { type: { kind: "any" }, description: "" } } },
        scope,
      );
      const { attributes, resources } = dependenciesOf(template.resources.get("r")!, scope);
      const key = (need: Need): string => `${need.resource}.${need.attribute ?? ""}`;
      expect(new Set(attributes.map(key))).toEqual(new Set(asked.map(key)));
      expect(resources).toEqual([...new Set(asked.map((need) => need.resource))].sort());
    }),
  );
});
