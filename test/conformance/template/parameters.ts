import { corpus } from "./corpus.ts";
import { hotVersions } from "./functions.ts";
import type { Probe } from "./probe.ts";
import { previewed, validated } from "./kept.ts";

type Json = Readonly<Record<string, unknown>>;

interface ParameterCorpus {
  readonly inputs: Json;
  readonly types: readonly string[];
  readonly constraints: Readonly<Record<string, { readonly definition: Json; readonly inputs: readonly unknown[] }>>;
  readonly definitions: Json;
}

const newest = hotVersions.at(-1) ?? "";
const versionsOfDefinitions = ["2013-05-23", "2017-02-24", newest];

/** A template that shows one parameter's value as an output and as a property. */
function templateOf(definition: unknown, version = newest): string {
  const value = { get_param: "p" };
  return JSON.stringify({
    heat_template_version: version,
    parameters: { p: definition },
    ...(version > "2015" && { resources: { r: { type: "OS::Heat::Value", properties: { value } } } }),
    outputs: { value: { value } },
  });
}

/** A parameter's value given and as default, by type; constraints; definitions that may be wrong. */
export function parameterProbes(): readonly Probe[] {
  const { inputs, types, constraints, definitions } = corpus<ParameterCorpus>("parameters.yaml");
  const preview = { by: "preview", keep: previewed } as const;
  const ofTypes = types.flatMap((type) =>
    Object.entries(inputs).flatMap(([label, input]): Probe[] => [
      {
        id: `parameters/${type}/value ${label}`,
        ...preview,
        body: { template: templateOf({ type }), parameters: { p: input } },
      },
      {
        id: `parameters/${type}/default ${label}`,
        ...preview,
        body: { template: templateOf({ type, default: input }) },
      },
    ]),
  );
  const ofConstraints = Object.entries(constraints).flatMap(([label, { definition, inputs: tried }]) =>
    tried.map((input): Probe => ({
      id: `parameters/constraints/${label}/${JSON.stringify(input)}`,
      ...preview,
      body: { template: templateOf(definition), parameters: { p: input } },
    })),
  );
  const ofDefinitions = Object.entries({
    ...definitions,
    ...Object.fromEntries(Object.entries(constraints).map(([label, { definition }]) => [label, definition])),
  }).flatMap(([label, definition]) =>
    versionsOfDefinitions.map((version): Probe => ({
      id: `parameters/definitions/${label}/${version}`,
      by: "validate",
      keep: validated,
      body: { template: templateOf(definition, version) },
    })),
  );
  return [...ofTypes, ...ofConstraints, ...ofDefinitions];
}
