import type { FunctionDefinition } from "#template/functions/define-function.ts";
import { hotFunctionNames, hotVersions } from "#template/hot/versions.ts";
import { code, head, table } from "./markdown.ts";

interface Described {
  readonly name: string;
  readonly description: string;
  readonly versions: readonly string[];
}

function described(
  functionsOf: (version: (typeof hotVersions)[number]) => readonly FunctionDefinition[],
): readonly Described[] {
  const found = new Map<string, { description: string; versions: string[] }>();
  for (const version of hotVersions) {
    for (const { name, description } of functionsOf(version)) {
      const known = found.get(name) ?? { description, versions: [] };
      known.versions.push(version.name);
      found.set(name, known);
    }
  }
  return [...found].map(([name, rest]) => ({ name, ...rest })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** "2013-05-23" to the newest is "since 2013-05-23"; what ends earlier says where. */
function span(versions: readonly string[]): string {
  const first = versions.at(0) ?? "";
  const last = versions.at(-1) ?? "";
  return last === hotVersions.at(-1)?.name ? `since ${first}` : `${first} to ${last}`;
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
    "it is refused, with the version it came with.",
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
      ["heat_template_version", "Also called", "Conditions", "Tags of parameters"],
      hotVersions.map(({ name, alias, hasConditions, hasTags }) => [
        code(name),
        alias === undefined ? "" : code(alias),
        hasConditions ? "yes" : "no",
        hasTags ? "yes" : "no",
      ]),
    ),
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
