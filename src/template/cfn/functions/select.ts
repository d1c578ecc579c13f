import type { FunctionDefinition, CallSite } from "../../functions/define-function.ts";
import { defineFunction } from "../../functions/define-function.ts";

function parsedJson(text: string, at: CallSite): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return at.fail("takes a list, a map or the JSON text of one; this text is no JSON");
  }
}

/** An index as Python's `int()` reads it. */
function indexOf(given: unknown, at: CallSite): number {
  if (typeof given === "number") return Math.trunc(given);
  if (typeof given === "boolean") return Number(given);
  if (typeof given === "string" && /^\s*[-+]?\d+\s*$/.test(given)) return Number(given);
  return at.fail("takes a whole number as the index of a list");
}

function itemAt(list: readonly unknown[], index: number): unknown {
  return index >= -list.length && index < list.length ? list.at(index) : "";
}

/** `Fn::Select: [index, list]` or `[key, map]`: an item; the empty text where there is none. */
export const select: FunctionDefinition = defineFunction({
  name: "Fn::Select",
  description: "An item of a list or map, or of its JSON text; the empty text where there is none.",
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
        if (Array.isArray(from)) return itemAt(from, indexOf(key, at));
        if (typeof from !== "object") return at.fail("takes a list or a map to select from");
        if (typeof key !== "string") return at.fail("takes text as the key of a map");
        return Object.hasOwn(from, key) ? (from as Record<string, unknown>)[key] : "";
      },
    };
  },
});
