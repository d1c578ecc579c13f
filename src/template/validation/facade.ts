import type { Diagnostic } from "#schema/diagnostic.ts";
import type { PropertyType } from "#schema/property.ts";
import type { ParameterSchema, ResourceDefinition, Template, TypeFacts } from "../template.ts";

/** The kinds of properties that a parameter may stand for. */
const kindsOf: Readonly<Record<ParameterSchema["type"], readonly PropertyType["kind"][]>> = {
  string: ["string"],
  number: ["number", "integer"],
  boolean: ["boolean"],
  comma_delimited_list: ["list"],
  json: ["map"],
};

function fits(parameter: ParameterSchema, { kind }: PropertyType): boolean {
  return kind === "any" || kindsOf[parameter.type].includes(kind);
}

/** Why a template cannot stand for a type: one sentence each. */
function misfits(template: Template, facade: TypeFacts): readonly string[] {
  const found: string[] = [];
  for (const [name, property] of Object.entries(facade.properties)) {
    const parameter = template.parameters.get(name);
    if (parameter === undefined) {
      if (property.required === true) found.push(`it needs a parameter for the required property "${name}"`);
    } else if (!fits(parameter, property.type)) {
      found.push(`its parameter "${name}" is of type ${parameter.type}, the property is a ${property.type.kind}`);
    }
  }
  for (const { name, default: otherwise } of template.parameters.values()) {
    const known = Object.hasOwn(facade.properties, name) || Object.hasOwn(facade.formerNames ?? {}, name);
    if (!known && otherwise === undefined) found.push(`its parameter "${name}" has no default and is no property`);
  }
  for (const name of Object.keys(facade.attributes)) {
    // Every resource has `show` by itself, one with a nested stack too.
    if (name !== "show" && !template.outputs.has(name)) found.push(`it needs an output for the attribute "${name}"`);
  }
  return found;
}

/** What is wrong with a template in the place of a type that is known by itself: it must take and give what the type does. */
export function facadeFaults(
  { type, typePlace, place }: ResourceDefinition,
  facade: TypeFacts | undefined,
  { file, template }: { readonly file: string; readonly template: Template },
): readonly Diagnostic[] {
  if (facade === undefined || facade.acceptsAnything === true) return [];
  return misfits(template, facade).map((misfit) => ({
    severity: "error",
    code: "resource-type",
    message: `the template "${file}" cannot stand for ${type}: ${misfit}`,
    place: typePlace ?? place,
  }));
}
