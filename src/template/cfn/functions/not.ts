import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import { not } from "../../functions/not.ts";

/** `Fn::Not: [condition]`. */
export const notOfList: FunctionDefinition = defineFunction({
  name: "Fn::Not",
  description: "True where a condition is false.",
  example: { call: "{ 'Fn::Not': [IsProduction] }", gives: false },
  parse(argument, at) {
    const [condition] = argument.items ?? [];
    if (condition === undefined || argument.items?.length !== 1) return at.fail("takes a list of one: [condition]");
    return not.parse(condition, at);
  },
});
