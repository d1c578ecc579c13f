import type { Node } from "../expression.ts";
import { defineFunction, textArgument } from "./define-function.ts";
import { stepInto } from "./walk-path.ts";

/** `get_param: name` or `get_param: [name, key, …]`: a parameter's value, or what is at the keys in it. */
export const getParam = defineFunction({
  name: "get_param",
  description: "The value of a parameter, or what stands at the given keys in it.",
  example: { call: "{ get_param: [settings, ports, 1] }", gives: 443 },
  parse(argument, at) {
    const [first, ...path]: readonly Node[] = argument.items ?? [argument];
    const name = textArgument(first, "the parameter's name", at);
    return {
      resolve(scope) {
        let value = scope.parameter(name.resolve(scope));
        for (const step of path) {
          // As Heat: what is not there is the empty text, what is null is null.
          value = stepInto(value, step.resolve(scope), { textIndex: true });
          if (value === undefined) return "";
        }
        return value;
      },
    };
  },
});
