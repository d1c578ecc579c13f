import type { Property, PropertySchemas } from "./property.ts";

const known = new WeakMap<PropertySchemas, boolean>();

/** Whether some property, at any depth, names an object of the cloud. */
export function namesObjects(schemas: PropertySchemas): boolean {
  let found = known.get(schemas);
  if (found === undefined) {
    found = Object.values(schemas).some(propertyNamesObjects);
    known.set(schemas, found);
  }
  return found;
}

/** Whether a property's value, or something inside it, names an object of the cloud. */
export function propertyNamesObjects(property: Property): boolean {
  if (property.names !== undefined) return true;
  if (property.type.kind === "list")
    return property.type.item !== undefined && propertyNamesObjects(property.type.item);
  if (property.type.kind === "map") return property.type.keys !== undefined && namesObjects(property.type.keys);
  return false;
}

/** The schema of a list's items: what the list names, they name. */
export function itemOf(list: Property): Property {
  const item = list.type.kind === "list" ? (list.type.item ?? list) : list;
  if (list.names === undefined || item.names !== undefined) return item;
  return { ...item, names: list.names, ...(list.mayComeLater === true && { mayComeLater: true }) };
}
