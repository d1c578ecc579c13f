import type { Cloud } from "#cloud/cloud.ts";
import type { Property, PropertySchemas } from "#schema/property.ts";

/** Property values, by name. */
type PropertyValues = Readonly<Record<string, unknown>>;

const translated = new WeakMap<PropertySchemas, boolean>();

/** Whether some property, at any depth, names an object of the cloud. */
export function namesObjects(schemas: PropertySchemas): boolean {
  let known = translated.get(schemas);
  if (known === undefined) {
    known = Object.values(schemas).some(propertyNamesObjects);
    translated.set(schemas, known);
  }
  return known;
}

function propertyNamesObjects(property: Property): boolean {
  if (property.names !== undefined) return true;
  if (property.type.kind === "list") return property.type.item !== undefined && propertyNamesObjects(property.type.item);
  if (property.type.kind === "map") return property.type.keys !== undefined && namesObjects(property.type.keys);
  return false;
}

/** The values with every name of a cloud object turned into its id; asks the cloud where needed. */
export async function translate(schemas: PropertySchemas, values: PropertyValues, cloud: Cloud): Promise<PropertyValues> {
  const out: Record<string, unknown> = { ...values };
  for (const [name, value] of Object.entries(values)) {
    const schema = schemas[name];
    if (schema !== undefined && propertyNamesObjects(schema)) out[name] = await translateValue(schema, value, cloud);
  }
  return out;
}

async function translateValue(property: Property, value: unknown, cloud: Cloud): Promise<unknown> {
  if (value === null || value === undefined || value === "") return value;
  if (property.names !== undefined && typeof value === "string") return cloud.resolveName(property.names, value);
  const type = property.type;
  if (type.kind === "list" && Array.isArray(value)) {
    const item = type.item ?? property;
    const out: unknown[] = [];
    for (const member of value) out.push(await translateValue(inherit(property, item), member, cloud));
    return out;
  }
  if (type.kind === "map" && type.keys !== undefined && typeof value === "object") {
    return translate(type.keys, value as PropertyValues, cloud);
  }
  return value;
}

/** `names` on a list means its items. */
function inherit(list: Property, item: Property): Property {
  return list.names !== undefined && item.names === undefined ? { ...item, names: list.names } : item;
}
