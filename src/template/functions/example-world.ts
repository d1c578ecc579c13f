import { formats } from "../formats.ts";
import type { Format } from "../format.ts";
import type { LanguageVersion } from "../hot/versions.ts";
import { bindKnownParameters } from "../parameters.ts";
import { readTemplate } from "../read.ts";
import { resolveValue } from "../resolve.ts";
import { createScope } from "../scope.ts";
import { ResolveFailure } from "../template.ts";
import type { FunctionDefinition } from "./define-function.ts";

/** What stands around the examples of functions: the template of each kind, and what its server is like. */
export const exampleWorld = {
  hot: `parameters:
  environment: { type: string, default: production }
  settings: { type: json, default: { ports: [80, 443] } }
resources:
  server: { type: OS::Nova::Server }
`,
  hotConditions: `conditions:
  is_production: { equals: [{ get_param: environment }, production] }
`,
  cfn: `Parameters:
  Environment: { Type: String, Default: production }
Mappings:
  Sizes: { production: { flavor: m1.large } }
Resources:
  Server: { Type: OS::Nova::Server }
`,
  cfnConditions: `Conditions:
  IsProduction: { "Fn::Equals": [{ Ref: Environment }, production] }
`,
  serverId: "5a1c",
  attributes: { addresses: { private: [{ addr: "10.0.0.5" }] }, first_address: "10.0.0.5" },
  files: { "greeting.txt": "Good morning" },
  facade: { metadata: { role: "frontend" }, deletion_policy: "Retain", update_policy: {} },
} as const;

/** Where a function stands: the newest version of a format that has it. */
export interface FunctionPlace {
  readonly definition: FunctionDefinition;
  readonly format: Format;
  readonly version: LanguageVersion;
  readonly isCondition: boolean;
}

/** Each function of each kind of template, where it stands last. */
export function functionPlaces(): readonly FunctionPlace[] {
  const places = new Map<string, FunctionPlace>();
  for (const format of formats) {
    for (const version of format.versions) {
      const put = (definition: FunctionDefinition, isCondition: boolean): void => {
        places.set(`${definition.name} ${isCondition}`, { definition, format, version, isCondition });
      };
      for (const definition of version.functions) put(definition, false);
      // What is an ordinary function as well has its example there.
      for (const definition of version.conditionFunctions)
        if (!version.functions.includes(definition)) put(definition, true);
    }
  }
  return [...places.values()];
}

/** What a call gives that stands in the world of the examples. Throws a `ResolveFailure` where it fails. */
export function outcomeOfExample(
  call: string,
  { format, version, isCondition }: Omit<FunctionPlace, "definition">,
): unknown {
  const { kind, versionKey, spell } = format;
  const conditions = version.hasConditions ? exampleWorld[`${kind}Conditions`] : "";
  const standing = isCondition ? `  ${spell("example")}: ${call}` : "";
  const output = isCondition ? "1" : call;
  const read = readTemplate(
    `${versionKey}: ${version.name}\n${exampleWorld[kind]}${conditions}${standing}\n` +
      `${spell("outputs")}: { ${spell("example")}: { ${spell("value")}: ${output} } }`,
  );
  const template = read.value;
  const [fault] = read.diagnostics;
  if (template === undefined || fault !== undefined)
    throw new ResolveFailure(fault ?? { severity: "error", code: "structure", message: call, place: { path: [] } });
  const { attributes, facade, files } = exampleWorld;
  const scope = createScope({
    template,
    parameters: bindKnownParameters(template, {}, {}, new Set()).parameters,
    files: (name) => Object.entries(files).find(([known]) => known === name)?.[1],
    reference: () => exampleWorld.serverId,
    attribute: (_, name) => Object.entries(attributes).find(([known]) => known === name)?.[1] ?? null,
    facade: (member) => facade[member],
  });
  const name = spell("example");
  return isCondition ? scope.condition(name) : resolveValue(template.outputs.get(name)!.value, scope);
}
