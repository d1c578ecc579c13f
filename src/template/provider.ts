import type { Attribute, Property, PropertyType } from "#schema/property.ts";
import { isMemberAttribute } from "./member-attributes.ts";
import type { ParameterSchema, Template, TypeFacts } from "./template.ts";

/** Lists and JSON are read by the parameter itself, which takes their text too. */
const propertyTypes: Readonly<Record<ParameterSchema["type"], PropertyType>> = {
  string: { kind: "string" },
  number: { kind: "number" },
  boolean: { kind: "any" },
  comma_delimited_list: { kind: "any" },
  json: { kind: "any" },
};

function propertyOf(parameter: ParameterSchema): Property {
  return {
    type: propertyTypes[parameter.type],
    description: parameter.description,
    onChange: "update",
    ...(parameter.default === undefined ? { required: true } : {}),
    ...(parameter.hidden ? { secret: true } : {}),
  };
}

/** A template as a resource type: its parameters are the properties, its outputs the attributes. The template fills in its own defaults. */
export function typeFactsOfTemplate(template: Template): TypeFacts {
  const properties = [...template.parameters].map(([name, parameter]) => [name, propertyOf(parameter)] as const);
  const attributes = [...template.outputs].map(([name, output]): readonly [string, Attribute] => [
    name,
    { description: output.description },
  ]);
  return {
    properties: Object.fromEntries(properties),
    attributes: Object.fromEntries(attributes),
    otherAttributes: { has: isMemberAttribute },
  };
}
