import { readdirSync, readFileSync } from "node:fs";
import { formats } from "#template/formats.ts";

const root = new URL("../../", import.meta.url);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:yaml|json|template)$/.test(name))
    .map((name) => readFileSync(new URL(`${folder}${name}`, root), "utf8"));
}

/** A template of each version that calls each of its functions as its reference shows it. */
function functionTemplates(): readonly string[] {
  return formats.flatMap(({ versionKey, versions, spell }) =>
    versions.map(({ name, functions }) => {
      const outputs = functions.map(
        ({ example }, at) => `  o${at}: { ${spell("value")}: ${JSON.stringify(example?.call ?? "x").slice(1, -1)} }`,
      );
      const resource = `  a: { ${spell("type")}: OS::Heat::Value, ${spell("properties")}: { value: 1 } }`;
      return [
        `${versionKey}: ${name}`,
        `${spell("resources")}:`,
        resource,
        `${spell("outputs")}:`,
        ...outputs,
        "",
      ].join("\n");
    }),
  );
}

const hot = `heat_template_version: wallaby
description: &d a "template" # with a comment
parameters:
  size: { type: number, default: 1, constraints: [{ range: { min: 1, max: 5 }, description: *d }] }
  names: { type: comma_delimited_list, default: 'a,b', immutable: yes }
  more: { type: json, default: { k: [1, 2.5, ~, off, 1:30] }, tags: [x] }
parameter_groups:
  - { label: all, parameters: [size, names] }
conditions:
  big: { not: { equals: [{ get_param: size }, 1] } }
  both: { and: [big, { or: [big, { contains: [a, { get_param: names }] }] }] }
resources:
  one:
    type: OS::Heat::Value
    condition: both
    metadata: &m { k: v }
    deletion_policy: Retain
    properties: { value: { if: [big, { get_param: [more, k, 0] }, { get_attr: [two, value] }] } }
  two:
    type: OS::Heat::Value
    depends_on: [one]
    metadata: { <<: *m, l: w }
    update_policy: {}
    properties:
      value:
        str_replace:
          template: |
            #!/bin/sh
            echo $x
          params: { $x: { list_join: [',', { get_param: names }] } }
  group:
    type: OS::Heat::ResourceGroup
    properties: { count: 2, resource_def: { type: OS::Heat::Value, properties: { value: '%index%' } } }
outputs:
  o: { value: { repeat: { for_each: { '%n%': { get_param: names } }, template: 'n-%n%' } }, condition: big }
  p: { value: { get_resource: one } }
`;

const cfn = JSON.stringify(
  {
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: { P: { Type: "Number", Default: "3", MinValue: 1, AllowedValues: [1, 3], NoEcho: true } },
    Mappings: { M: { k: { v: "w" } } },
    Conditions: { C: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "P" }, { "Fn::FindInMap": ["M", "k", "v"] }] }] } },
    Resources: {
      R: { Type: "OS::Heat::Value", Condition: "C", Properties: { value: { "Fn::If": ["C", { Ref: "P" }, 1] } } },
      S: { Type: "OS::Heat::Value", DependsOn: "R", Properties: { value: { "Fn::GetAtt": ["R", "value"] } } },
    },
    Outputs: { O: { Value: { "Fn::Join": ["", ["a", { Ref: "S" }]] } } },
  },
  null,
  2,
);

/** Whole templates, of which mutations are made. */
export function seedTemplates(): readonly string[] {
  return [hot, cfn, ...filesBelow("examples/"), ...functionTemplates()];
}

/** Pieces of YAML that mean something, to be put in anywhere. */
export function seedPieces(): readonly string[] {
  const corpus = JSON.parse(readFileSync(new URL("test/oracles/pyyaml/corpus.json", root), "utf8")) as readonly {
    readonly text: string;
  }[];
  const functions = formats.flatMap(({ versions }) => versions.flatMap((version) => version.functions));
  const calls = functions.flatMap(({ name, example }) => [`{ ${name}: `, ...(example ? [example.call] : [])]);
  const syntax =
    "\n|\n  |\t|: |- |? |, |[|]|{|}|'|\"|#|&a |*a|<<: |!!str |!!set |!!binary |!x |\\|\\n  x|>\\n  x|%|@|`|---\n|...\n|\r|\0|\ud800|\u2028|\ufeff|~|=|0x1f|1e400|-0|__proto__: |constructor|toString: 1";
  return [...new Set([...corpus.map(({ text }) => text), ...calls, ...syntax.split("|"), "| x", ">\n"])];
}
