import { conditionArgument } from "./conditions.ts";
import { defineFunction } from "./define-function.ts";

/** `or: [condition, condition, …]`. */
export const or = defineFunction({
  name: "or",
  description: "True where at least one condition is.",
  example: { call: "{ or: [is_production, { equals: [{ get_param: environment }, test] }] }", gives: true },
  parse(argument, at) {
    if (argument.items === undefined || argument.items.length < 2)
      return at.fail("takes a list of at least two conditions");
    const conditions = argument.items.map((item) => conditionArgument(item, at));
    return { resolve: (scope) => conditions.some((condition) => condition.decide(scope)) };
  },
});
