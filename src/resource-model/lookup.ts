import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject, Collection, Query } from "#cloud/collection.ts";
import type { PropertySchemas } from "#schema/property.ts";
import type { ResourceContext } from "./context.ts";
import type { Lookup } from "./step.ts";

/** What a lookup is made from: the type's collection, and what is sent when an object is created. */
export interface Made<P extends PropertySchemas> {
  readonly collection: (cloud: Cloud) => Collection;
  readonly body: (c: ResourceContext<P>) => CloudObject;
}

/** How a type finds its object again; asked when the create step is made, because it may depend on who chose the name. */
export type LookupRule<P extends PropertySchemas> = (c: ResourceContext<P>, made: Made<P>) => Lookup<P>;

/** How a field's value is asked for in a list call, where it is not `?field=value`. */
export type FieldQuery = (value: string) => Query;

/**
 * The object is found by a field that holds the physical name or the marker. Where the user chose the
 * value it is no marker: then exactly one new object with it is taken (`weak`).
 */
export function unique<P extends PropertySchemas>(field: string, query?: FieldQuery): LookupRule<P> {
  return (c, { collection, body }) => {
    const value = String(body(c)[field] ?? "");
    return {
      kind: value === c.name || value === c.marker ? "unique" : "weak",
      async find(now) {
        const found = await collection(now.cloud).list(query?.(value) ?? { [field]: value });
        // Some services match a part of the text, or ignore filters they do not know.
        return found.filter((object) => object[field] === value);
      },
    };
  };
}

/** The object is known by what it joins or by its path; what is found there is ours. */
export function natural<P extends PropertySchemas>(find: Lookup<P>["find"], idOf?: Lookup<P>["idOf"]): LookupRule<P> {
  return () => ({ kind: "natural", find, ...(idOf && { idOf }) });
}

/** Like `natural`, but an object that is found is useless, because a secret stood only in the answer: it is made again. */
export function answerOnly<P extends PropertySchemas>(find: Lookup<P>["find"]): LookupRule<P> {
  return () => ({ kind: "answerOnly", find });
}
