import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

/** `Fn::Base64: text`: the text as it is; what sends it encodes it. */
export const base64: FunctionDefinition = defineFunction({
  name: "Fn::Base64",
  description: "The text itself: what is sent to a server is encoded on the way.",
  example: { call: "{ 'Fn::Base64': hello }", gives: "hello" },
  parse: (argument, at) => ({
    resolve(scope) {
      const text = argument.resolve(scope);
      return typeof text === "string" ? text : at.fail("takes text");
    },
  }),
});
