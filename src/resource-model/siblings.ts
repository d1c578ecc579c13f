import type { Sibling } from "./resource-type.ts";

/** The name in a reference to a resource of the same stack; undefined for any other value. */
export function referenced(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const target = (value as Readonly<Record<string, unknown>>).get_resource;
  return typeof target === "string" ? target : undefined;
}

/** Whether two property values mean the same object: the same reference, or the same name or id. */
export function sameReference(one: unknown, other: unknown): boolean {
  const name = referenced(one);
  if (name !== undefined) return name === referenced(other);
  return typeof one === "string" && one !== "" && one === other;
}

/** Those of one type. */
export function ofType(others: readonly Sibling[], type: string): readonly Sibling[] {
  return others.filter((other) => other.type === type);
}

/** Their names. */
export function namesOf(siblings: readonly Sibling[]): readonly string[] {
  return siblings.map(({ name }) => name);
}
