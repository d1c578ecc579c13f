import { coerceValue } from "#schema/coerce.ts";
import type { Property } from "#schema/property.ts";
import { any, boolean, freeMap, list, number, string } from "#schema/property.ts";

/** What a value can be turned into: the types of HOT's parameters. */
export const valueTypes = ["string", "number", "comma_delimited_list", "json", "boolean"] as const;

/** One of `valueTypes`. */
export type ValueType = (typeof valueTypes)[number];

/** A value of each type is taken as a property of that kind would take it, and nothing as the value beside it. */
const kinds: Readonly<Record<ValueType, readonly [property: Property, nothing: unknown]>> = {
  string: [string("Text."), ""],
  number: [number("A number."), 0],
  comma_delimited_list: [list(any("An item."), "A list."), []],
  json: [freeMap("A map."), {}],
  boolean: [boolean("True or false."), false],
};

const at = { path: ["value"] };

/** The value in that type; unchanged where it cannot be turned into it. */
export function valueAs(value: unknown, type: ValueType | undefined): unknown {
  if (type === undefined) return value;
  const [property, nothing] = kinds[type];
  return value === null ? nothing : (coerceValue(property, value, at).value ?? value);
}

/** Why a value cannot be turned into that type, if so. */
export function valueFaults(value: unknown, type: ValueType | undefined): readonly string[] {
  if (type === undefined || value === undefined || value === null) return [];
  // What is not known yet is given as such a map.
  const isUnknown = typeof value === "object" && "get_resource" in value;
  return isUnknown ? [] : coerceValue(kinds[type][0], value, at).diagnostics.map(({ message }) => message);
}
