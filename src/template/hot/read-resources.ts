import type { Place } from "#schema/diagnostic.ts";
import type { Reading } from "../document/source.ts";
import type { Node } from "../expression.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import type { Expression, ParameterSchema, ResourceDefinition } from "../template.ts";
import { didYouMean } from "#schema/suggest.ts";
import { checkKeys, kindOf, mapAt, textAt } from "./sections.ts";
import type { LanguageVersion } from "./versions.ts";

type Path = Place["path"];

const resourceKeys = [
  "type",
  "properties",
  "metadata",
  "depends_on",
  "deletion_policy",
  "update_policy",
  "description",
];
const deletionPolicies = ["Delete", "Retain", "Snapshot"];

interface Context {
  readonly parser: ExpressionParser;
  readonly version: LanguageVersion;
  readonly parameters: ReadonlyMap<string, ParameterSchema>;
}

function readDependsOn(value: unknown, path: Path, reading: Reading): readonly string[] {
  if (value === undefined || value === null) return [];
  const names: unknown = typeof value === "string" ? [value] : value;
  if (Array.isArray(names) && names.every((name): name is string => typeof name === "string")) return names;
  reading.error(
    "structure",
    path,
    `depends_on must be the name of a resource or a list of names, not ${kindOf(value)}`,
  );
  return [];
}

/** A member that must be a map (or a function that gives one). */
function mapMember(value: unknown, path: Path, parser: ExpressionParser, reading: Reading): Node | undefined {
  if (value === undefined) return undefined;
  const node = parser.parse(value, path);
  if (node.literal === undefined && node.items === undefined) return node;
  if (node.entries !== undefined) return node;
  reading.error("structure", path, `${path.at(-1)} must be a map, not ${kindOf(value)}`);
  return undefined;
}

function readDeletionPolicy(
  value: unknown,
  path: Path,
  { parser, version }: Context,
  reading: Reading,
): Expression | undefined {
  if (value === undefined || value === null) return undefined;
  const allowed = version.hasConditions
    ? [...deletionPolicies, ...deletionPolicies.map((policy) => policy.toLowerCase())]
    : deletionPolicies;
  const node = parser.parse(value, path);
  if (
    node.items !== undefined ||
    node.entries !== undefined ||
    (node.literal !== undefined && !allowed.includes(node.literal.value as string))
  ) {
    const text = typeof value === "string" ? `"${value}"` : kindOf(value);
    reading.error("structure", path, `${text} is no deletion policy`, {
      hint: `known are: ${deletionPolicies.join(", ")}`,
    });
    return undefined;
  }
  return node;
}

function readResource(
  name: string,
  value: unknown,
  context: Context,
  reading: Reading,
): ResourceDefinition | undefined {
  const { parser, version } = context;
  const path = ["resources", name];
  const resource = mapAt(reading, value, path, `the resource "${name}"`);
  if (resource === undefined) return undefined;
  checkKeys(reading, resource, path, {
    keys: version.hasConditions ? [...resourceKeys, "external_id", "condition"] : resourceKeys,
    code: "structure",
    what: "key of a resource",
  });
  if (resource["type"] === undefined) {
    reading.error("structure", path, `the resource "${name}" has no type`, {
      hint: "add type: and the name of a resource type",
    });
    return undefined;
  }
  const type = textAt(reading, resource["type"], [...path, "type"], "a resource's type");
  if (type === undefined) return undefined;
  const member = (key: string): Node | undefined => mapMember(resource[key], [...path, key], parser, reading);
  const properties = member("properties");
  const metadata = resource["metadata"] === null ? undefined : member("metadata");
  const updatePolicy = resource["update_policy"] === null ? undefined : member("update_policy");
  const deletionPolicy = readDeletionPolicy(
    resource["deletion_policy"],
    [...path, "deletion_policy"],
    context,
    reading,
  );
  const optional = (key: string, parse: (value: unknown, path: Path) => Node): Node | undefined =>
    !version.hasConditions || resource[key] === undefined || resource[key] === null
      ? undefined
      : parse(resource[key], [...path, key]);
  const externalId = optional("external_id", (given, at) => parser.parse(given, at));
  const condition = optional("condition", (given, at) => parser.parseCondition(given, at));
  return {
    name,
    type,
    description: textAt(reading, resource["description"] ?? undefined, [...path, "description"], "a description") ?? "",
    properties: properties?.entries ?? new Map(),
    ...(properties !== undefined && properties.entries === undefined ? { propertiesCall: properties } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    dependsOn: readDependsOn(resource["depends_on"], [...path, "depends_on"], reading),
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    ...(updatePolicy === undefined ? {} : { updatePolicy }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(condition === undefined ? {} : { condition }),
    place: reading.source.place(path),
    typePlace: reading.source.place([...path, "type"]),
  };
}

/** Reads the section `resources`. */
export function readResources(
  value: unknown,
  context: Context,
  reading: Reading,
): ReadonlyMap<string, ResourceDefinition> {
  const resources = new Map<string, ResourceDefinition>();
  if (value === undefined || value === null) return resources;
  const section = mapAt(reading, value, ["resources"], "the section resources") ?? {};
  for (const [name, given] of Object.entries(section)) {
    const path = ["resources", name];
    if (name.includes("/")) reading.error("structure", path, `the resource name "${name}" holds a "/"`);
    if (name === "") reading.error("structure", path, "a resource has an empty name");
    if (context.parameters.has(name)) {
      reading.error("structure", path, `"${name}" is the name of a resource and of a parameter`, {
        hint: "give one of them another name",
      });
    }
    const resource = readResource(name, given, context, reading);
    if (resource !== undefined) resources.set(name, resource);
  }
  for (const resource of resources.values()) {
    for (const name of resource.dependsOn) {
      if (Object.hasOwn(section, name)) continue;
      const message = `depends_on names "${name}", which is no resource of this template`;
      reading.error(
        "reference",
        ["resources", resource.name, "depends_on"],
        message,
        didYouMean(name, Object.keys(section)),
      );
    }
  }
  return resources;
}
