import { childVisits, deleteChild } from "#resource-model/child-steps.ts";
import type { PlannedContext, ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import type { Step } from "#resource-model/step.ts";
import type { Values } from "#schema/property.ts";
import { batchSteps, createAtOnce, namesOf, updateAtOnce, wholeTemplate } from "./group-child.ts";
import type { RemovalPolicy } from "./group-members.ts";
import { namesToRemove, removedNames, storedNames, withIndex } from "./group-members.ts";
import { groupPolicy, groupProperties } from "./group-properties.ts";
import { memberAttributes } from "./member-attributes.ts";

/** Members of a group that a plan names one by one; more are only counted, and refused, by the run. */
const mostPlanned = 100_000;

type Context = ResourceContext<typeof groupProperties>;
type Planned = PlannedContext<typeof groupProperties>;

/** The names that are not used from now on. */
function removedNow(c: Planned): ReadonlySet<string> {
  const before = removedNames(c);
  const { removal_policies: policies, removal_policies_mode: mode } = c.props;
  const chosen = namesToRemove(policies as readonly RemovalPolicy[], before, c.child.references());
  // Only a changed policy gives names back: a member named by its reference is not found by it any more.
  const anew = mode === "update" && (c.changed.has("removal_policies") || c.changed.has("removal_policies_mode"));
  return anew ? chosen : new Set([...before, ...chosen]);
}

/** A step of its own: once a member is gone, its reference says nothing. */
const chooseRemoved: Step<typeof groupProperties> = {
  name: "choose the members to remove",
  when: (c) => [...removedNow(c)].join(",") !== [...removedNames(c)].join(","),
  start: (c) => ({ data: storedNames(removedNow(c)) }),
};

function policyOf(c: Context): Partial<Values<typeof groupPolicy>> {
  return c.updatePolicy as Partial<Values<typeof groupPolicy>>;
}

/** Members of one kind, by number, in a child stack. */
export const resourceGroup = defineResource({
  type: "OS::Heat::ResourceGroup",
  description: "Resources of one kind, named 0, 1, 2 and so on, in a nested stack.",
  since: "2014.1",
  properties: groupProperties,
  updatePolicy: groupPolicy,
  attributes: {
    refs: {
      description: "Reference ids of the members.",
      type: "list",
      read(c) {
        const references = c.child.references();
        return namesOf(c).map((name) => references.get(name) ?? null);
      },
    },
    refs_map: {
      description: "The same by the members' names.",
      type: "map",
      read(c) {
        const references = c.child.references();
        return Object.fromEntries(namesOf(c).map((name) => [name, references.get(name) ?? null]));
      },
    },
    attributes: {
      description: "An attribute of all members by their names; its name follows, as in `[attributes, name]`.",
      type: "map",
      read: () => null,
    },
    removed_rsrc_list: {
      description: "Names of members that were removed and are not used again.",
      type: "list",
      read: (c) => [...removedNames(c)],
    },
  },
  otherAttributes: memberAttributes,
  nested: true,
  members({ resource_def: given, index_var: variable }) {
    const { type, properties = {} } = (given ?? {}) as { readonly type?: unknown; readonly properties?: unknown };
    if (typeof type !== "string" || typeof variable !== "string") return [];
    const shown = withIndex(properties, variable, "0") as Readonly<Record<string, unknown>>;
    const writtenAt = { type: ["resource_def", "type"], properties: ["resource_def", "properties"] };
    return [{ name: "0", type, properties: shown, writtenAt }];
  },
  plannedChild: (c) =>
    c.props.count > mostPlanned ? undefined : wholeTemplate({ ...c, data: storedNames(removedNow(c)) }),
  create(_, c) {
    const steps = batchSteps(c, policyOf(c).batch_create);
    return steps.length > 0 ? steps : [createAtOnce];
  },
  update(_, c) {
    const steps = batchSteps(c, c.changed.has("resource_def") ? policyOf(c).rolling_update : undefined, removedNow(c));
    return [chooseRemoved, ...(steps.length > 0 ? steps : [updateAtOnce])];
  },
  delete: () => [deleteChild()],
  ...childVisits,
});
