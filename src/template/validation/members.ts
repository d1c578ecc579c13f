import type { AttributePath } from "#schema/attribute-key.ts";
import type { Member } from "#schema/member.ts";
import { setKey } from "../document/set-key.ts";
import type { ResolvedProperties } from "../resolve.ts";
import { resolveValue } from "../resolve.ts";
import type { Expression, Need, ResourceDefinition, Scope, TypeFacts } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";

type Json = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands where a value is not known yet; a resolved value never looks like it. */
function placeholder({ resource }: Need): Json {
  return { get_resource: resource };
}

function needOf(value: unknown): Need | undefined {
  if (!isMap(value) || Object.keys(value).length !== 1) return undefined;
  return typeof value.get_resource === "string" ? { resource: value.get_resource } : undefined;
}

/** An expression's value as far as it is known, placeholders for the rest. */
function knownPart(expression: Expression, scope: Scope): unknown {
  try {
    return resolveValue(expression, scope);
  } catch (error) {
    if (error instanceof ResolveFailure) return null;
    if (!(error instanceof UnknownValue)) throw error;
    const { members } = expression.expanded?.(scope) ?? expression;
    if (members === undefined) return placeholder(error.need);
    if ([...members.keys()].every((key, at) => key === String(at))) {
      return [...members.values()].map((member) => knownPart(member, scope));
    }
    const map: Record<string, unknown> = {};
    for (const [key, member] of members) setKey(map, key, knownPart(member, scope));
    return map;
  }
}

function at(expression: Expression | undefined, path: readonly (string | number)[]): Expression | undefined {
  return path.reduce((found: Expression | undefined, key) => found?.members?.get(String(key)), expression);
}

/** A value as an expression that stands where the original was written; placeholders in it are not known. */
function written(value: unknown, original: Expression | undefined, fallback: ResourceDefinition): Expression {
  const need = needOf(value);
  const below =
    need === undefined && typeof value === "object" && value !== null
      ? new Map(
          Object.entries(value).map(
            ([key, item]) => [key, written(item, original?.members?.get(key), fallback)] as const,
          ),
        )
      : undefined;
  return {
    get place() {
      return original?.place ?? fallback.place;
    },
    needs: () => [],
    resolve(scope) {
      if (need) throw new UnknownValue(need);
      for (const member of below?.values() ?? []) member.resolve(scope);
      return value;
    },
    members: below,
  };
}

/** The resources that a resource makes by itself, as definitions that can be validated like those of a template. */
export function memberDefinitions(
  definition: ResourceDefinition,
  facts: TypeFacts,
  resolved: ResolvedProperties,
  scope: Scope,
): readonly ResourceDefinition[] {
  if (facts.members === undefined) return [];
  const unknown = [...resolved.unknown.keys()].map((name) => {
    const expression = definition.properties.get(name);
    return [name, expression ? knownPart(expression, scope) : undefined] as const;
  });
  const members = facts.members({ ...resolved.values, ...Object.fromEntries(unknown) });
  return members.map((member) => memberDefinition(definition, member));
}

/** The attribute that a path reads of a resource's members and that one of them has not. */
export function attributeLacking(
  facts: TypeFacts,
  path: AttributePath,
  members: () => readonly (TypeFacts | undefined)[],
): string | undefined {
  const { otherAttributes } = facts;
  const inside = otherAttributes?.has(path) === true ? otherAttributes.ofMembers?.(path) : undefined;
  return inside === undefined || members().every((member) => hasAttribute(member, inside))
    ? undefined
    : String(inside[0]);
}

/** What is not known is not doubted. */
function hasAttribute(facts: TypeFacts | undefined, path: AttributePath): boolean {
  const [name] = path;
  if (facts === undefined || facts.acceptsAnything === true || typeof name !== "string" || name === "show") return true;
  return Object.hasOwn(facts.attributes, name) || facts.otherAttributes?.has(path) === true;
}

function memberDefinition(definition: ResourceDefinition, member: Member): ResourceDefinition {
  const original = (path: readonly (string | number)[]): Expression | undefined =>
    at(definition.properties.get(String(path[0])), path.slice(1));
  const typePlace = original(member.writtenAt.type)?.place ?? definition.place;
  const properties = written(member.properties, original(member.writtenAt.properties), definition);
  const given = [...(properties.members ?? [])].filter(([name]) => member.properties[name] !== null);
  return {
    name: member.name,
    type: member.type,
    description: "",
    properties: new Map(properties.members ? given : []),
    ...(properties.members === undefined && { propertiesCall: properties }),
    dependsOn: [],
    place: typePlace,
    typePlace,
  };
}
