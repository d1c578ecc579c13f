import type { Language } from "../parse-expression.ts";
import type { LanguageVersion } from "./versions.ts";
import { hotFunctionNames } from "./versions.ts";

/** Names that are words of everyday data too: as the only key of a map they are a call only with the right arguments. */
function looksLikeCall(name: string, argument: unknown): boolean {
  switch (name) {
    case "if":
      return Array.isArray(argument) && (argument.length === 2 || argument.length === 3);
    case "repeat":
      return typeof argument === "object" && argument !== null && "for_each" in argument;
    case "yaql":
      return typeof argument === "object" && argument !== null && "expression" in argument;
    case "digest":
    case "contains":
    case "filter":
      return Array.isArray(argument) && argument.length === 2;
    default:
      return true;
  }
}

/** The functions of a HOT version, for the expression parser. */
export function languageOf(version: LanguageVersion): Language {
  return {
    functions: new Map(version.functions.map((definition) => [definition.name, definition])),
    conditionFunctions: new Map(version.conditionFunctions.map((definition) => [definition.name, definition])),
    foreign(name, argument) {
      const known = hotFunctionNames.get(name);
      if (known === undefined) return undefined;
      const doubtful = !looksLikeCall(name, argument);
      if (known.removed !== undefined && version.name >= known.removed) {
        return {
          doubtful,
          message: `${name} is no function of heat_template_version ${version.name}; it was removed with ${known.removed}`,
        };
      }
      if (version.name < known.since) {
        // As Heat: what came later is plain data before.
        return {
          doubtful: true,
          message: `${name} is plain data in heat_template_version ${version.name}; the function came with ${known.since}`,
        };
      }
      return { doubtful, message: `the function ${name} is not supported yet` };
    },
  };
}
