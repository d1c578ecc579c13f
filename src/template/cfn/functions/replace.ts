import type { Node } from "../../expression.ts";
import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import { strReplace } from "../../functions/str-replace.ts";

/** `Fn::Replace: [values, text]`: `str_replace` in the other order. */
export const replace: FunctionDefinition = defineFunction({
  name: "Fn::Replace",
  description: "A text in which placeholders are replaced by values.",
  example: { call: "{ 'Fn::Replace': [{ $host: web }, 'http://$host'] }", gives: "http://web" },
  parse(argument, at) {
    const [params, template] = argument.items ?? [];
    if (params === undefined || template === undefined || argument.items?.length !== 2)
      return at.fail("takes a list of two: [{placeholder: value, …}, text]");
    if (params.literal !== undefined && params.entries === undefined) at.fail("takes a map as its first argument");
    const entries = new Map([
      ["params", params],
      ["template", template],
    ]);
    const named: Node = {
      place: argument.place,
      entries,
      needs: (conditions) => argument.needs(conditions),
      resolve: (scope) => argument.resolve(scope),
    };
    return strReplace.parse(named, at);
  },
});
