import type { Place } from "../diagnostic.ts";
import { pathText } from "../diagnostic.ts";
import { itemOf, namesObjects, propertyNamesObjects } from "../names.ts";
import type { Property, PropertySchemas } from "../property.ts";

/** What no pure function can answer: whether a value meets a custom constraint that asks the cloud, or the clock. */
export interface Question {
  /** The constraint's name: `"neutron.network"`. */
  readonly constraint: string;
  readonly value: string;
  /** Whether the value may not be shown. */
  readonly secret: boolean;
  readonly place: Place;
  /** Whose value it is, as a message begins: `resources.web.properties.flavor`. */
  readonly subject: string;
  /** What to say instead of what is wrong. */
  readonly description?: string;
}

/** What is to be asked about the value of a property, and what is inside it. */
export function questionsOf(property: Property, value: unknown, place: Place): readonly Question[] {
  if (value === null || value === undefined || !propertyNamesObjects(property)) return [];
  const { type, names, mayComeLater, secret = false } = property;
  if (names !== undefined && typeof value === "string") {
    return mayComeLater === true ? [] : [{ constraint: names, value, secret, place, subject: pathText(place.path) }];
  }
  const inside = (key: string | number): Place => ({ ...place, path: [...place.path, key] });
  if (type.kind === "list" && Array.isArray(value)) {
    const item = itemOf(property);
    return value.flatMap((member, index) => questionsOf(item, member, inside(index)));
  }
  if (type.kind !== "map" || type.keys === undefined || typeof value !== "object") return [];
  return questionsOfMap(type.keys, value, inside);
}

function questionsOfMap(schemas: PropertySchemas, values: object, inside: (key: string) => Place): readonly Question[] {
  if (!namesObjects(schemas)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const property = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
    return property === undefined ? [] : questionsOf(property, value, inside(key));
  });
}
