import { conditionArgument } from "./conditions.ts";
import { defineFunction } from "./define-function.ts";

/** `not: condition`. */
export const not = defineFunction({
  name: "not",
  description: "True where a condition is false.",
  example: { call: "{ not: is_production }", gives: false },
  parse(argument, at) {
    // As Heat: that there is nothing is told at once.
    if (argument.literal?.value === null) at.fail("takes a condition", { code: "condition" });
    if (argument.literal !== undefined && argument.literal.value === null) at.fail("takes a condition");
    const condition = conditionArgument(argument, at);
    return { resolve: (scope) => !condition.decide(scope) };
  },
});
