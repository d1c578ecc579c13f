import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Property, PropertySchemas } from "#schema/property.ts";
import { matchWhole } from "#schema/pattern.ts";
import { EngineFault } from "../faults.ts";
import type { ResourceTypeView } from "../requests.ts";

/** The resource types whose name begins with what the pattern matches; a bad pattern matches none. */
export function listResourceTypes(
  types: ReadonlyMap<string, ResourceType>,
  namePattern?: string,
): readonly ResourceTypeView[] {
  const pattern = namePattern === undefined ? undefined : `(?:${namePattern}).*`;
  return [...types.values()]
    .filter(({ type }) => pattern === undefined || matchWhole(pattern, type) === "yes")
    .map(({ type, description, since }) => ({ type, description, since }));
}

/** A resource type's schema in the form of Heat's API. */
export function showResourceType(
  types: ReadonlyMap<string, ResourceType>,
  name: string,
): Readonly<Record<string, unknown>> {
  const type = types.get(name);
  if (type === undefined) throw new EngineFault("EntityNotFound", `there is no resource type "${name}"`);
  const attributes = Object.entries(type.attributes).map(
    ([key, attribute]) => [key, { description: attribute.description, type: attribute.type ?? "string" }] as const,
  );
  return {
    resource_type: type.type,
    description: type.description,
    properties: propertiesView(type.properties),
    attributes: Object.fromEntries([
      ...attributes,
      ["show", { description: "The object as the service shows it.", type: "map" }],
    ]),
    support_status: { status: "SUPPORTED", message: null, version: type.since ?? null, previous_status: null },
  };
}

function propertiesView(schemas: PropertySchemas): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, property]) => [name, propertyView(property)]));
}

/** The custom constraint that a property is shown with. */
export function customConstraintOf({ constraint, mayComeLater, names }: Property): string | undefined {
  return constraint ?? (mayComeLater === true ? undefined : names);
}

function propertyView(property: Property): Record<string, unknown> {
  const { type } = property;
  const inner =
    type.kind === "map" && type.keys
      ? propertiesView(type.keys)
      : type.kind === "list" && type.item
        ? { "*": propertyView(type.item) }
        : undefined;
  const constraints: Record<string, unknown>[] = [];
  if (property.oneOf) constraints.push({ allowed_values: property.oneOf });
  if (property.range) constraints.push({ range: property.range });
  if (property.length) constraints.push({ length: property.length });
  if (property.pattern !== undefined) constraints.push({ allowed_pattern: property.pattern });
  const custom = customConstraintOf(property);
  if (custom !== undefined) constraints.push({ custom_constraint: custom });
  return {
    type: type.kind,
    description: property.description,
    required: property.required ?? false,
    update_allowed: property.onChange === "update",
    immutable: property.onChange === "refuse",
    ...(property.default !== undefined && { default: property.default }),
    ...(inner && { schema: inner }),
    ...(constraints.length > 0 && { constraints }),
  };
}
