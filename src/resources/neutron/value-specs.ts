import type { CloudObject } from "#cloud/collection.ts";
import { freeMap } from "#schema/property.ts";

/** The `value_specs` property of Neutron's objects. */
export const valueSpecs = freeMap("Further members of the request's body, for extensions of the service.", {
  default: {},
  onChange: "update",
});

/** Names that `value_specs` must not hold, because properties say them. */
const reserved = new Set(["shared", "tenant_id"]);

/** What is wrong with the given `value_specs` beside the type's own properties. */
export function checkValueSpecs(own: readonly string[]) {
  const taken = new Set([...reserved, ...own]);
  return ({ value_specs }: Readonly<Record<string, unknown>>): readonly string[] => {
    if (typeof value_specs !== "object" || value_specs === null) return [];
    return Object.keys(value_specs)
      .filter((name) => taken.has(name))
      .map((name) => `value_specs must not hold ${name}: there is a property for it`);
  };
}

/** The members that go into the body: all on create, on update those that differ. */
export function specsToSend(
  sent: CloudObject | null | undefined,
  { before }: { readonly before: { readonly value_specs: CloudObject } | undefined },
): CloudObject {
  const old = before?.value_specs ?? {};
  return Object.fromEntries(
    Object.entries(sent ?? {}).filter(([key, value]) => JSON.stringify(old[key]) !== JSON.stringify(value)),
  );
}
