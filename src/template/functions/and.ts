import { conditionArgument } from "./conditions.ts";
import { defineFunction } from "./define-function.ts";

/** `and: [condition, condition, …]`. */
export const and = defineFunction({
  name: "and",
  description: "True where all conditions are.",
  example: { call: "{ and: [is_production, { equals: [{ get_param: environment }, test] }] }", gives: false },
  parse(argument, at) {
    if (argument.items === undefined || argument.items.length < 2)
      return at.fail("takes a list of at least two conditions");
    const conditions = argument.items.map((item) => conditionArgument(item, at));
    return { resolve: (scope) => conditions.every((condition) => condition.decide(scope)) };
  },
});
