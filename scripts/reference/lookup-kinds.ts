import type { ResourceContext } from "#resource-model/context.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Property, PropertySchemas } from "#schema/property.ts";

const physicalName = "physical-name";

/** Stands for any value of the property: the kind of a look-up does not depend on which. */
function sample({ type, oneOf, default: given }: Property): unknown {
  if (given !== undefined) return given;
  if (oneOf !== undefined) return oneOf[0];
  return { string: "chosen", integer: 1, number: 1, boolean: true, any: "chosen", list: [], map: {} }[type.kind];
}

function propsOf(properties: PropertySchemas, also: readonly string[]): Readonly<Record<string, unknown>> {
  const given = Object.entries(properties).filter(
    ([name, property]) => property.required === true || property.default !== undefined || also.includes(name),
  );
  return Object.fromEntries(given.map(([name, property]) => [name, sample(property)]));
}

function contextWith(type: ResourceType, also: readonly string[]): ResourceContext {
  const props = propsOf(type.properties, also);
  const known = {
    props,
    before: undefined,
    changed: new Set(Object.keys(props)),
    id: "",
    name: physicalName,
    marker: "marker",
    observed: undefined,
    resource: { id: "id", name: "name", type: type.type },
    stack: { id: "id", name: "stack", projectId: "project" },
    metadata: {},
    data: {},
    begun: [],
    attributesRead: new Set(),
    updatePolicy: {},
    stepStartedAt: 0,
    now: 0,
  };
  // Asking a type for its steps makes no call, so that cloud, randomness and child stack are never touched.
  return known as unknown as ResourceContext;
}

function kindsOf(type: ResourceType, also: readonly string[]): string {
  const kinds = type
    .create(contextWith(type, also))
    .flatMap(({ creates }) => (creates === undefined ? [] : [creates.kind]));
  return [...new Set(kinds)].join(", ");
}

/** How an object of the type, whose id was lost, is found again, in words; a difference that a given property makes is named. */
export function lookupKinds(type: ResourceType): string {
  const plain = kindsOf(type, []);
  if (plain === "") return "";
  const others = Object.keys(type.properties).flatMap((name) => {
    const kind = kindsOf(type, [name]);
    return kind === plain ? [] : [`${kind} where the template gives \`${name}\``];
  });
  return [plain, ...others].join("; ");
}
