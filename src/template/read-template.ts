import { cfnLanguageOf } from "./cfn/language.ts";
import { readCfnParameters } from "./cfn/read-parameters.ts";
import type { Reading } from "./document/source.ts";
import type { Section } from "./format.ts";
import { Standing } from "./expression.ts";
import { findVersion, type FoundVersion } from "./formats.ts";
import { languageOf } from "./hot/language.ts";
import { readOutputs } from "./hot/read-outputs.ts";
import { readParameterGroups, readParameters } from "./hot/read-parameters.ts";
import { readResources } from "./hot/read-resources.ts";
import { checkKeys, looseTextAt, mapAt } from "./hot/sections.ts";
import { ExpressionParser } from "./parse-expression.ts";
import type { Expression, Template } from "./template.ts";

type Document = Readonly<Record<string, unknown>>;

function readConditions(
  section: { readonly name: string; readonly value: unknown },
  parser: ExpressionParser,
  reading: Reading,
): ReadonlyMap<string, Expression> {
  const conditions = new Map<string, Expression>();
  if (section.value === undefined) return conditions;
  const all = new Standing(reading, undefined, section.name);
  const map = mapAt(reading, section.value, [section.name], `the section ${section.name}`);
  for (const [name, definition] of Object.entries(map ?? {})) {
    const node = parser.parseCondition(definition, all, name);
    // A bare name is refused here, as Heat does: it would be no definition but an alias.
    if (
      node.items !== undefined ||
      node.entries !== undefined ||
      (node.literal !== undefined && typeof node.literal.value !== "boolean")
    ) {
      reading.error(
        "structure",
        [section.name, name],
        `the condition "${name}" must be true, false or a condition function`,
      );
    }
    conditions.set(name, node);
  }
  return conditions;
}

function mapOrNothing(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** The sections of a document by HOT's names; those that the version does not have are reported. */
function sectionsOf(
  document: Document,
  { format, version }: FoundVersion,
  reading: Reading,
): (name: Section) => unknown {
  const known = format.sections.filter((name) => name !== "conditions" || version.hasConditions);
  checkKeys(reading, document, [], {
    keys: [format.versionKey, ...known.map((name) => format.spell(name))],
    code: "section",
    what: "section of a template",
  });
  return (name) => (known.includes(name) ? document[format.spell(name)] : undefined);
}

/** Reads a document as a template. What is wrong goes into `reading`. */
export function readTemplateDocument(document: Document, reading: Reading): Template | undefined {
  const found = findVersion(document, reading);
  if (found === undefined) return undefined;
  const { format, version } = found;
  const { spell } = format;
  const section = sectionsOf(document, found, reading);
  const resources = mapOrNothing(section("resources"));
  const language = format.kind === "hot" ? languageOf(version) : cfnLanguageOf(version);
  const parser = new ExpressionParser(language, reading, {
    isResource: (name) => Object.hasOwn(resources, name),
    resourceNames: () => Object.keys(resources),
    mappings: section("mappings"),
  });
  const parameters =
    format.kind === "hot"
      ? readParameters(section("parameters"), version, reading)
      : readCfnParameters(section("parameters"), reading);
  const description = looseTextAt(reading, section("description"), [spell("description")], "the description");
  const context = { ...found, parser, parameters };
  return {
    document,
    versionKey: format.versionKey,
    version: document[format.versionKey] as string,
    description: description ?? "No description",
    parameters,
    parameterGroups: readParameterGroups(section("parameter_groups"), parameters, reading),
    conditions: readConditions({ name: spell("conditions"), value: section("conditions") }, parser, reading),
    resources: readResources(section("resources"), context, reading),
    outputs: readOutputs(section("outputs"), context, reading),
  };
}
