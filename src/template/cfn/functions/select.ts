import type { FunctionDefinition, CallSite } from "../../functions/define-function.ts";
import { wholeNumber } from "../../functions/arguments.ts";
import { defineFunction } from "../../functions/define-function.ts";

function parsedJson(text: string, at: CallSite): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return at.fail("takes a list, a map or the JSON text of one; this text is no JSON");
  }
}

function itemAt(list: readonly unknown[], index: number): unknown {
  return index >= -list.length && index < list.length ? list.at(index) : "";
}

/** `Fn::Select: [index, list]` or `[key, map]`: an item; the empty text where there is none. */
export const select: FunctionDefinition = defineFunction({
  name: "Fn::Select",
  description: "An item of a list or map, or of its JSON text; the empty text where there is none.",
  example: { call: "{ 'Fn::Select': [1, [red, green]] }", gives: "green" },
  parse(argument, at) {
    const [index, collection] = argument.items ?? [];
    if (index === undefined || collection === undefined || argument.items?.length !== 2)
      return at.fail("takes a list of two: [index, collection]");
    return {
      resolve(scope) {
        const key = index.resolve(scope);
        const given = collection.resolve(scope);
        if (given === "" || given === null) return "";
        const from = typeof given === "string" ? parsedJson(given, at) : given;
        if (from === null) return "";
        if (Array.isArray(from))
          return itemAt(from, wholeNumber(key) ?? at.fail("takes a whole number as the index of a list"));
        if (typeof from !== "object") return at.fail("takes a list or a map to select from");
        if (typeof key !== "string") return at.fail("takes text as the key of a map");
        return Object.hasOwn(from, key) ? (from as Record<string, unknown>)[key] : "";
      },
    };
  },
});
