import type { CloudObject } from "#cloud/collection.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceContext } from "./context.ts";

/** Properties on their way into a request: only those to be sent; null where a value was taken away. */
export type Sent<P extends PropertySchemas> = {
  readonly [K in keyof Values<P>]?: Values<P>[K] | null | undefined;
};

/** All that is given, for the create call. A type with a `name` gets the physical name where the user chose none. */
export function givenProperties<P extends PropertySchemas>(
  properties: P,
  { props, name }: Pick<ResourceContext<P>, "props" | "name">,
): Sent<P> {
  const given = Object.entries(props).filter(([, value]) => value !== undefined && value !== null);
  return { ...("name" in properties && { name }), ...Object.fromEntries(given) } as Sent<P>;
}

/** What the services take for a text that was taken away: they refuse null for these. */
const takenAway = ({ name }: { readonly name: string }): Readonly<Record<string, string>> => ({
  name,
  description: "",
});

/** The changed properties that can be changed in place; a name that was taken away becomes the physical name again. */
export function changedProperties<P extends PropertySchemas>(
  properties: P,
  c: Pick<ResourceContext<P>, "props" | "changed" | "name">,
): Sent<P> {
  const values = c.props as Readonly<Record<string, unknown>>;
  const instead = takenAway(c);
  const inPlace = [...c.changed].filter((property) => properties[property]?.onChange === "update");
  return Object.fromEntries(
    inPlace.map((property) => [property, values[property] ?? instead[property] ?? null]),
  ) as Sent<P>;
}

/** The object without its undefined members. */
export function withoutUndefined(object: CloudObject): CloudObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
