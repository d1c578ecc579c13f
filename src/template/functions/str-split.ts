import { listOfArguments, wholeNumber } from "./arguments.ts";
import type { CallSite } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";

function split(text: string, delimiter: unknown, at: CallSite): readonly string[] {
  // As Heat: without a delimiter the text is split at blanks.
  if (delimiter === null) return text.match(/\S+/g) ?? [];
  if (typeof delimiter !== "string") return at.fail("takes text as the delimiter");
  if (delimiter === "") return at.fail("cannot split at an empty delimiter");
  return text.split(delimiter);
}

/** `str_split: [delimiter, text]` or `str_split: [delimiter, text, index]`. */
export const strSplit = defineFunction({
  name: "str_split",
  description: "The parts of a text between delimiters as a list, or one of them by its index (-1 is the last).",
  example: { call: "{ str_split: [',', 'red,green,blue', 1] }", gives: "green" },
  parse(argument, at) {
    const usage = "takes a list: [delimiter, text] or [delimiter, text, index]";
    if (argument.entries !== undefined || typeof argument.literal?.value === "string") at.fail(usage);
    const resolve = listOfArguments(argument, { usage, fewest: 2, most: Infinity }, at);
    return {
      resolve(scope) {
        const [delimiter, text, ...rest] = resolve(scope);
        if (text === null || text === undefined) return null;
        if (typeof text !== "string") return at.fail("takes text to split");
        const parts = split(text, delimiter, at);
        if (rest.length === 0) return parts;
        const index =
          wholeNumber(rest[0]) ?? at.fail(`takes a whole number as the index, not ${JSON.stringify(rest[0])}`);
        return parts.at(index) ?? at.fail(`has no part ${index}; there are ${parts.length}, counted from 0`);
      },
    };
  },
});
