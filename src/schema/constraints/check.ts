import type { Diagnostic, Place } from "../diagnostic.ts";
import { pathText } from "../diagnostic.ts";
import { matchWhole } from "../pattern.ts";
import type { Property } from "../property.ts";
import { pureConstraints } from "./pure-constraints.ts";

const MAX_SHOWN = 60;

function shown(value: unknown, secret: boolean | undefined): string {
  if (secret === true) return "the value";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function bounds({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return min === max ? `exactly ${min}` : `from ${min} to ${max}`;
  return min !== undefined ? `at least ${min}` : `at most ${max ?? ""}`;
}

function outside(value: number, { min, max }: { readonly min?: number; readonly max?: number }): boolean {
  return (min !== undefined && value < min) || (max !== undefined && value > max);
}

/** Characters of a text as Python counts them, items of a list, keys of a map. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

function faults(property: Property, value: unknown): readonly string[] {
  const found: string[] = [];
  const subject = shown(value, property.secret);
  if (property.oneOf !== undefined) {
    const allowed: readonly unknown[] = property.oneOf;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (!allowed.includes(item)) found.push(`${shown(item, property.secret)} is none of ${allowed.join(", ")}`);
    }
  }
  if (property.range !== undefined && typeof value === "number" && outside(value, property.range)) {
    found.push(`${subject} must be ${bounds(property.range)}`);
  }
  const length = property.length === undefined ? undefined : lengthOf(value);
  if (property.length !== undefined && length !== undefined && outside(length, property.length)) {
    found.push(`its length is ${length} and must be ${bounds(property.length)}`);
  }
  if (property.pattern !== undefined && typeof value === "string") {
    const match = matchWhole(property.pattern, value);
    if (match === "no") found.push(`${subject} does not match the pattern ${property.pattern}`);
    else if (match !== "yes") found.push(`the pattern ${property.pattern} cannot be checked: ${match.fault}`);
  }
  if (property.constraint !== undefined) {
    const fault = pureConstraints.get(property.constraint)?.(value);
    if (fault !== undefined) found.push(`${subject} ${fault}`);
  }
  return found;
}

/** What a property's constraints say against a value of its type. */
export function checkConstraints(property: Property, value: unknown, at: Place): readonly Diagnostic[] {
  const { oneOf, range, length, pattern, constraint } = property;
  if (
    oneOf === undefined &&
    range === undefined &&
    length === undefined &&
    pattern === undefined &&
    constraint === undefined
  )
    return [];
  return faults(property, value).map((fault) => ({
    severity: "error",
    code: "constraint",
    message: `${pathText(at.path)}: ${fault}`,
    place: at,
  }));
}
