import type { Node } from "../expression.ts";
import type { Scope } from "../template.ts";
import type { Expression } from "../yaql/yaql.ts";
import { YaqlError, evaluate, parse } from "../yaql/yaql.ts";
import { entryOf, nameOfKind, resolveArgument } from "./arguments.ts";
import type { CallSite } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";

const usage = "takes a map: {expression: text, data: …}";

/** Runs what may throw a `YaqlError`, which is the author's mistake. */
function attemptYaql<T>(at: CallSite, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof YaqlError) return at.fail(`${what}: ${error.message}`);
    throw error;
  }
}

function parsed(text: unknown, at: CallSite): Expression {
  if (typeof text !== "string") return at.fail(`takes text as expression, but it is ${nameOfKind(text)}`);
  return attemptYaql(at, "cannot read the expression", () => parse(text));
}

/** The expression, parsed at once where it stands in the template. */
function expressionOf(argument: Node, at: CallSite): (scope: Scope) => Expression {
  const { literal, items, entries } = argument;
  if (literal !== undefined || items !== undefined || entries !== undefined) {
    const expression = parsed(literal?.value ?? null, at);
    return () => expression;
  }
  return (scope) => parsed(resolveArgument(argument, scope), at);
}

/** `yaql: {expression: text, data: …}`; the expression finds the data as `$.data`. */
export const yaql = defineFunction({
  name: "yaql",
  description: "What an expression of the language YAQL makes of data, which it finds as `$.data`.",
  example: { call: "{ yaql: { expression: '$.data.where($ > 1)', data: [1, 2, 3] } }", gives: [2, 3] },
  parse({ entries }, at) {
    if (entries === undefined) return at.fail(usage);
    for (const key of entries.keys()) {
      if (key !== "expression" && key !== "data") at.fail(`${usage}, but has the key "${key}"`);
    }
    const expressionOfScope = expressionOf(entryOf(entries, "expression", usage, at), at);
    const data = entries.get("data");
    // What a plan finds and what its run makes must be the same, whenever they are asked.
    const unsteady = (): never => at.fail("cannot use the time or random numbers: they would differ at each look");
    return {
      resolve(scope) {
        const expression = expressionOfScope(scope);
        const given = data === undefined ? {} : resolveArgument(data, scope);
        return attemptYaql(at, "cannot evaluate the expression", () =>
          evaluate(expression, { data: given }, { now: unsteady, random: unsteady }),
        );
      },
    };
  },
});
