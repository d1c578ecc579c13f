import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Property, PropertyType } from "#schema/property.ts";
import { EngineFault } from "../faults.ts";
import { customConstraintOf } from "./resource-types.ts";

/** Languages that templates are generated in. */
export type GeneratedLanguage = "hot" | "cfn";

type Kind = PropertyType["kind"];
type Document = Readonly<Record<string, unknown>>;

const hotTypes: Readonly<Record<Kind, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  list: "comma_delimited_list",
  map: "json",
  any: "string",
};

const cfnTypes: Readonly<Record<Kind, string>> = {
  string: "String",
  integer: "Number",
  number: "Number",
  boolean: "Boolean",
  list: "CommaDelimitedList",
  map: "Json",
  any: "String",
};

function hotParameter(property: Property): Document {
  const { oneOf, range, length, pattern } = property;
  const custom = customConstraintOf(property);
  const constraints = [
    ...(oneOf === undefined ? [] : [{ allowed_values: oneOf }]),
    ...(range === undefined ? [] : [{ range }]),
    ...(length === undefined ? [] : [{ length }]),
    ...(pattern === undefined ? [] : [{ allowed_pattern: pattern }]),
    // Heat leaves an empty constraint here, which its own validation refuses.
    ...(custom === undefined ? [] : [{ custom_constraint: custom }]),
  ];
  return {
    type: hotTypes[property.type.kind],
    description: property.description,
    ...(property.default != null && { default: property.default }),
    ...(constraints.length > 0 && { constraints }),
  };
}

function cfnParameter({ type, description, default: value, oneOf, range, length, pattern }: Property): Document {
  return {
    Type: cfnTypes[type.kind],
    Description: description,
    ...(value != null && { Default: value }),
    ...(type.kind === "boolean" && { AllowedValues: ["True", "true", "False", "false"] }),
    ...(oneOf !== undefined && { AllowedValues: oneOf }),
    ...(range?.min !== undefined && { MinValue: range.min }),
    ...(range?.max !== undefined && { MaxValue: range.max }),
    ...(length?.min !== undefined && { MinLength: length.min }),
    ...(length?.max !== undefined && { MaxLength: length.max }),
    ...(pattern !== undefined && { AllowedPattern: pattern }),
  };
}

interface Parts {
  readonly type: string;
  /** The resource in the template. */
  readonly name: string;
  readonly properties: readonly (readonly [string, Property])[];
  /** Attributes with their descriptions. */
  readonly attributes: readonly (readonly [string, string])[];
}

function each<T>(entries: readonly (readonly [string, T])[], of: (value: T, key: string) => unknown): Document {
  return Object.fromEntries(entries.map(([key, value]) => [key, of(value, key)]));
}

function hotTemplate({ type, name, properties, attributes }: Parts): Document {
  return {
    heat_template_version: "2016-10-14",
    description: `Initial template of ${name}`,
    parameters: each(properties, hotParameter),
    outputs: {
      ...each(attributes, (description, key) => ({ value: { get_attr: [name, key] }, description })),
      "OS::stack_id": { value: { get_resource: name } },
    },
    resources: { [name]: { type, properties: each(properties, (_property, key) => ({ get_param: key })) } },
  };
}

function cfnTemplate({ type, name, properties, attributes }: Parts): Document {
  const reference = (property: Property, key: string): Document =>
    property.type.kind === "list" ? { "Fn::Split": [",", { Ref: key }] } : { Ref: key };
  return {
    HeatTemplateFormatVersion: "2012-12-12",
    Description: `Initial template of ${name}`,
    Parameters: each(properties, cfnParameter),
    Resources: { [name]: { Type: type, Properties: each(properties, reference) } },
    Outputs: {
      ...each(attributes, (Description, key) => ({ Value: { "Fn::GetAtt": [name, key] }, Description })),
      "OS::stack_id": { Value: { Ref: name } },
    },
  };
}

/** A template of one resource of the type: a parameter for each property, an output for each attribute. */
export function generateTemplate(
  types: ReadonlyMap<string, ResourceType>,
  typeName: string,
  language: GeneratedLanguage,
): Document {
  const type = types.get(typeName);
  if (type === undefined) throw new EngineFault("EntityNotFound", `there is no resource type "${typeName}"`);
  const attributes = Object.entries(type.attributes).map(([key, { description }]) => [key, description] as const);
  const parts: Parts = {
    type: typeName,
    name: typeName.split("::").at(-1) ?? typeName,
    properties: Object.entries(type.properties).filter(([, property]) => property.hidden !== true),
    attributes: [...attributes, ["show", "The object as the service shows it."]],
  };
  return language === "hot" ? hotTemplate(parts) : cfnTemplate(parts);
}
