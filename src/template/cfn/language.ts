import { suggest } from "#schema/suggest.ts";
import { hotFunctionNames, type LanguageVersion } from "../hot/versions.ts";
import type { Language } from "../parse-expression.ts";
import { cfnConditionFunctions, fnIf } from "./functions.ts";

const withConditions: ReadonlySet<string> = new Set([fnIf, ...cfnConditionFunctions].map(({ name }) => name));

/** Why a map with this one key is doubtful: as in Heat it is plain data, which its author hardly meant. */
function doubt(name: string, version: LanguageVersion): string | undefined {
  if (withConditions.has(name)) {
    return version.hasConditions
      ? `${name} is a function of conditions only; here it is plain data`
      : `${name} is a function of AWSTemplateFormatVersion only; here it is plain data`;
  }
  if (name.startsWith("Fn::")) return `there is no function ${name}; it is plain data`;
  return hotFunctionNames.has(name) && name.includes("_")
    ? `${name} is a function of HOT; in a CFN template it is plain data`
    : undefined;
}

/** The functions of a CFN version, for the expression parser. */
export function cfnLanguageOf(version: LanguageVersion): Language {
  const functions = new Map(version.functions.map((definition) => [definition.name, definition]));
  return {
    functions,
    conditionFunctions: new Map(version.conditionFunctions.map((definition) => [definition.name, definition])),
    foreign(name) {
      const message = doubt(name, version);
      if (message === undefined) return undefined;
      const near = withConditions.has(name) ? undefined : suggest(name, functions.keys());
      return { message, doubtful: true, ...(near !== undefined && { hint: `did you mean "${near}"?` }) };
    },
  };
}
