import type { Node } from "../expression.ts";
import { defineFunction, textArgument } from "./define-function.ts";
import { stepInto } from "./walk-path.ts";

/** `get_param: name` or `get_param: [name, key, …]`: a parameter's value, or what is at the keys in it. */
export const getParam = defineFunction({
  name: "get_param",
  description: "The value of a parameter, or what stands at the given keys in it.",
  parse(argument, at) {
    const [first, ...path]: readonly Node[] = argument.items ?? [argument];
    const name = textArgument(first, "the parameter's name", at);
    return {
      resolve(scope) {
        let value = scope.parameter(name.resolve(scope));
        for (const step of path) {
          const key = step.resolve(scope);
          if (Array.isArray(value) && typeof key === "string" && !/^\s*-?\d+\s*$/.test(key)) {
            return at.fail(`cannot use "${key}" as the index of a list`);
          }
          // As Heat: what is not there is the empty text.
          value = stepInto(value, key, { textIndex: true }) ?? "";
        }
        return value;
      },
    };
  },
});
