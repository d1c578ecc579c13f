import { conditionArgument } from "./conditions.ts";
import { defineFunction } from "./define-function.ts";

/** `not: condition`. */
export const not = defineFunction({
  name: "not",
  description: "True where a condition is false.",
  example: { call: "{ not: is_production }", gives: false },
  parse(argument, at) {
    const condition = conditionArgument(argument, at);
    return { resolve: (scope) => !condition.decide(scope) };
  },
});
