import { childVisits, createChild, deleteChild, updateChild } from "#resource-model/child-steps.ts";
import type { ChildDefinition, PlannedContext, ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { boolean, freeMap, list, string } from "#schema/property.ts";
import { memberAttributes, memberOutputs } from "./member-attributes.ts";

const properties = {
  resources: list(string("A type."), "Types of the members, in order.", { required: true, onChange: "update" }),
  concurrent: boolean("Whether they are made at once instead of one after the other.", { default: false }),
  resource_properties: freeMap("Properties of each of them."),
};

function chainOf(c: ResourceContext<typeof properties>): ChildDefinition {
  c.child.requireRoom(c.props.resources.length);
  return { template: { document: templateOf(c) }, parameters: {} };
}

function templateOf(c: PlannedContext<typeof properties>): Readonly<Record<string, unknown>> {
  const { resources: types, concurrent, resource_properties: given = {} } = c.props;
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const members = types.map((type, index) => {
    const after = concurrent || index === 0 ? {} : { depends_on: [String(index - 1)] };
    return [String(index), { type, properties: own, ...after }] as const;
  });
  const outputs = memberOutputs(
    c,
    members.map(([name]) => name),
  );
  return { heat_template_version: "2018-08-31", resources: Object.fromEntries(members), outputs };
}

/** Resources of several types with the same properties, one after the other. */
export const resourceChain = defineResource({
  type: "OS::Heat::ResourceChain",
  description: "Resources of several types with the same properties, made one after the other in a nested stack.",
  since: "6.0.0",
  properties,
  attributes: {
    refs: {
      description: "Reference ids of the members.",
      type: "list",
      read(c) {
        const references = c.child.references();
        return c.props.resources.map((_, index) => references.get(String(index)) ?? null);
      },
    },
    attributes: {
      description: "An attribute of all members by their names; its name follows, as in `[attributes, name]`.",
      type: "map",
      read: () => null,
    },
  },
  otherAttributes: memberAttributes,
  nested: true,
  members({ resources: types, resource_properties: given }) {
    if (!Array.isArray(types)) return [];
    return types.flatMap((type: unknown, index) => {
      if (typeof type !== "string") return [];
      const writtenAt = { type: ["resources", index], properties: ["resource_properties"] };
      return [{ name: String(index), type, properties: (given ?? {}) as Readonly<Record<string, unknown>>, writtenAt }];
    });
  },
  plannedChild: templateOf,
  create: () => [createChild("create the members", chainOf)],
  update: () => [updateChild("update the members", chainOf)],
  delete: () => [deleteChild()],
  ...childVisits,
});
