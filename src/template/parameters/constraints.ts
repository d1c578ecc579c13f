import { cloudConstraints, isAsked } from "#schema/constraints/asked-constraints.ts";
import { lengthOf } from "#schema/constraints/check.ts";
import { pureConstraints } from "#schema/constraints/pure-constraints.ts";
import { matchWhole } from "#schema/pattern.ts";
import { suggest } from "#schema/suggest.ts";
import { sameValue } from "../functions/equals.ts";
import { scalarText } from "../functions/text-form.ts";
import type { ParameterSchema } from "../template.ts";

interface Bounds {
  readonly min?: number | string | null;
  readonly max?: number | string | null;
}

function boundsFault(value: number, { min, max }: Bounds, what: string): string | undefined {
  if (min !== undefined && min !== null && value < Number(min)) return `must ${what}at least ${min}`;
  if (max !== undefined && max !== null && value > Number(max)) return `must ${what}at most ${max}`;
  return undefined;
}

/** What a constraint is about: each item of a list, or the value itself. */
function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function allowedFault(schema: ParameterSchema, value: unknown, allowed: readonly unknown[]): string | undefined {
  const same = (item: unknown, choice: unknown): boolean => {
    if (sameValue(item, choice)) return true;
    if (schema.type === "number") return typeof choice === "string" && choice.trim() !== "" && Number(choice) === item;
    if (schema.type === "boolean") return typeof choice === "string" && String(item) === choice.toLowerCase();
    return scalarText(choice) === item;
  };
  const items = schema.type === "comma_delimited_list" ? itemsOf(value) : [value];
  const outside = items.some((item) => !allowed.some((choice) => same(item, choice)));
  return outside
    ? `must be one of ${allowed.map((choice) => scalarText(choice) ?? JSON.stringify(choice)).join(", ")}`
    : undefined;
}

function patternFault(value: string, pattern: string): string | undefined {
  const match = matchWhole(pattern, value);
  if (match === "yes") return undefined;
  return match === "no"
    ? `must match the pattern ${pattern}`
    : `cannot be checked against the pattern ${pattern}: ${match.fault}`;
}

/** Those that ask the cloud are not for a pure function: see `parameterQuestions`. */
function customFault(value: unknown, name: string): string | undefined {
  const check = pureConstraints.get(name);
  if (check !== undefined)
    return itemsOf(value)
      .map(check)
      .find((found) => found !== undefined);
  if (isAsked(name)) return undefined;
  const near = suggest(name, [...pureConstraints.keys(), ...cloudConstraints]);
  return `has the custom constraint "${name}", which there is not${near === undefined ? "" : ` (did you mean "${near}"?)`}`;
}

function fault(schema: ParameterSchema, value: unknown, kind: string, argument: unknown): string | undefined {
  switch (kind) {
    case "range":
      return typeof value === "number" ? boundsFault(value, argument as Bounds, "be ") : undefined;
    case "length": {
      const length = lengthOf(value);
      return length === undefined ? undefined : boundsFault(length, argument as Bounds, "have a length of ");
    }
    case "modulo": {
      const { step, offset } = argument as { step: number | string; offset: number | string };
      const fits = typeof value === "number" && (value - Number(offset)) % Number(step) === 0;
      return fits ? undefined : `must be ${offset} plus a multiple of ${step}`;
    }
    case "allowed_values":
      return allowedFault(schema, value, argument as readonly unknown[]);
    case "allowed_pattern":
      return typeof value === "string" ? patternFault(value, argument as string) : undefined;
    case "custom_constraint":
      return customFault(value, argument as string);
    default:
      return undefined;
  }
}

/** What a parameter's constraints say against its typed value, after its name. Never names the value. */
export function constraintFaults(schema: ParameterSchema, value: unknown): readonly string[] {
  const faults: string[] = [];
  for (const constraint of schema.constraints) {
    const kind = Object.keys(constraint).find((key) => key !== "description");
    if (kind === undefined) continue;
    const found = fault(schema, value, kind, constraint[kind]);
    if (found === undefined) continue;
    const description = constraint["description"];
    faults.push(typeof description === "string" ? `is refused: ${description}` : found);
  }
  return faults;
}
