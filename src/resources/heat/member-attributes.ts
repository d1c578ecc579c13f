import type { AttributePath } from "#schema/attribute-key.ts";
import { attributeKey, attributePath } from "#schema/attribute-key.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { OtherAttributes } from "#resource-model/resource-type.ts";
import { isMemberAttribute, memberExpression, pathInMember } from "#template/member-attributes.ts";

type Context = Pick<ResourceContext, "attributesRead">;
type Json = Readonly<Record<string, unknown>>;

/** Attributes that are the group's own: no member is asked for them. */
const own = new Set(["refs", "refs_map", "removed_rsrc_list", "show"]);

/**
 * Attributes of a group's members: `[attributes, <attribute>, …]` as a map by member, `[<attribute>, …]` as
 * a list, `[resource.<member>.<attribute>, …]` of one. What is read becomes an output of the child stack.
 */
export const memberAttributes: OtherAttributes = {
  has(path) {
    const [first] = path;
    return first === "attributes" ? path.length > 1 : !own.has(String(first));
  },
  ofMembers(path) {
    const [first, ...keys] = path;
    if (isMemberAttribute(path)) return pathInMember(path);
    return first === "attributes" ? keys : path;
  },
  read: (c, path) => c.child.output(attributeKey(path)) ?? null,
};

/** The outputs of the child stack that the attributes read of the group are taken from. */
export function memberOutputs(c: Context, names: readonly string[]): Json {
  const paths = [...c.attributesRead].map(attributePath).filter((path) => memberAttributes.has(path));
  return Object.fromEntries(paths.map((path) => [attributeKey(path), { value: outputValue(path, names) }]));
}

function outputValue(path: AttributePath, names: readonly string[]): unknown {
  if (isMemberAttribute(path)) return names.includes(memberOf(path)) ? memberExpression(path) : null;
  const [first, ...keys] = path;
  if (first !== "attributes") return names.map((name) => ({ get_attr: [name, ...path] }));
  return Object.fromEntries(names.map((name) => [name, { get_attr: [name, ...keys] }]));
}

function memberOf([first]: AttributePath): string {
  return String(first).split(".")[1] ?? "";
}
