import type { AttributePath } from "#schema/attribute-key.ts";
import { attributePath } from "#schema/attribute-key.ts";
import type { Template } from "./template.ts";

const prefix = "resource.";

/** Whether the attribute is `resource.<name>` or `resource.<name>.<attribute>`: one of a resource's members. */
export function isMemberAttribute([name]: AttributePath): boolean {
  return typeof name === "string" && name.startsWith(prefix) && name.length > prefix.length;
}

/** What `resource.<name>[.<attribute>]`, with the keys behind it, reads of that member; undefined where it is its reference. */
export function pathInMember([first, ...keys]: AttributePath): AttributePath | undefined {
  const attribute = String(first).split(".").slice(2);
  const whole = [...(attribute.length > 0 ? [attribute.join(".")] : []), ...keys];
  return whole.length === 0 ? undefined : whole;
}

/**
 * What `resource.<name>[.<attribute>]`, with the keys behind it, stands for in the template of the
 * members: a call of `get_resource` or `get_attr`. Undefined for any other attribute.
 */
export function memberExpression(path: AttributePath): Readonly<Record<string, unknown>> | undefined {
  if (!isMemberAttribute(path)) return undefined;
  const [, member = ""] = String(path[0]).split(".");
  const inside = pathInMember(path);
  return inside === undefined ? { get_resource: member } : { get_attr: [member, ...inside] };
}

/** The same in CFN's functions. */
function cfnMemberExpression(path: AttributePath): Readonly<Record<string, unknown>> | undefined {
  if (!isMemberAttribute(path)) return undefined;
  const [, member = ""] = String(path[0]).split(".");
  const [attribute, ...keys] = pathInMember(path) ?? [];
  if (attribute === undefined) return { Ref: member };
  return keys.reduce((from: Readonly<Record<string, unknown>>, key) => ({ "Fn::Select": [key, from] }), {
    "Fn::GetAtt": [member, attribute],
  });
}

/** A template's document with outputs for what is read (by attribute key) of its resources; undefined where nothing is. */
export function withMemberOutputs(template: Template, read: Iterable<string>): Template["document"] | undefined {
  const hot = template.versionKey === "heat_template_version";
  const outputs: Record<string, unknown> = {};
  for (const key of read) {
    const path = attributePath(key);
    const value = hot ? memberExpression(path) : cfnMemberExpression(path);
    if (value !== undefined && !template.outputs.has(key)) outputs[key] = { [hot ? "value" : "Value"]: value };
  }
  if (Object.keys(outputs).length === 0) return undefined;
  const section = hot ? "outputs" : "Outputs";
  const { document } = template;
  return { ...document, [section]: { ...(document[section] as object | undefined), ...outputs } };
}
