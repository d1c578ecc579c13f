import { integer, string } from "#schema/property.ts";
import { expect, test } from "vitest";
import { readEnvironment } from "./environment/read.ts";
import { bindParameters } from "./parameters.ts";
import { readTemplate } from "./read.ts";
import type { TypeCatalogue } from "./template.ts";
import { validateTemplate } from "./validate.ts";

const server = {
  properties: {
    image: string("Image.", { required: true }),
    size: integer("Size.", { range: { min: 1 } }),
    network: string("Network."),
  },
  attributes: { addresses: { description: "Addresses." }, name: { description: "Name." } },
};
const catalogue: TypeCatalogue = {
  find: (type) => (type === "OS::Nova::Server" ? server : undefined),
  names: () => ["OS::Nova::Server", "OS::Neutron::Net"],
};

interface Given {
  readonly parameters?: Record<string, unknown>;
  readonly environment?: object;
  readonly files?: Record<string, string>;
}

function validate(text: string, { parameters = {}, environment = {}, files = {} }: Given = {}) {
  const read = readTemplate(`heat_template_version: 2018-08-31\n${text}`);
  expect(read.diagnostics).toEqual([]);
  const bound = bindParameters(read.value!, parameters, {}, { id: "1", name: "s", projectId: "p" });
  expect(bound.diagnostics).toEqual([]);
  return validateTemplate(read.value!, {
    parameters: bound.value!,
    environment: readEnvironment(environment).value!,
    catalogue,
    files: (name) => files[name],
  });
}

test("a right template has no faults", () => {
  expect(
    validate(`
parameters: { n: { type: number, default: 3 } }
resources:
  a: { type: OS::Nova::Server, properties: { image: x, size: { get_param: n } } }
  b: { type: OS::Nova::Server, depends_on: a, properties: { image: { get_attr: [a, name] }, network: { get_resource: a } } }
outputs: { o: { value: [{ get_attr: [b, addresses, x, 0] }, { get_attr: [b, show] }] } }`),
  ).toEqual([]);
});

test.each([
  ["  a: { type: OS::Nova::Sever }", "resource-type", 3, 'did you mean "OS::Nova::Server"?'],
  ["  a: { type: OS::Nova::Server, properties: { image: x, siez: 1 } }", "unknown-property", 3, 'did you mean "size"?'],
  ["  a: { type: OS::Nova::Server }", "missing-property", 3, undefined],
  ["  a:\n    type: OS::Nova::Server\n    properties:\n      image: x\n      size: many", "value", 7, undefined],
  ["  a:\n    type: OS::Nova::Server\n    properties:\n      image: x\n      size: 0", "constraint", 7, undefined],
  [
    "  web: { type: OS::Nova::Server, properties: { image: { get_resource: wbe } } }",
    "reference",
    3,
    'did you mean "web"?',
  ],
  [
    "  a: { type: OS::Nova::Server, properties: { image: { get_attr: [a, adresses] } } }",
    "attribute",
    3,
    'did you mean "addresses"?',
  ],
  ["  a: { type: OS::Nova::Server, properties: { image: { get_file: x.sh } } }", "file", 3, undefined],
  [
    "  a: { type: OS::Nova::Server, properties: { image: { get_param: imag } } }\nparameters: { image: { type: string, default: x } }",
    "parameter",
    3,
    'did you mean "image"?',
  ],
  [
    "  a: { type: OS::Nova::Server, properties: { image: x, size: { get_param: n } } }\nparameters: { n: { type: string, default: x } }",
    "value",
    3,
    undefined,
  ],
  ["  a: { type: OS::Nova::Server, condition: nowhere, properties: { image: x } }", "condition", 3, undefined],
  ["  a: { type: OS::Nova::Server, deletion_policy: Snapshot, properties: { image: x } }", "structure", 3, undefined],
])("%s is told as %s in line %i", (resources, code, line, hint) => {
  const diagnostics = validate(`resources:\n${resources}`);
  expect(diagnostics).toMatchObject([
    { severity: "error", code, place: { line }, ...(hint === undefined ? {} : { hint }) },
  ]);
});

test("what a condition leaves out is not checked", () => {
  expect(
    validate(`
conditions: { no_condition: false }
resources:
  a: { type: OS::Nova::Server, condition: no_condition }
  b: { type: OS::Nova::Server, properties: { image: { if: [no_condition, { get_resource: gone }, x] } } }`),
  ).toEqual([]);
});

const nested = `heat_template_version: 2018-08-31
parameters: { image: { type: string }, count: { type: number, default: 1 } }
resources:
  inner: { type: OS::Nova::Server, properties: { image: { get_param: image }, size: { get_param: count } } }
outputs: { address: { value: { get_attr: [inner, addresses] } } }
`;

test("a nested template is a type: parameters are properties, outputs attributes", () => {
  const given = { files: { "web.yaml": nested }, environment: { resource_registry: { "My::Web": "web.yaml" } } };
  const use = (properties: string, attribute = "address") =>
    validate(
      `resources: { w: { type: My::Web, properties: ${properties} } }\noutputs: { o: { value: { get_attr: [w, ${attribute}] } } }`,
      given,
    );
  expect(use("{ image: x }")).toEqual([]);
  expect(use("{}")).toMatchObject([{ code: "missing-property", place: { line: 2 } }]);
  expect(use("{ image: x, cuont: 2 }")).toMatchObject([{ code: "unknown-property", hint: 'did you mean "count"?' }]);
  expect(use("{ image: x }", "adress")).toMatchObject([{ code: "attribute", hint: 'did you mean "address"?' }]);
  expect(use("{ image: x, count: 0 }")).toMatchObject([
    {
      code: "constraint",
      place: { file: "web.yaml", line: 4 },
      message: expect.stringContaining('in the resource "w"'),
    },
  ]);
  expect(use("{ image: { get_resource: w2 } }")).toMatchObject([{ code: "reference" }]);
});

test("a template may wrap the type it stands for, but not contain itself", () => {
  const environment = { resource_registry: { "OS::Nova::Server": "web.yaml" } };
  const standIn = nested.replace("outputs: {", "outputs: { addresses: { value: [] }, name: { value: web },");
  expect(
    validate("resources: { w: { type: OS::Nova::Server, properties: { image: x } } }", {
      files: { "web.yaml": standIn },
      environment,
    }),
  ).toEqual([]);
  const loop = "heat_template_version: 2018-08-31\nresources: { again: { type: loop.yaml } }";
  expect(validate("resources: { w: { type: loop.yaml } }", { files: { "loop.yaml": loop } })).toMatchObject([
    { code: "resource-type", message: expect.stringContaining("loop.yaml → loop.yaml") },
  ]);
});

test("a broken or missing nested template is told with its file", () => {
  expect(validate("resources: { w: { type: gone.yaml } }")).toMatchObject([
    { code: "resource-type", place: { line: 2 } },
  ]);
  const files = { "broken.yaml": "heat_template_version: 2018-08-31\nresources: { a: { typ: x } }" };
  const [first] = validate("resources: { w: { type: broken.yaml } }", { files });
  expect(first).toMatchObject({ code: "structure", place: { file: "broken.yaml", line: 2 } });
});
