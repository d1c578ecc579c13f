import { Dictionary } from "./dictionary.ts";
import { HostValue } from "./host-value.ts";
import { Stream } from "./stream.ts";
import type { Value } from "./value.ts";
import { isList } from "./value.ts";

/** What messages call the type of a value. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return "float";
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  if (isList(value)) return "list";
  if (value instanceof Dictionary) return "dictionary";
  if (value instanceof Stream) return "iterator";
  return value instanceof HostValue ? value.typeName : "set";
}
