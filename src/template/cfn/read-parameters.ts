import type { Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Reading } from "../document/source.ts";
import { constraintFault } from "../hot/read-parameters.ts";
import { checkKeys, defaultAt, kindOf, mapAt, textAt } from "../hot/sections.ts";
import type { ParameterSchema } from "../template.ts";

type Path = Place["path"];
type Json = Readonly<Record<string, unknown>>;

/** CFN's types of parameters, with HOT's names. */
const types: ReadonlyMap<string, ParameterSchema["type"]> = new Map([
  ["String", "string"],
  ["Number", "number"],
  ["CommaDelimitedList", "comma_delimited_list"],
  ["Json", "json"],
  ["Boolean", "boolean"],
]);

const keys = [
  "Type",
  "Default",
  "NoEcho",
  "AllowedValues",
  "AllowedPattern",
  "MaxLength",
  "MinLength",
  "MaxValue",
  "MinValue",
  "Description",
  "ConstraintDescription",
  "Label",
];

/** A bound as a number, also where it is written as text; the value itself where it is neither. */
function bound(value: unknown): unknown {
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function bounds(parameter: Json, suffix: "Value" | "Length"): Json | undefined {
  const [min, max] = [bound(parameter[`Min${suffix}`]), bound(parameter[`Max${suffix}`])];
  if (min === undefined && max === undefined) return undefined;
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** The constraints as HOT writes them, each with a key that it was written under. */
function constraintsOf(parameter: Json): readonly { kind: string; argument: unknown; key: string }[] {
  const lengthKey = "MinLength" in parameter ? "MinLength" : "MaxLength";
  return [
    { kind: "range", argument: bounds(parameter, "Value"), key: "MinValue" in parameter ? "MinValue" : "MaxValue" },
    { kind: "length", argument: bounds(parameter, "Length"), key: lengthKey },
    { kind: "allowed_values", argument: parameter["AllowedValues"], key: "AllowedValues" },
    { kind: "allowed_pattern", argument: parameter["AllowedPattern"], key: "AllowedPattern" },
  ].filter(({ argument }) => argument !== undefined);
}

function readConstraints(
  parameter: Json,
  type: ParameterSchema["type"],
  path: Path,
  reading: Reading,
): ParameterSchema["constraints"] {
  const description = textAt(
    reading,
    parameter["ConstraintDescription"] ?? undefined,
    [...path, "ConstraintDescription"],
    "a description",
  );
  const constraints: Json[] = [];
  for (const { kind, argument, key } of constraintsOf(parameter)) {
    const fault = constraintFault(kind, argument, type);
    if (fault === undefined)
      constraints.push({ [kind]: argument, ...(description === undefined ? {} : { description }) });
    else reading.error("parameter-schema", [...path, key], `${key} ${fault}`);
  }
  return constraints;
}

function readType(name: string, given: unknown, path: Path, reading: Reading): ParameterSchema["type"] | undefined {
  const type = typeof given === "string" ? types.get(given) : undefined;
  if (type !== undefined) return type;
  const known = [...types.keys()];
  const hint =
    (typeof given === "string" ? didYouMean(given, known).hint : undefined) ?? `known are: ${known.join(", ")}`;
  if (given === undefined) reading.error("parameter-schema", path, `the parameter "${name}" has no Type`, { hint });
  else {
    const text = typeof given === "string" ? `"${given}"` : kindOf(given);
    reading.error("parameter-schema", [...path, "Type"], `${text} is no type of a parameter`, { hint });
  }
  return undefined;
}

function readParameter(name: string, value: unknown, reading: Reading): ParameterSchema | undefined {
  const path = ["Parameters", name];
  const parameter = mapAt(reading, value, path, `the parameter "${name}"`);
  if (parameter === undefined) return undefined;
  checkKeys(reading, parameter, path, { keys, code: "parameter-schema", what: "key of a parameter" });
  const type = readType(name, parameter["Type"], path, reading);
  if (type === undefined) return undefined;
  const text = (key: string, what: string): string | undefined =>
    textAt(reading, parameter[key] ?? undefined, [...path, key], what);
  const label = text("Label", "a label");
  return {
    name,
    type,
    description: text("Description", "a description") ?? "",
    ...(label === undefined ? {} : { label }),
    ...defaultAt(reading, parameter["Default"], [...path, "Default"], type),
    // As Heat: any other text than this one word shows the value.
    hidden: String(parameter["NoEcho"]).toLowerCase() === "true",
    immutable: false,
    constraints: readConstraints(parameter, type, path, reading),
    tags: [],
    place: reading.source.place(path),
  };
}

/** Reads the section `Parameters`. */
export function readCfnParameters(value: unknown, reading: Reading): ReadonlyMap<string, ParameterSchema> {
  const parameters = new Map<string, ParameterSchema>();
  if (value === undefined || value === null) return parameters;
  for (const [name, given] of Object.entries(mapAt(reading, value, ["Parameters"], "the section Parameters") ?? {})) {
    const parameter = readParameter(name, given, reading);
    if (parameter !== undefined) parameters.set(name, parameter);
  }
  return parameters;
}
