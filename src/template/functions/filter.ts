import { listOfArguments } from "./arguments.ts";
import { defineFunction } from "./define-function.ts";
import { identityOf } from "./equals.ts";

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** `filter: [values, list]`. */
export const filter = defineFunction({
  name: "filter",
  description: "A list without the items that are among the given values.",
  example: { call: "{ filter: [[tcp], [tcp, udp, icmp]] }", gives: ["udp", "icmp"] },
  parse(argument, at) {
    const usage = "takes a list of two lists: [values to leave out, list]";
    const resolve = listOfArguments(argument, { usage, fewest: 2, most: 2, written: true }, at);
    return {
      resolve(scope) {
        const [values, list] = resolve(scope);
        // As Heat: what is empty or null is given back as it is.
        if (isEmpty(list)) return list;
        if (!Array.isArray(list)) return at.fail(usage);
        if (isEmpty(values)) return list;
        if (!Array.isArray(values)) return at.fail(usage);
        const unwanted = new Set(values.map(identityOf));
        return list.filter((item) => !unwanted.has(identityOf(item)));
      },
    };
  },
});
