import { expect, test } from "vitest";
import { checkLocally } from "#bin/local-check.ts";
import { pathText } from "#schema/diagnostic.ts";

type Told = readonly [code: string, line: number, column: number, hint: string | undefined];

/** Where each diagnostic of a template stands, its code and hint; `[code, line, column, hint]`. */
function told(template: string, environment: Readonly<Record<string, unknown>> = {}): readonly Told[] {
  const url = "file:///here/t.yaml";
  const inlined = { template, files: {}, originals: { [url]: template }, environmentFiles: [], environment };
  return checkLocally({ inlined, template: url, parameters: {} }).map(({ code, place, hint }) => [
    code,
    place.line ?? 0,
    place.column ?? 0,
    hint,
  ]);
}

const head = "heat_template_version: 2021-04-16\n";
const cfn = "AWSTemplateFormatVersion: 2010-09-09\n";
const meant = (name: string): string => `did you mean "${name}"?`;

const misspelt: readonly (readonly [what: string, template: string, told: Told])[] = [
  ["section", `${head}resorces: {}`, ["section", 2, 1, meant("resources")]],
  ["section of CFN", `${cfn}Resorces: {}`, ["section", 2, 1, meant("Resources")]],
  ["version", "heat_template_versoin: 2021-04-16", ["format", 1, 1, meant("heat_template_version")]],
  [
    "key of a resource",
    `${head}resources: { a: { type: OS::Heat::None, propertis: {} } }`,
    ["structure", 2, 41, meant("properties")],
  ],
  ["type", `${head}resources: { a: { type: OS::Heat::Non } }`, ["resource-type", 2, 19, meant("OS::Heat::None")]],
  [
    "property",
    `${head}resources: { a: { type: OS::Heat::RandomString, properties: { lenght: 3 } } }`,
    ["unknown-property", 2, 63, meant("length")],
  ],
  [
    "property that a function gives",
    `${head}resources: { a: { type: OS::Heat::RandomString, properties: { lenght: { get_param: OS::stack_name } } } }`,
    ["unknown-property", 2, 63, meant("length")],
  ],
  [
    "property inside a list",
    `${head}resources: { a: { type: OS::Heat::RandomString, properties: { character_classes: [{ clas: digits }] } } }`,
    ["unknown-property", 2, 85, meant("class")],
  ],
  ["function", `${head}outputs: { o: { value: { get_parm: x } } }`, ["function", 2, 26, meant("get_param")]],
  [
    "key of a function's map",
    `${head}outputs: { o: { value: { str_replace: { template: x, parms: { x: y } } } } }`,
    ["function", 2, 26, 'did you mean "params" by "parms"?'],
  ],
  [
    "function of CFN",
    `${cfn}Outputs: { o: { Value: { "Fn::Jion": ["", []] } } }`,
    ["function", 2, 26, meant("Fn::Join")],
  ],
  [
    "parameter",
    `${head}parameters: { size: { type: number, default: 1 } }\noutputs: { o: { value: { get_param: siez } } }`,
    ["parameter", 3, 26, meant("size")],
  ],
  [
    "pseudo-parameter",
    `${head}outputs: { o: { value: { get_param: "OS::stack_nam" } } }`,
    ["parameter", 2, 26, meant("OS::stack_name")],
  ],
  [
    "resource",
    `${head}resources: { net: { type: OS::Heat::None } }\noutputs: { o: { value: { get_resource: nett } } }`,
    ["reference", 3, 26, meant("net")],
  ],
  [
    "resource of depends_on",
    `${head}resources: { net: { type: OS::Heat::None }, b: { type: OS::Heat::None, depends_on: nte } }`,
    ["reference", 2, 72, meant("net")],
  ],
  [
    "attribute",
    `${head}resources: { a: { type: OS::Heat::RandomString } }\noutputs: { o: { value: { get_attr: [a, valeu] } } }`,
    ["attribute", 3, 26, meant("value")],
  ],
  [
    "condition",
    `${head}conditions: { big: true }\nresources: { a: { type: OS::Heat::None, condition: bgi } }`,
    ["condition", 3, 41, meant("big")],
  ],
  [
    "condition of if",
    `${head}conditions: { big: true }\noutputs: { o: { value: { if: [bgi, 1, 2] } } }`,
    ["condition", 3, 26, meant("big")],
  ],
  [
    "key of an output",
    `${head}outputs: { o: { value: 1, descriptoin: x } }`,
    ["structure", 2, 27, meant("description")],
  ],
  ["type of a parameter", `${head}parameters: { p: { type: strin } }`, ["parameter-schema", 2, 20, meant("string")]],
  [
    "key of a parameter",
    `${head}parameters: { p: { type: string, defualt: x } }`,
    ["parameter-schema", 2, 34, meant("default")],
  ],
  [
    "constraint",
    `${head}parameters: { p: { type: string, constraints: [{ lenght: { min: 1 } }] } }`,
    ["parameter-schema", 2, 50, meant("length")],
  ],
  [
    "key of a constraint",
    `${head}parameters: { p: { type: string, constraints: [{ length: { mni: 1 } }] } }`,
    ["parameter-schema", 2, 50, undefined],
  ],
  [
    "parameter of a group",
    `${head}parameters: { size: { type: number } }\nparameter_groups: [{ parameters: [siez] }]`,
    ["structure", 3, 35, meant("size")],
  ],
];

test.each(misspelt)("a misspelt %s is told of once, with what was meant", (_what, template, expected) => {
  expect(told(template)).toEqual([expected]);
});

test("all mistakes come at once, whatever stage of reading finds them, and none follows from another", () => {
  const template = `${head}descripton: ten mistakes
parameters:
  size: { type: numbr }
  name: { type: string, constraints: [{ length: { min: x } }] }
resources:
  net: { type: OS::Neutron::Nett }
  broken: [ ]
  subnet: { type: OS::Neutron::Subnet, properties: { netwrok: { get_resource: net }, cidr: 10.0.0.0/33 } }
  user: { type: OS::Heat::Value, depends_on: broken, properties: { value: { get_attr: [broken, x] } } }
  first: { type: OS::Heat::Value, properties: { value: [{ get_attr: [second, value] }, { get_param: size }] } }
  second: { type: OS::Heat::Value, condition: nowhere, properties: { value: { get_resource: first } } }
outputs:
  o: { vale: 1 }
`;
  const found = checkLocally({
    inlined: { template, files: {}, originals: { "file:///t": template }, environmentFiles: [], environment: {} },
    template: "file:///t",
    parameters: { size: 3, zone: "a" },
  });
  expect(found.map(({ code, place }) => [code, pathText(place.path)])).toEqual([
    ["section", "descripton"],
    ["parameter-schema", "parameters.size.type"],
    ["parameter-schema", "parameters.name.constraints[0].length"],
    ["structure", "resources.broken"],
    ["structure", "outputs.o.vale"],
    ["structure", "outputs.o"],
    ["unknown-parameter", "parameters.zone"],
    ["condition", "resources.second.condition"],
    ["resource-type", "resources.net.type"],
    ["unknown-property", "resources.subnet.properties.netwrok"],
    ["constraint", "resources.subnet.properties.cidr"],
  ]);
});
