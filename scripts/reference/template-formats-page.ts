import { formats } from "#template/formats.ts";
import type { Format, ResourceKey, Section } from "#template/format.ts";
import { code, head, table } from "./markdown.ts";

const sections: Readonly<Record<Section, string>> = {
  description: "What the template is for.",
  parameter_groups: "Parameters by groups, for forms.",
  parameters: "What the stack takes: names, types, defaults, constraints.",
  mappings: "Maps of maps that `Fn::FindInMap` reads.",
  conditions: "Names that are true or false, decided from the parameters.",
  resources: "What is made.",
  outputs: "What the stack tells.",
};

const resourceKeys: Readonly<Record<ResourceKey, string>> = {
  type: "The resource's type, or a template (a name that ends in `.yaml` or `.template`). Needed; no function.",
  properties: "What it shall be like.",
  metadata: "A map for whoever reads it.",
  depends_on: "Names of resources that are made first; no function.",
  deletion_policy: "`Delete`, `Retain` or `Snapshot`; HOT with conditions takes them in small letters too.",
  update_policy: "How a group is changed, in batches.",
  description: "What it is for; no function.",
  external_id: "The id of something that exists already and is taken in, never changed or deleted.",
  condition: "It is made only where this is true.",
};

/** Keys that stand only where there are conditions. */
const withConditions: ReadonlySet<Section | ResourceKey> = new Set(["conditions", "condition", "external_id"] as const);

function spelt(format: Format, name: Section | ResourceKey): string {
  return code(format.spell(name));
}

function rows<K extends Section | ResourceKey>(
  described: Readonly<Record<K, string>>,
  keysOf: (format: Format) => readonly K[],
): string[][] {
  return (Object.keys(described) as K[]).map((key) => [
    ...formats.map((format) => {
      const has = keysOf(format).includes(key);
      const never = withConditions.has(key) && !format.versions.some(({ hasConditions }) => hasConditions);
      return has && !never ? spelt(format, key) : "";
    }),
    described[key],
  ]);
}

/** The page of formats, their versions and what may stand in a template. */
export function templateFormatsPage(): string {
  const keys = formats.map(({ versionKey }) => code(versionKey));
  return [
    ...head("Formats of templates"),
    "A template is JSON or YAML, a map that says its version under exactly one of these keys. Dates need no quotes.",
    "",
    "## Versions",
    "",
    ...table(
      ["Version", "Also called", "Conditions", "Tags of parameters", "Functions"],
      formats.flatMap(({ versionKey, versions }) =>
        versions.map(({ name, alias, hasConditions, hasTags, functions, conditionFunctions }) => [
          code(`${versionKey}: ${name}`),
          alias === undefined ? "" : code(alias),
          hasConditions ? "yes" : "no",
          hasTags ? "yes" : "no",
          hasConditions ? `${functions.length}, in conditions ${conditionFunctions.length}` : String(functions.length),
        ]),
      ),
    ),
    "",
    "What the functions are says [the page of functions](functions.md).",
    "",
    "## Sections",
    "",
    "`conditions` stands only in versions that have conditions. A section that is not known is refused.",
    "",
    ...table(
      [...keys, "What it holds"],
      rows(sections, (format) => format.sections),
    ),
    "",
    "## Keys of a resource",
    "",
    "`condition` and `external_id` stand only in versions that have conditions. A key that is not known is refused in",
    `${formats
      .filter(({ strictKeys }) => strictKeys)
      .map(({ versionKey }) => code(versionKey))
      .join(", ")}, ignored elsewhere.`,
    "",
    ...table(
      [...keys, "What it says"],
      rows(resourceKeys, (format) => format.resourceKeys),
    ),
    "",
  ].join("\n");
}
