import type { Attribute } from "#schema/property.ts";
import type { ResourceContext } from "./context.ts";

/** An attribute that every type may have, whatever its properties. */
export interface PlainAttribute extends Attribute {
  readonly read?: (c: Pick<ResourceContext, "observed" | "data">) => unknown;
}

/** An attribute that is the field of the same name of the object. */
export function attribute(description: string, type?: Attribute["type"]): PlainAttribute {
  return { description, ...(type && { type }) };
}

/** An attribute that is another field of the object. */
export function field(name: string, description: string, type?: Attribute["type"]): PlainAttribute {
  return { ...attribute(description, type), read: (c) => c.observed?.[name] ?? null };
}

/** An attribute that is a private value stored with the resource. */
export function stored(key: string, description: string): PlainAttribute {
  return { ...attribute(description, "string"), read: (c) => c.data[key] ?? null };
}
