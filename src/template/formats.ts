import { suggest } from "#schema/suggest.ts";
import { awsFormat, heatCfnFormat } from "./cfn/format.ts";
import type { Reading } from "./document/source.ts";
import type { Format } from "./format.ts";
import { hotFormat } from "./hot/format.ts";
import { kindOf } from "./hot/sections.ts";
import type { LanguageVersion } from "./hot/versions.ts";

/** All formats of templates. */
export const formats: readonly Format[] = [hotFormat, heatCfnFormat, awsFormat];

/** The format of a document and its version. */
export interface FoundVersion {
  readonly format: Format;
  readonly version: LanguageVersion;
}

function missingVersion(document: Readonly<Record<string, unknown>>, reading: Reading): undefined {
  const versionKeys = formats.map(({ versionKey }) => versionKey);
  const misspelt = Object.keys(document)
    .map((name) => [name, suggest(name, versionKeys)] as const)
    .find(([, meant]) => meant !== undefined);
  if (misspelt === undefined) {
    reading.error("format", [], "the template does not say its version", {
      hint: `add heat_template_version: ${hotFormat.versions.at(-1)?.name}`,
    });
  } else {
    reading.error("format", [misspelt[0]], `the template does not say its version, but has "${misspelt[0]}"`, {
      hint: `did you mean "${misspelt[1]}"?`,
    });
  }
  return undefined;
}

/** The format and version that a document says it is written in; what is wrong goes into `reading`. */
export function findVersion(document: Readonly<Record<string, unknown>>, reading: Reading): FoundVersion | undefined {
  const present = formats.filter(({ versionKey }) => Object.hasOwn(document, versionKey));
  const [format, second] = present;
  if (format === undefined) return missingVersion(document, reading);
  const { versionKey, versions } = format;
  if (second !== undefined) {
    const keys = present.map((each) => each.versionKey).join(", ");
    reading.error("version", [second.versionKey], `the template says its version more than once: ${keys}`);
    return undefined;
  }
  const value = document[versionKey];
  const version = versions.find(({ name, alias }) => name === value || (alias !== undefined && alias === value));
  if (version !== undefined) return { format, version };
  const text = typeof value === "string" ? `"${value.slice(0, 50)}"` : kindOf(value);
  const known = versions.map(({ name, alias }) => (alias === undefined ? name : `${name} (${alias})`)).join(", ");
  reading.error("version", [versionKey], `${text} is no version of ${versionKey}`, { hint: `known are ${known}` });
  return undefined;
}
