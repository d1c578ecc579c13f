import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

/** `Fn::Split: [delimiter, text]`. */
export const split: FunctionDefinition = defineFunction({
  name: "Fn::Split",
  description: "The pieces of a text between delimiters, as a list.",
  example: { call: "{ 'Fn::Split': [',', 'red,green'] }", gives: ["red", "green"] },
  parse(argument, at) {
    const [first, text] = argument.items ?? [];
    if (first === undefined || text === undefined || argument.items?.length !== 2)
      return at.fail("takes a list of two: [delimiter, text]");
    if (first.literal === undefined) return at.fail("takes literal text as its delimiter");
    const delimiter = first.literal.value;
    return {
      resolve(scope) {
        // As Heat: this fails only when it is resolved.
        if (typeof delimiter !== "string" || delimiter === "")
          return at.fail("takes literal text that is not empty as its delimiter");
        const given = text.resolve(scope);
        return typeof given === "string" ? given.split(delimiter) : at.fail("takes text to split");
      },
    };
  },
});
