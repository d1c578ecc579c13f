import type { FunctionDefinition } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";
import { stepInto } from "../../functions/walk-path.ts";
import { didYouMean } from "#schema/suggest.ts";

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** `Fn::FindInMap: [map, key, key]`: what stands in the section Mappings. */
export const findInMap: FunctionDefinition = defineFunction({
  name: "Fn::FindInMap",
  description: "What stands in the section Mappings, in a map under two keys.",
  example: { call: "{ 'Fn::FindInMap': [Sizes, { Ref: Environment }, flavor] }", gives: "m1.large" },
  parse(argument, at) {
    const { items } = argument;
    if (items?.length !== 3) return at.fail("takes a list of three: [map, key, key]");
    return {
      resolve(scope) {
        let found: unknown = at.around.mappings;
        for (const item of items) {
          const key = item.resolve(scope);
          const inside = stepInto(found, key, { textIndex: false });
          if (inside === undefined) {
            const name = typeof key === "string" ? `"${key}"` : JSON.stringify(key);
            return at.fail(`finds no ${name} in the section Mappings`, didYouMean(String(key), keysOf(found)));
          }
          found = inside;
        }
        return found;
      },
    };
  },
});
