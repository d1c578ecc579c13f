import type { FunctionDefinition } from "#template/functions/define-function.ts";
import { formats } from "#template/formats.ts";
import { hotFunctionNames, hotVersions, type LanguageVersion } from "#template/hot/versions.ts";
import { code, head, table } from "./markdown.ts";

interface Described {
  readonly name: string;
  readonly description: string;
  readonly versions: readonly string[];
}

/** Versions of CFN by the keys that name them. */
const cfnKeys: ReadonlyMap<string, string> = new Map(
  formats
    .filter(({ kind }) => kind === "cfn")
    .flatMap(({ versionKey, versions }) => versions.map(({ name }) => [name, versionKey] as const)),
);

function described(functionsOf: (version: LanguageVersion) => readonly FunctionDefinition[]): readonly Described[] {
  const found = new Map<string, { description: string; versions: string[] }>();
  for (const version of formats.flatMap(({ versions }) => versions)) {
    for (const { name, description } of functionsOf(version)) {
      const known = found.get(name) ?? { description, versions: [] };
      known.versions.push(version.name);
      found.set(name, known);
    }
  }
  return [...found].map(([name, rest]) => ({ name, ...rest })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** "2013-05-23" to the newest is "since 2013-05-23"; what ends earlier says where. */
function hotSpan(versions: readonly string[]): string[] {
  const first = versions.at(0);
  const last = versions.at(-1);
  if (first === undefined || last === undefined) return [];
  if (last === hotVersions.at(-1)?.name) return [`since ${first}`];
  return [first === last ? `only ${first}` : `${first} to ${last}`];
}

function span(versions: readonly string[]): string {
  const keys = versions.flatMap((version) => cfnKeys.get(version) ?? []);
  const cfn = keys.length === cfnKeys.size ? ["CFN"] : keys.map((key) => `CFN (${code(key)})`);
  return [...hotSpan(versions.filter((version) => !cfnKeys.has(version))), ...cfn].join("; ");
}

function rows(functions: readonly Described[]): string[][] {
  return functions.map(({ name, description, versions }) => [code(name), description, span(versions)]);
}

/** The page of the template language's functions. */
export function functionsPage(): string {
  const values = described(({ functions }) => functions);
  const conditions = described(({ conditionFunctions }) => conditionFunctions);
  const there = new Set([...values, ...conditions].map(({ name }) => name));
  const missing = [...hotFunctionNames].filter(([name]) => !there.has(name));
  return [
    ...head("Functions of the template language"),
    "A function is there from the `heat_template_version` named beside it; a template of an older version that calls",
    "it is refused, with the version it came with. CFN is both formats of CloudFormation, unless one is named.",
    "",
    "## Values",
    "",
    ...table(["Function", "What it gives", "Versions"], rows(values)),
    "",
    "## Conditions",
    "",
    "These stand in the `conditions` section, in a resource's or output's `condition`, and as the first argument of `if`.",
    "",
    ...table(["Function", "What it gives", "Versions"], rows(conditions)),
    "",
    "## Versions",
    "",
    ...table(
      ["Version", "Also called", "Conditions", "Tags of parameters"],
      formats.flatMap(({ versionKey, versions }) =>
        versions.map(({ name, alias, hasConditions, hasTags }) => [
          code(`${versionKey}: ${name}`),
          alias === undefined ? "" : code(alias),
          hasConditions ? "yes" : "no",
          hasTags ? "yes" : "no",
        ]),
      ),
    ),
    "",
    "A template is JSON or YAML and says its version under exactly one of these keys. Conditions stand only where the table has them.",
    "",
    ...formats.flatMap(({ versionKey, sections, resourceKeys, spell }) => [
      `- ${code(versionKey)}: sections ${sections.map((name) => code(spell(name))).join(", ")};`,
      `  keys of a resource ${resourceKeys.map((name) => code(spell(name))).join(", ")}.`,
    ]),
    "",
    "## Not built yet",
    "",
    "A template that calls one of these is refused, with its place.",
    "",
    ...table(
      ["Function", "Versions in Heat"],
      missing.map(([name, { since, removed }]) => [
        code(name),
        removed === undefined ? `since ${since}` : `${since}, removed with ${removed}`,
      ]),
    ),
    "",
  ].join("\n");
}
