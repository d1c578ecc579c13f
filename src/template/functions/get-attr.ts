import type { AttributePath } from "#schema/attribute-key.ts";
import type { Conditions, Node } from "../expression.ts";
import { PlacedNeed } from "../expression.ts";
import type { FunctionDefinition } from "./define-function.ts";
import { attempt, defineFunction, refuseOtherLiteral, scopeOfConditions, textArgument } from "./define-function.ts";
import { stepInto } from "./walk-path.ts";

/** The attribute that stands for all attributes of a resource as one map. */
export const allAttributes = "*";

function isKey(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function knownKeys(path: readonly Node[], conditions: Conditions): AttributePath {
  const keys: (string | number)[] = [];
  for (const node of path) {
    const key = node.literal ? node.literal.value : attempt(() => node.resolve(scopeOfConditions(conditions)));
    if (!isKey(key)) break;
    keys.push(key);
  }
  return keys;
}

function getAttrTaking(fewest: 1 | 2): FunctionDefinition {
  return defineFunction({
    name: "get_attr",
    description: "An attribute of a resource once it exists, or what stands at the given keys in it.",
    ...(fewest === 1 && { variant: "A name alone, `get_attr: [server]`, gives all attributes as a map." }),
    example: { call: "{ get_attr: [server, addresses, private, 0, addr] }", gives: "10.0.0.5" },
    parse(argument, at) {
      // As Heat: where the attribute may be left out, a name alone is a list of one.
      const isName = fewest === 1 && typeof argument.literal?.value === "string";
      const items: readonly Node[] = isName ? [argument] : (argument.items ?? []);
      if (items.length < fewest) return at.fail("takes a list: [resource, attribute, key, …]");
      const [first, second, ...path] = items;
      refuseOtherLiteral(first, "the resource's name", at);
      refuseOtherLiteral(second, "the attribute's name", at);
      const resource = textArgument(first, "the resource's name", at);
      const attribute = second === undefined ? undefined : textArgument(second, "the attribute's name", at);
      return {
        needs(conditions) {
          const name = resource.known(conditions);
          const of = attribute === undefined ? allAttributes : attribute.known(conditions);
          return [
            ...argument.needs(conditions),
            ...(name === undefined ? [] : [new PlacedNeed(at, name, [of, ...knownKeys(path, conditions)])]),
          ];
        },
        resolve(scope) {
          const of = attribute === undefined ? allAttributes : attribute.resolve(scope);
          const name = resource.resolve(scope);
          const keys = path.map((step) => step.resolve(scope));
          const known = path.length === 0 ? undefined : scope.attributeAt?.(name, [of, ...keys.filter(isKey)]);
          let value = known ? known.value : scope.attribute(name, of);
          for (const key of known?.rest ?? keys) value = stepInto(value, key, { textIndex: false });
          return value ?? null;
        },
      };
    },
  });
}

/** `get_attr: [resource, attribute, key, …]`, 2013-05-23 to 2015-04-30. */
export const getAttr = getAttrTaking(2);
/** The same, where `get_attr: [resource]` gives a map of all attributes: since 2015-10-15. */
export const getAttrOrAll = getAttrTaking(1);
