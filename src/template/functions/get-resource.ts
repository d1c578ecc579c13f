import { PlacedNeed } from "../expression.ts";
import { defineFunction, textArgument } from "./define-function.ts";

/** `get_resource: name`: the id by which other resources refer to a resource. */
export const getResource = defineFunction({
  name: "get_resource",
  description: "The id by which others refer to a resource; the resource is created first.",
  example: { call: "{ get_resource: server }", gives: "5a1c" },
  parse(argument, at) {
    const resource = textArgument(argument, "the resource's name", at);
    return {
      needs(conditions) {
        const name = resource.known(conditions);
        return [...argument.needs(conditions), ...(name === undefined ? [] : [new PlacedNeed(at, name)])];
      },
      resolve: (scope) => scope.reference(resource.resolve(scope)),
    };
  },
});
