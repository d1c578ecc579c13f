import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import { getAttr } from "../../functions/get-attr.ts";

/** `Fn::GetAtt: [resource, attribute]`. */
export const getAtt: FunctionDefinition = defineFunction({
  name: "Fn::GetAtt",
  description: "An attribute of a resource once it exists.",
  example: { call: "{ 'Fn::GetAtt': [Server, first_address] }", gives: "10.0.0.5" },
  parse(argument, at) {
    if (argument.items?.length !== 2) return at.fail("takes a list of two: [resource, attribute]");
    return getAttr.parse(argument, at);
  },
});
