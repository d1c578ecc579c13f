import { attributeKey } from "#schema/attribute-key.ts";
import { childVisits, createChild, deleteChild, updateChild } from "#resource-model/child-steps.ts";
import type { ChildDefinition, ResourceContext } from "#resource-model/context.ts";
import type { ReadableAttribute, ResourceType } from "#resource-model/resource-type.ts";
import type { Template } from "#template/template.ts";
import { withMemberOutputs } from "#template/member-attributes.ts";
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
  const child = (c: ResourceContext): ChildDefinition => {
    const document = withMemberOutputs(template, c.attributesRead);
    return { template: document === undefined ? { file } : { document }, parameters: { ...c.props } };
  };
  return {
    type,
    description: template.description,
    since: "2014.1",
    properties: facts.properties,
    attributes,
    ...(facts.otherAttributes && {
      otherAttributes: { ...facts.otherAttributes, read: (c, path) => c.child.output(attributeKey(path)) },
    }),
    nested: true,
    nameLimit: 255,
    pure: false,
    updatesMetadata: false,
    create: () => [createChild("create the nested stack", child)],
    update: () => [updateChild("update the nested stack", child)],
    delete: () => [deleteChild()],
    ...childVisits,
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
    nested: true,
    nameLimit: 255,
    pure: false,
    updatesMetadata: false,
    create: () => [],
    update: () => [],
    delete: () => [deleteChild()],
    ...childVisits,
    reference: (c) => c.id,
  };
}
