import { attributeKey, attributePath } from "#schema/attribute-key.ts";
import { createChild, deleteChild, updateChild } from "#resource-model/child-steps.ts";
import type { ChildDefinition, ResourceContext } from "#resource-model/context.ts";
import type { ReadableAttribute, ResourceType } from "#resource-model/resource-type.ts";
import type { Template } from "#template/template.ts";
import { memberExpression } from "#template/member-attributes.ts";
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
  const child = (c: ResourceContext): ChildDefinition => ({
    template: withMemberOutputs(template, c.attributesRead) ?? { file },
    parameters: { ...c.props },
  });
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
    reference: (c) => {
      const chosen = c.child.output("OS::stack_id");
      return chosen ?? `arn:openstack:heat::${c.stack.projectId}:stacks/${c.name}/${c.id}`;
    },
  };
}

/** The template with outputs for what is read of its resources; undefined where nothing is. */
function withMemberOutputs(
  template: Template,
  read: ReadonlySet<string>,
): Extract<ChildDefinition["template"], { document: unknown }> | undefined {
  const outputs: Record<string, unknown> = {};
  for (const key of read) {
    const value = memberExpression(attributePath(key));
    if (value !== undefined && !template.outputs.has(key)) outputs[key] = { value };
  }
  if (Object.keys(outputs).length === 0) return undefined;
  const { document } = template;
  return { document: { ...document, outputs: { ...(document.outputs as object | undefined), ...outputs } } };
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
    reference: (c) => c.id,
  };
}
