import type { Cloud } from "#cloud/cloud.ts";
import { isFault } from "#cloud/fault.ts";
import { itemOf, propertyNamesObjects } from "#schema/names.ts";
import type { Property, PropertySchemas } from "#schema/property.ts";

/** Property values, by name. */
type PropertyValues = Readonly<Record<string, unknown>>;

/** What happens with a name that nothing bears. */
interface Missing {
  readonly missing: "fail" | "keep";
}

/** The values with every name of a cloud object turned into its id; asks the cloud where needed. */
export async function translate(
  schemas: PropertySchemas,
  values: PropertyValues,
  cloud: Cloud,
  how: Missing = { missing: "fail" },
): Promise<PropertyValues> {
  const out: Record<string, unknown> = { ...values };
  for (const [name, value] of Object.entries(values)) {
    const schema = schemas[name];
    if (schema !== undefined && propertyNamesObjects(schema))
      out[name] = await translateValue(schema, value, cloud, how);
  }
  return out;
}

async function translateValue(property: Property, value: unknown, cloud: Cloud, how: Missing): Promise<unknown> {
  if (value === null || value === undefined || value === "") return value;
  if (property.names !== undefined && typeof value === "string") return idOf(property.names, value, cloud, how);
  const type = property.type;
  if (type.kind === "list" && Array.isArray(value)) {
    const item = itemOf(property);
    const out: unknown[] = [];
    for (const member of value) out.push(await translateValue(item, member, cloud, how));
    return out;
  }
  if (type.kind === "map" && type.keys !== undefined && typeof value === "object") {
    return translate(type.keys, value as PropertyValues, cloud, how);
  }
  return value;
}

async function idOf(kind: string, name: string, cloud: Cloud, how: Missing): Promise<string> {
  try {
    return await cloud.resolveName(kind, name);
  } catch (error) {
    if (how.missing === "keep" && isFault(error, "notFound", "ambiguous")) return name;
    throw error;
  }
}
