import type { Place } from "#schema/diagnostic.ts";
import type { Reading } from "../document/source.ts";
import type { ResourceKey } from "../format.ts";
import type { FoundVersion } from "../formats.ts";
import type { Node } from "../expression.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import type { Expression, ParameterSchema, ResourceDefinition } from "../template.ts";
import { didYouMean } from "#schema/suggest.ts";
import { checkKeys, kindOf, mapAt, textAt } from "./sections.ts";

type Path = Place["path"];

const deletionPolicies = ["Delete", "Retain", "Snapshot"];

interface Context extends FoundVersion {
  readonly parser: ExpressionParser;
  readonly parameters: ReadonlyMap<string, ParameterSchema>;
}

function readDependsOn(value: unknown, path: Path, reading: Reading): readonly string[] {
  if (value === undefined || value === null) return [];
  const names: unknown = typeof value === "string" ? [value] : value;
  if (Array.isArray(names) && names.every((name): name is string => typeof name === "string")) return names;
  reading.error(
    "structure",
    path,
    `${path.at(-1)} must be the name of a resource or a list of names, not ${kindOf(value)}`,
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
  { parser, format, version }: Context,
  reading: Reading,
): Expression | undefined {
  const allowed =
    format.kind === "hot" && version.hasConditions
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

/** A resource's members, by HOT's names. */
interface Members {
  has(key: ResourceKey): boolean;
  value(key: ResourceKey): unknown;
  path(key: ResourceKey): Path;
}

function membersOf(resource: Readonly<Record<string, unknown>>, path: Path, { format, version }: Context): Members {
  const conditional: readonly ResourceKey[] = ["condition", "external_id"];
  const has = (key: ResourceKey): boolean =>
    format.resourceKeys.includes(key) && (version.hasConditions || !conditional.includes(key));
  return {
    has,
    value: (key) => (has(key) ? resource[format.spell(key)] : undefined),
    path: (key) => [...path, format.spell(key)],
  };
}

function readResource(
  name: string,
  value: unknown,
  context: Context,
  reading: Reading,
): ResourceDefinition | undefined {
  const { parser, format } = context;
  const path = [format.spell("resources"), name];
  const resource = mapAt(reading, value, path, `the resource "${name}"`);
  if (resource === undefined) return undefined;
  const members = membersOf(resource, path, context);
  if (format.strictKeys) {
    const keys = format.resourceKeys.filter(members.has).map(format.spell);
    checkKeys(reading, resource, path, { keys, code: "structure", what: "key of a resource" });
  }
  if (members.value("type") === undefined) {
    const key = format.spell("type");
    reading.error("structure", path, `the resource "${name}" has no ${key}`, {
      hint: `add ${key}: and the name of a resource type`,
    });
    return undefined;
  }
  const text = (key: ResourceKey, what: string): string | undefined =>
    textAt(reading, members.value(key) ?? undefined, members.path(key), what);
  const type = text("type", "a resource's type");
  if (type === undefined) return undefined;
  const map = (key: ResourceKey): Node | undefined => mapMember(members.value(key), members.path(key), parser, reading);
  const optional = <T>(key: ResourceKey, parse: (value: unknown, path: Path) => T): T | undefined =>
    members.value(key) === undefined || members.value(key) === null
      ? undefined
      : parse(members.value(key), members.path(key));
  const properties = map("properties");
  const metadata = optional("metadata", () => map("metadata"));
  const updatePolicy = optional("update_policy", () => map("update_policy"));
  const deletionPolicy = optional("deletion_policy", (given, at) => readDeletionPolicy(given, at, context, reading));
  const externalId = optional("external_id", (given, at) => parser.parse(given, at));
  const condition = optional("condition", (given, at) => parser.parseCondition(given, at));
  return {
    name,
    type,
    description: text("description", "a description") ?? "",
    properties: properties?.entries ?? new Map(),
    ...(properties !== undefined && properties.entries === undefined ? { propertiesCall: properties } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    dependsOn: readDependsOn(members.value("depends_on"), members.path("depends_on"), reading),
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    ...(updatePolicy === undefined ? {} : { updatePolicy }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(condition === undefined ? {} : { condition }),
    place: reading.source.place(path),
    typePlace: reading.source.place(members.path("type")),
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
  const { spell } = context.format;
  const title = spell("resources");
  const section = mapAt(reading, value, [title], `the section ${title}`) ?? {};
  for (const [name, given] of Object.entries(section)) {
    const path = [title, name];
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
      const message = `${spell("depends_on")} names "${name}", which is no resource of this template`;
      reading.error(
        "reference",
        [title, resource.name, spell("depends_on")],
        message,
        didYouMean(name, Object.keys(section)),
      );
    }
  }
  return resources;
}
