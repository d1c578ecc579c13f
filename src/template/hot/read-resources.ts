import type { Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";
import type { Node } from "../expression.ts";
import { Standing } from "../expression.ts";
import type { ResourceKey } from "../format.ts";
import type { FoundVersion } from "../formats.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import { pseudoNames } from "../parameters/pseudo.ts";
import type { Expression, ParameterSchema, ResourceDefinition } from "../template.ts";
import { checkKeys, kindOf, mapAt } from "./sections.ts";

const deletionPolicies = ["Delete", "Retain", "Snapshot"];
const none: ReadonlyMap<string, Expression> = new Map();

interface Context extends FoundVersion {
  readonly parser: ExpressionParser;
  readonly parameters: ReadonlyMap<string, ParameterSchema>;
}

/** How each key is written that a resource may have; the others are not there. */
type Keys = ReadonlyMap<ResourceKey, string>;

/** A resource as it was read. */
class ReadResource implements ResourceDefinition {
  readonly name: string;
  readonly type: string;
  description = "";
  properties = none;
  propertiesCall?: Expression;
  metadata?: Expression;
  dependsOn: readonly string[] = [];
  deletionPolicy?: Expression;
  updatePolicy?: Expression;
  externalId?: Expression;
  condition?: Expression;
  readonly #standing: Standing;
  readonly #keys: Keys;
  constructor(standing: Standing, name: string, { type, keys }: { readonly type: string; readonly keys: Keys }) {
    this.#standing = standing;
    this.#keys = keys;
    this.name = name;
    this.type = type;
  }
  get place(): Place {
    return this.#standing.place;
  }
  get typePlace(): Place {
    return new Standing(this.#standing.reading, this.#standing, this.#keys.get("type") ?? "type").place;
  }
  pathOf(key: ResourceKey): Place["path"] {
    return [...this.#standing.path, this.#keys.get(key) ?? key];
  }
}

/** Reads the resources of one template. */
class ResourceReader {
  readonly #parser: ExpressionParser;
  readonly #reading: Reading;
  readonly #section: Standing;
  readonly #title: string;
  readonly #keys: Keys;
  readonly #strict: boolean;
  readonly #known: readonly string[];
  readonly #deletionPolicies: readonly string[];

  constructor({ parser, format, version }: Context, reading: Reading) {
    const { spell } = format;
    const conditional: readonly ResourceKey[] = ["condition", "external_id"];
    const keys = format.resourceKeys.filter((key) => version.hasConditions || !conditional.includes(key));
    this.#parser = parser;
    this.#reading = reading;
    this.#title = spell("resources");
    this.#section = new Standing(reading, undefined, this.#title);
    this.#keys = new Map(keys.map((key) => [key, spell(key)]));
    this.#known = [...this.#keys.values()];
    this.#strict = format.strictKeys;
    const lowerCase = format.kind === "hot" && version.hasConditions;
    this.#deletionPolicies = lowerCase
      ? [...deletionPolicies, ...deletionPolicies.map((policy) => policy.toLowerCase())]
      : deletionPolicies;
  }

  read(name: string, given: unknown): ResourceDefinition | undefined {
    const map = mapAt(this.#reading, given, [this.#title, name], `the resource "${name}"`);
    if (map === undefined) return undefined;
    const known = { keys: this.#known, code: "structure", what: "key of a resource", loose: !this.#strict } as const;
    const typeKey = this.#keys.get("type")!;
    const type = map[typeKey];
    if (this.#strict || type !== undefined) checkKeys(this.#reading, map, [this.#title, name], known);
    if (typeof type !== "string") return this.#noType(name, typeKey, type);
    const standing = new Standing(this.#reading, this.#section, name);
    const resource = new ReadResource(standing, name, { type, keys: this.#keys });
    const failed = (message: string, key: string, hint?: string): void => {
      this.#reading.error("structure", [this.#title, name, key], message, hint === undefined ? {} : { hint });
    };
    for (const [key, written] of this.#keys) {
      const value = map[written];
      if (value !== undefined && key !== "type") this.#member(resource, key, { value, standing, written, failed });
    }
    return resource;
  }

  #noType(name: string, key: string, type: unknown): undefined {
    if (type === undefined) {
      this.#reading.error("structure", [this.#title, name], `the resource "${name}" has no ${key}`, {
        hint: `add ${key}: and the name of a resource type`,
      });
    } else {
      const message = `a resource's type must be text, not ${kindOf(type)}`;
      this.#reading.error("structure", [this.#title, name, key], message);
    }
    return undefined;
  }

  #member(resource: ReadResource, key: ResourceKey, given: Given): void {
    if (given.value === null && key !== "properties") {
      given.failed(`${given.written} is empty`, given.written, "give it a value, or leave it out");
      return;
    }
    const parse = (): Node => this.#parser.parse(given.value, given.standing, given.written);
    switch (key) {
      case "properties": {
        const properties = mapOrCall(parse(), given);
        if (properties?.entries !== undefined) resource.properties = properties.entries;
        else if (properties !== undefined) resource.propertiesCall = properties;
        break;
      }
      case "metadata":
        setUnless(mapOrCall(parse(), given), (node) => (resource.metadata = node));
        break;
      case "update_policy":
        setUnless(mapOrCall(parse(), given), (node) => (resource.updatePolicy = node));
        break;
      case "depends_on":
        resource.dependsOn = namesOf(given);
        break;
      case "deletion_policy":
        setUnless(this.#deletionPolicy(parse(), given), (node) => (resource.deletionPolicy = node));
        break;
      case "external_id":
        resource.externalId = parse();
        break;
      case "condition":
        resource.condition = this.#parser.parseCondition(given.value, given.standing, given.written);
        break;
      case "description":
        if (typeof given.value === "string") resource.description = given.value;
        else given.failed(`a description must be text, not ${kindOf(given.value)}`, given.written);
        break;
      case "type":
        break;
    }
  }

  #deletionPolicy(node: Node, { value, written, failed }: Given): Node | undefined {
    const literal = node.literal?.value;
    if (node.literal === undefined && node.items === undefined && node.entries === undefined) return node;
    if (typeof literal === "string" && this.#deletionPolicies.includes(literal)) return node;
    const text = typeof value === "string" ? `"${value}"` : kindOf(value);
    failed(`${text} is no deletion policy`, written, `known are: ${deletionPolicies.join(", ")}`);
    return undefined;
  }
}

/** A member of a resource as it is given. */
interface Given {
  readonly value: unknown;
  readonly standing: Standing;
  readonly written: string;
  failed(message: string, key: string, hint?: string): void;
}

function setUnless(node: Node | undefined, set: (node: Node) => void): void {
  if (node !== undefined) set(node);
}

/** A member that must be a map (or a function that gives one). */
function mapOrCall(node: Node, { value, written, failed }: Given): Node | undefined {
  if (node.entries !== undefined || (node.literal === undefined && node.items === undefined)) return node;
  failed(`${written} must be a map, not ${kindOf(value)}`, written);
  return undefined;
}

function namesOf({ value, written, failed }: Given): readonly string[] {
  const names: unknown = typeof value === "string" ? [value] : value;
  if (Array.isArray(names) && names.every((name): name is string => typeof name === "string")) return names;
  failed(`${written} must be the name of a resource or a list of names, not ${kindOf(value)}`, written);
  return [];
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
  const reader = new ResourceReader(context, reading);
  const pseudo = pseudoNames(context.format);
  for (const name of Object.keys(section)) {
    if (name.includes("/")) reading.error("structure", [title, name], `the resource name "${name}" holds a "/"`);
    if (context.parameters.has(name) || pseudo.includes(name)) {
      reading.error("structure", [title, name], `"${name}" is the name of a resource and of a parameter`, {
        hint: "give one of them another name",
      });
    }
    const resource = reader.read(name, section[name]);
    if (resource !== undefined) resources.set(name, resource);
  }
  for (const resource of resources.values()) {
    for (const name of resource.dependsOn) {
      if (Object.hasOwn(section, name)) continue;
      if (reading.full) return resources;
      const message = `${spell("depends_on")} names "${name}", which is no resource of this template`;
      const path = [title, resource.name, spell("depends_on")];
      reading.error("reference", path, message, didYouMean(name, Object.keys(section)));
    }
  }
  return resources;
}
