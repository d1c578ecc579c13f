import { scalarText } from "../functions/text-form.ts";
import type { ParameterSchema } from "../template.ts";

type Values = Readonly<Record<string, unknown>>;

/** What two values of a parameter make together, or why they make nothing, after "the values". */
export type Merged = { readonly value: unknown } | { readonly fault: string };

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const different: Merged = { fault: "cannot be merged: they are of different types" };

function mergeTexts(before: unknown, after: unknown): Merged {
  const [one, other] = [scalarText(before), scalarText(after)];
  return one === undefined || other === undefined ? different : { value: one + other };
}

function mergeNumbers(before: unknown, after: unknown): Merged {
  const sum = Number(before) + Number(after);
  return Number.isNaN(sum) ? { fault: "cannot be merged: they are no numbers" } : { value: sum };
}

/** Text with commas stays text where both are. */
function mergeLists(before: unknown, after: unknown): Merged {
  if (typeof before === "string" && typeof after === "string") return { value: `${before},${after}` };
  const items = (value: unknown): readonly unknown[] | undefined => {
    if (Array.isArray(value)) return value as unknown[];
    return scalarText(value)?.split(",");
  };
  const [first, second] = [items(before), items(after)];
  return first === undefined || second === undefined ? different : { value: [...first, ...second] };
}

/** What stands inside of a map, where maps are merged deeply; what cannot be merged is overwritten. */
function mergeInside(before: unknown, after: unknown): unknown {
  if (isMap(before) && isMap(after)) return mergeMaps(before, after, true);
  if (Array.isArray(before) && Array.isArray(after)) return [...(before as unknown[]), ...(after as unknown[])];
  return typeof before === "string" && typeof after === "string" ? before + after : after;
}

function mergeMaps(before: Values, after: Values, deep: boolean): Values {
  const merged = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(after)) {
    if (value !== null) merged.set(key, deep && merged.has(key) ? mergeInside(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return value;
  }
}

function mergeJson(before: unknown, after: unknown, deep: boolean): Merged {
  const [one, other] = [parsed(before), parsed(after)];
  if (isMap(one) && isMap(other)) return { value: mergeMaps(one, other, deep) };
  if (Array.isArray(one) && Array.isArray(other)) return { value: [...(one as unknown[]), ...(other as unknown[])] };
  return different;
}

/** Merges two values of a parameter by its type; by what they are where the template has no such parameter. */
export function mergeValues(
  type: ParameterSchema["type"] | undefined,
  before: unknown,
  { value: after, deep }: { readonly value: unknown; readonly deep: boolean },
): Merged {
  if (before === null || before === undefined) return { value: after };
  switch (type ?? likelyType(before)) {
    case "string":
      return mergeTexts(before, after);
    case "number":
      return mergeNumbers(before, after);
    case "comma_delimited_list":
      return mergeLists(before, after);
    case "json":
      return mergeJson(before, after, deep);
    case "boolean":
      return { fault: "cannot be merged: true and false make nothing together" };
  }
}

function likelyType(value: unknown): ParameterSchema["type"] {
  if (Array.isArray(value)) return "comma_delimited_list";
  if (typeof value === "object") return "json";
  return typeof value === "number" || typeof value === "boolean" ? (typeof value as "number" | "boolean") : "string";
}
