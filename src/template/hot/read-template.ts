import { suggest } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";
import { ExpressionParser } from "../parse-expression.ts";
import type { Expression, Template } from "../template.ts";
import { languageOf } from "./language.ts";
import { readOutputs } from "./read-outputs.ts";
import { readParameterGroups, readParameters } from "./read-parameters.ts";
import { readResources } from "./read-resources.ts";
import { checkKeys, kindOf, mapAt, textAt } from "./sections.ts";
import type { LanguageVersion } from "./versions.ts";
import { findHotVersion, hotVersions } from "./versions.ts";

const versionKeys = ["heat_template_version", "HeatTemplateFormatVersion", "AWSTemplateFormatVersion"] as const;
const sections = ["heat_template_version", "description", "parameter_groups", "parameters", "resources", "outputs"];

/** The version that a document says it is written in. */
function readVersion(document: Readonly<Record<string, unknown>>, reading: Reading): LanguageVersion | undefined {
  const present = versionKeys.filter((key) => Object.hasOwn(document, key));
  const [key] = present;
  const known = hotVersions
    .map((version) => (version.alias === undefined ? version.name : `${version.name} (${version.alias})`))
    .join(", ");
  if (key === undefined) {
    const misspelt = Object.keys(document)
      .map((name) => [name, suggest(name, versionKeys)] as const)
      .find(([, meant]) => meant !== undefined);
    if (misspelt === undefined) {
      reading.error("version", [], "the template does not say its version", {
        hint: `add heat_template_version: ${hotVersions.at(-1)?.name}`,
      });
    } else {
      reading.error("version", [misspelt[0]], `the template does not say its version, but has "${misspelt[0]}"`, {
        hint: `did you mean "${misspelt[1]}"?`,
      });
    }
    return undefined;
  }
  if (present.length > 1) {
    reading.error("version", [present[1]!], `the template says its version more than once: ${present.join(", ")}`);
    return undefined;
  }
  const value = document[key];
  if (key !== "heat_template_version") {
    reading.error("version", [key], `templates of ${key} cannot be read yet`, {
      hint: `known versions of heat_template_version are ${known}`,
    });
    return undefined;
  }
  const version = typeof value === "string" ? findHotVersion(value) : undefined;
  if (version === undefined) {
    const text = typeof value === "string" ? `"${value.slice(0, 50)}"` : kindOf(value);
    reading.error("version", [key], `${text} is no version of heat_template_version`, { hint: `known are ${known}` });
  }
  return version;
}

function readConditions(value: unknown, parser: ExpressionParser, reading: Reading): ReadonlyMap<string, Expression> {
  const conditions = new Map<string, Expression>();
  if (value === undefined || value === null) return conditions;
  const map = mapAt(reading, value, ["conditions"], "the section conditions");
  for (const [name, definition] of Object.entries(map ?? {})) {
    const path = ["conditions", name];
    const node = parser.parseCondition(definition, path);
    // A bare name is refused here, as Heat does: it would be no definition but an alias.
    if (
      node.items !== undefined ||
      node.entries !== undefined ||
      (node.literal !== undefined && typeof node.literal.value !== "boolean")
    ) {
      reading.error("structure", path, `the condition "${name}" must be true, false or a condition function`);
    }
    conditions.set(name, node);
  }
  return conditions;
}

function mapOrNothing(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** Reads a document as a HOT template. What is wrong goes into `reading`. */
export function readHotTemplate(document: Readonly<Record<string, unknown>>, reading: Reading): Template | undefined {
  const version = readVersion(document, reading);
  if (version === undefined) return undefined;
  checkKeys(reading, document, [], {
    keys: version.hasConditions ? [...sections, "conditions"] : sections,
    code: "section",
    what: "section of a template",
  });
  const resources = mapOrNothing(document["resources"]);
  const parser = new ExpressionParser(languageOf(version), reading, {
    isResource: (name) => Object.hasOwn(resources, name),
    mappings: undefined,
  });
  const parameters = readParameters(document["parameters"], version, reading);
  const template: Template = {
    document,
    versionKey: "heat_template_version",
    version: document["heat_template_version"] as string,
    description:
      textAt(reading, document["description"] ?? undefined, ["description"], "the description") ?? "No description",
    parameters,
    parameterGroups: readParameterGroups(document["parameter_groups"], parameters, reading),
    conditions: version.hasConditions ? readConditions(document["conditions"], parser, reading) : new Map(),
    resources: readResources(document["resources"], { parser, version, parameters }, reading),
    outputs: readOutputs(document["outputs"], { parser, version }, reading),
  };
  return template;
}
