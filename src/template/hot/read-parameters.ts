import type { Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";
import type { ParameterSchema } from "../template.ts";
import { checkKeys, defaultAt, kindOf, looseTextAt, mapAt } from "./sections.ts";
import type { LanguageVersion } from "./versions.ts";

type Path = Place["path"];
type Json = Readonly<Record<string, unknown>>;

/** The types of parameters, by HOT's names. */
const parameterTypes = ["string", "number", "comma_delimited_list", "json", "boolean"] as const;
const parameterKeys = ["type", "description", "default", "schema", "constraints", "hidden", "label", "immutable"];

/** The constraints there are, and the types of parameters that each is for. */
const constraintTypes: ReadonlyMap<string, readonly ParameterSchema["type"][]> = new Map([
  ["range", ["number"]],
  ["length", ["string", "comma_delimited_list", "json"]],
  ["modulo", ["number"]],
  ["allowed_values", ["string", "number", "boolean", "comma_delimited_list"]],
  ["allowed_pattern", ["string"]],
  ["custom_constraint", [...parameterTypes]],
]);

/** As Heat, and Python: whether a value is anything but empty, zero or false. So the text "false" is true. */
function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function isBoundary(value: unknown, isWhole: boolean): boolean {
  if (value === undefined || value === null) return true;
  const number = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && (!isWhole || Number.isInteger(number));
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : undefined;
}

function moduloFault(argument: Readonly<Record<string, unknown>>): string | undefined {
  const [step, offset] = [wholeNumber(argument["step"]), wholeNumber(argument["offset"])];
  if (step === undefined || offset === undefined) return "takes a whole number as step and one as offset";
  if (step === 0) return "takes a step that is not 0";
  if (Math.abs(offset) >= Math.abs(step)) return "takes an offset smaller than the step";
  return offset !== 0 && Math.sign(offset) !== Math.sign(step)
    ? "takes an offset of the same sign as the step"
    : undefined;
}

/** What is wrong with a constraint of a known kind on a parameter of that type, after the kind's name. */
export function constraintFault(kind: string, argument: unknown, type: ParameterSchema["type"]): string | undefined {
  if (constraintTypes.get(kind)?.includes(type) === false) return `is no constraint for parameters of type ${type}`;
  if (kind === "allowed_values") return Array.isArray(argument) ? undefined : "takes a list";
  if (kind === "allowed_pattern" || kind === "custom_constraint")
    return typeof argument === "string" ? undefined : "takes text";
  if (typeof argument !== "object" || argument === null || Array.isArray(argument)) return "takes a map";
  const map = argument as Readonly<Record<string, unknown>>;
  const keys = kind === "modulo" ? ["step", "offset"] : ["min", "max"];
  const other = Object.keys(map).find((key) => !keys.includes(key));
  if (other !== undefined) return `takes ${keys.join(" and ")}, not "${other}"`;
  if (kind === "modulo") return moduloFault(map);
  if ((map["min"] ?? map["max"]) === undefined) return "takes min, max or both";
  const isWhole = kind === "length";
  if (isBoundary(map["min"], isWhole) && isBoundary(map["max"], isWhole)) return undefined;
  return `takes ${isWhole ? "whole " : ""}numbers as min and max`;
}

/** A value as a map, or a mistake of the schema and nothing. */
function schemaMap(reading: Reading, value: unknown, path: Path, what: string): Json | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  reading.error("parameter-schema", path, `${what} must be a map, not ${kindOf(value)}`);
  return undefined;
}

function readConstraints(
  value: unknown,
  { type, version }: { readonly type: ParameterSchema["type"]; readonly version: LanguageVersion },
  path: Path,
  reading: Reading,
): ParameterSchema["constraints"] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    reading.error("parameter-schema", path, `constraints must be a list, not ${kindOf(value)}`);
    return [];
  }
  const constraints: Readonly<Record<string, unknown>>[] = [];
  for (const [index, given] of value.entries()) {
    const at = [...path, index];
    const constraint = schemaMap(reading, given, at, "a constraint");
    if (constraint === undefined) continue;
    const kinds = Object.keys(constraint).filter((key) => key !== "description");
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      reading.error("parameter-schema", at, "a constraint has one kind (and a description, if wanted)");
      continue;
    }
    const known = [...constraintTypes.keys()].filter((each) => each !== "modulo" || version.hasModulo);
    if (!known.includes(kind)) {
      reading.error("parameter-schema", [...at, kind], `"${kind}" is no constraint`, {
        hint: didYouMean(kind, known).hint ?? `known are: ${known.join(", ")}`,
      });
      continue;
    }
    const fault = constraintFault(kind, constraint[kind], type);
    if (fault === undefined) constraints.push(constraint);
    else reading.error("parameter-schema", [...at, kind], `${kind} ${fault}`);
  }
  return constraints;
}

