import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import { getAttr } from "../../functions/get-attr.ts";

/** `Fn::GetAtt: [resource, attribute]`. */
export const getAtt: FunctionDefinition = defineFunction({
  name: "Fn::GetAtt",
  description: "An attribute of a resource once it exists.",
  parse(argument, at) {
    if (argument.items?.length !== 2) return at.fail("takes a list of two: [resource, attribute]");
    return getAttr.parse(argument, at);
  },
});
