import { listOfArguments } from "./arguments.ts";
import { defineFunction } from "./define-function.ts";
import { sameValue } from "./equals.ts";

/** `contains: [value, list]` or `contains: [text, text]`. */
export const contains = defineFunction({
  name: "contains",
  description: "Whether a list has an item, or a text another text in it.",
  example: { call: "{ contains: [udp, [tcp, udp]] }", gives: true },
  parse(argument, at) {
    const usage = "takes a list of two: [value, list] or [text, text]";
    const resolve = listOfArguments(argument, { usage, fewest: 2, most: 2, written: true }, at);
    return {
      resolve(scope) {
        const [value, sequence] = resolve(scope);
        if (Array.isArray(sequence)) return sequence.some((item) => sameValue(item, value));
        if (typeof sequence === "string" && typeof value === "string") return sequence.includes(value);
        return at.fail(usage);
      },
    };
  },
});
