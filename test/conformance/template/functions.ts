import type { OutputProbe, Probe } from "./probe.ts";
import { corpus } from "./corpus.ts";
import { previewed } from "./kept.ts";

type Json = Readonly<Record<string, unknown>>;

interface FunctionCorpus {
  readonly hot: { readonly parameters: Json; readonly conditions: Json };
  readonly cfn: Json;
  readonly files: Json;
  readonly groups: Readonly<Record<string, { readonly versions: readonly string[]; readonly cases: Json }>>;
}

/** All versions of HOT, oldest first. */
export const hotVersions = [
  "2013-05-23",
  "2014-10-16",
  "2015-04-30",
  "2015-10-15",
  "2016-04-08",
  "2016-10-14",
  "2017-02-24",
  "2017-09-01",
  "2018-03-02",
  "2018-08-31",
  "2021-04-16",
];

const allVersions = [...hotVersions, "cfn", "htf"];
const firstWithConditions = "2016-10-14";

/** The template around expressions, in a version. */
function frameOf({ hot, cfn, files }: FunctionCorpus, version: string): OutputProbe["frame"] {
  const isCfn = version === "cfn" || version === "htf";
  const valueKey = isCfn ? "Value" : "value";
  const head = isCfn ? cfnHead(cfn, version) : hotHead(hot, version);
  return (values) => {
    const outputs = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { [valueKey]: value }]));
    return { template: JSON.stringify({ ...head, [isCfn ? "Outputs" : "outputs"]: outputs }), files };
  };
}

function hotHead({ parameters, conditions }: FunctionCorpus["hot"], version: string): Json {
  return { heat_template_version: version, parameters, ...(version >= firstWithConditions && { conditions }) };
}

function cfnHead({ Conditions: conditions, ...sections }: Json, version: string): Json {
  return version === "cfn"
    ? { AWSTemplateFormatVersion: "2010-09-09", ...sections, Conditions: conditions }
    : { HeatTemplateFormatVersion: "2012-12-12", ...sections };
}

/** A template with the expression as a property. */
function propertyFrame({ hot, cfn, files }: FunctionCorpus, version: string, value: unknown): Json {
  const isCfn = version === "cfn" || version === "htf";
  const type = "OS::Heat::Value";
  const template = isCfn
    ? { ...cfnHead(cfn, version), Resources: { r: { Type: type, Properties: { value } } } }
    : { ...hotHead(hot, version), resources: { r: { type, properties: { value } } } };
  return { template: JSON.stringify(template), files };
}

/** Each case as a property, in the newest of the group's versions. */
export function propertyProbes(): readonly Probe[] {
  const read = corpus<FunctionCorpus>("functions.yaml");
  return Object.entries(read.groups).flatMap(([name, { versions, cases }]) =>
    Object.entries(cases).map(([label, value]): Probe => ({
      id: `properties/${name}/${label}`,
      by: "preview",
      keep: previewed,
      body: propertyFrame(read, versions.at(-1) ?? "", value),
    })),
  );
}

/** Every function in every version, and each of its cases in some. */
export function functionProbes(): readonly Probe[] {
  const read = corpus<FunctionCorpus>("functions.yaml");
  return Object.entries(read.groups).flatMap(([name, { versions, cases }]) =>
    Object.entries(cases).flatMap(([label, value]) =>
      (label === "plain" ? allVersions : versions).map((version): Probe => {
        const frame = frameOf(read, version);
        return {
          id: `functions/${name}/${label}/${version}`,
          by: "preview",
          body: frame({ value }),
          output: { key: version, frame, value },
        };
      }),
    ),
  );
}
