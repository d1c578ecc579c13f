import type { ResourceContext } from "#resource-model/context.ts";

type Json = Readonly<Record<string, unknown>>;

/** What each member of a group shall be. */
export interface MemberDefinition {
  readonly type: string;
  readonly properties?: Json | undefined;
  readonly metadata?: Json | undefined;
}

/** The name itself, with the group's index variable replaced in every text of a value. */
export function withIndex(value: unknown, variable: string, name: string): unknown {
  if (typeof value === "string") return value.replaceAll(variable, () => name);
  if (Array.isArray(value)) return value.map((item) => withIndex(item, variable, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIndex(item, variable, name)]));
}

/** A member of that name as a template's resource; properties without a value are left out. */
export function memberResource(definition: MemberDefinition, variable: string, name: string): Json {
  const { type, properties = {}, metadata } = definition;
  const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
  return {
    type,
    properties: withIndex(given, variable, name),
    ...(metadata && { metadata: withIndex(metadata, variable, name) }),
  };
}

/** The first `count` names that are not to be used any more's complement: 0, 1, 2 … without the removed ones. */
export function memberNames(count: number, removed: ReadonlySet<string>): readonly string[] {
  const names: string[] = [];
  for (let index = 0; names.length < count; index += 1) {
    if (!removed.has(String(index))) names.push(String(index));
  }
  return names;
}

const key = "name_blacklist";

/** The names that are not used any more, as they are stored. */
export function removedNames({ data }: Pick<ResourceContext, "data">): ReadonlySet<string> {
  return new Set(data[key]?.split(",").filter((name) => name !== "") ?? []);
}

/** What stores them. */
export function storedNames(names: ReadonlySet<string>): Readonly<Record<string, string>> {
  return { [key]: [...names].join(",") };
}

/** A policy that names members to be removed. */
export interface RemovalPolicy {
  readonly resource_list?: readonly unknown[] | undefined;
}

/** The names that the policies remove now: those they name themselves, and those of members whose reference id they name. */
export function namesToRemove(
  policies: readonly RemovalPolicy[],
  before: ReadonlySet<string>,
  members: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const byReference = new Map([...members].map(([name, reference]) => [String(reference), name]));
  const found = new Set<string>();
  for (const wanted of policies.flatMap((policy) => policy.resource_list ?? []).map(String)) {
    // As Heat: a name that no member has had yet is not kept from being used.
    const name = members.has(wanted) || before.has(wanted) ? wanted : byReference.get(wanted);
    if (name !== undefined) found.add(name);
  }
  return found;
}
