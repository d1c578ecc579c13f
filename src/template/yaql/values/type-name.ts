import type { Value } from "./value.ts";
import { isList } from "./value.ts";

/** What messages call the type of a value. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return "float";
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  return isList(value) ? "list" : value.typeName;
}
