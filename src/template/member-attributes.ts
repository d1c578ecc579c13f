import type { AttributePath } from "#schema/attribute-key.ts";

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