function readParameter(
  name: string,
  value: unknown,
  version: LanguageVersion,
  reading: Reading,
): ParameterSchema | undefined {
  const path = ["parameters", name];
  const parameter = schemaMap(reading, value, path, `the parameter "${name}"`);
  if (parameter === undefined) return undefined;
  checkKeys(reading, parameter, path, {
    keys: version.hasTags ? [...parameterKeys, "tags"] : parameterKeys,
    code: "parameter-schema",
    what: "key of a parameter",
  });
  const given = parameter["type"];
  const type = parameterTypes.find((known) => known === given);
  if (type === undefined) {
    const hint = typeof given === "string" ? didYouMean(given, parameterTypes).hint : undefined;
    const message =
      given === undefined
        ? `the parameter "${name}" has no type`
        : `${typeof given === "string" ? `"${given}"` : kindOf(given)} is no type of a parameter`;
    reading.error("parameter-schema", given === undefined ? path : [...path, "type"], message, {
      hint: hint ?? `known are: ${parameterTypes.join(", ")}`,
    });
    return undefined;
  }
  const tags = parameter["tags"];
  const label = looseTextAt(reading, parameter["label"], [...path, "label"], "a label");
  if (tags !== undefined && !Array.isArray(tags))
    reading.error("parameter-schema", [...path, "tags"], "tags must be a list");
  return {
    name,
    type,
    description: looseTextAt(reading, parameter["description"], [...path, "description"], "a description") ?? "",
    ...(label === undefined ? {} : { label }),
    ...defaultAt(reading, parameter["default"], [...path, "default"], type),
    hidden: isTruthy(parameter["hidden"]),
    immutable: isTruthy(parameter["immutable"]),
    constraints: readConstraints(parameter["constraints"], { type, version }, [...path, "constraints"], reading),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    place: reading.source.place(path),
  };
}

/** Reads the section `parameters`. */
export function readParameters(
  value: unknown,
  version: LanguageVersion,
  reading: Reading,
): ReadonlyMap<string, ParameterSchema> {
  const parameters = new Map<string, ParameterSchema>();
  if (value === undefined || value === null) return parameters;
  for (const [name, given] of Object.entries(mapAt(reading, value, ["parameters"], "the section parameters") ?? {})) {
    const parameter = readParameter(name, given, version, reading);
    if (parameter !== undefined) parameters.set(name, parameter);
  }
  return parameters;
}

/** Reads the section `parameter_groups`. */
export function readParameterGroups(
  value: unknown,
  parameters: ReadonlyMap<string, ParameterSchema>,
  reading: Reading,
): readonly Readonly<Record<string, unknown>>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    reading.error("structure", ["parameter_groups"], `parameter_groups must be a list, not ${kindOf(value)}`);
    return [];
  }
  const seen = new Set<string>();
  const groups: Readonly<Record<string, unknown>>[] = [];
  for (const [index, given] of value.entries()) {
    const path = ["parameter_groups", index];
    const group = mapAt(reading, given, path, "a parameter group");
    if (group === undefined) continue;
    checkKeys(reading, group, path, {
      keys: ["label", "description", "parameters"],
      code: "structure",
      what: "key of a parameter group",
      loose: true,
    });
    groups.push(group);
    if (!Array.isArray(group["parameters"])) {
      reading.error("structure", path, "a parameter group needs a list of parameters");
      continue;
    }
    for (const [at, name] of (group["parameters"] as unknown[]).entries()) {
      const place = [...path, "parameters", at];
      if (typeof name !== "string" || !parameters.has(name)) {
        reading.error(
          "structure",
          place,
          `a parameter group names "${String(name)}", which is no parameter`,
          didYouMean(String(name), parameters.keys()),
        );
      } else if (seen.has(name)) reading.error("structure", place, `the parameter "${name}" is in more than one group`);
      else seen.add(name);
    }
  }
  return groups;
}
