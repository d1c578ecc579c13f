import type { ChildDefinition, ResourceContext } from "#resource-model/context.ts";
import type { Outcome } from "#resource-model/outcome.ts";
import type { ReadableAttribute, ResourceType } from "#resource-model/resource-type.ts";
import type { Step } from "#resource-model/step.ts";
import type { Template } from "#template/template.ts";
import { done, failed } from "#resource-model/outcome.ts";
import { typeFactsOfTemplate } from "#template/provider.ts";

/**
 * The resource type that a nested template makes: its parameters are the properties, its outputs the
 * attributes, its work a child stack. As Heat's template resources.
 */
export function nestedTemplateType(type: string, file: string, template: Template): ResourceType {
  const facts = typeFactsOfTemplate(template);
  const attributes: Record<string, ReadableAttribute> = {};
  for (const [name, attribute] of Object.entries(facts.attributes)) {
    attributes[name] = { ...attribute, read: (c) => c.child.output(name) };
  }
  const child = (c: ResourceContext): ChildDefinition => ({ template: { file }, parameters: { ...c.props } });
  const isSettled = (action: string) => (c: ResourceContext) => childOutcome(c, action);
  return {
    type,
    description: template.description,
    since: "2014.1",
    properties: facts.properties,
    attributes,
    nameLimit: 255,
    pure: false,
    updatesMetadata: false,
    create: () => [childStep("create the nested stack", (c) => c.child.create(child(c)), isSettled("CREATE"))],
    update: () => [childStep("update the nested stack", (c) => c.child.update(child(c)), isSettled("UPDATE"))],
    delete: () => [deleteStep],
    reference: (c) => {
      const chosen = c.child.output("OS::stack_id");
      return chosen ?? `arn:openstack:heat::${c.stack.projectId}:stacks/${c.name}/${c.id}`;
    },
  };
}

/** The type of a resource whose nested stack is only to be deleted: its template may be gone. */
export function formerNestedType(type: string): ResourceType {
  return {
    type,
    description: "A nested stack that is to go.",
    since: "2014.1",
    properties: {},
    attributes: {},
    nameLimit: 255,
    pure: false,
    updatesMetadata: false,
    create: () => [],
    update: () => [],
    delete: () => [deleteStep],
    reference: (c) => c.id,
  };
}

const deleteStep = childStep(
  "delete the nested stack",
  (c) => c.child.delete(),
  (c) => childOutcome(c, "DELETE"),
);

function childStep(
  name: string,
  start: (c: ResourceContext) => Promise<string | void>,
  until: (c: ResourceContext) => Outcome,
): Step {
  return {
    name,
    start: async (c) => {
      await start(c);
    },
    until,
  };
}

function childOutcome(c: ResourceContext, action: string): Outcome {
  const state = c.child.state();
  if (state === undefined) return action === "DELETE" ? done : failed("its nested stack is gone");
  if (state.action === action && state.status === "COMPLETE") return done;
  if (state.status === "FAILED") return failed(state.reason);
  return { kind: "waiting", for: { kind: "child" }, because: `nested stack ${state.action}_${state.status}` };
}
