import type { Node } from "../expression.ts";
import { absent } from "../expression.ts";
import type { Scope } from "../template.ts";
import { conditionArgument } from "./conditions.ts";
import type { FunctionDefinition } from "./define-function.ts";
import { attempt, defineFunction, scopeOfConditions } from "./define-function.ts";

function ifOf(optionalElse: boolean): FunctionDefinition {
  const usage = optionalElse
    ? "takes a list: [condition, value, other value]"
    : "takes a list of three: [condition, value, other value]";
  return defineFunction({
    name: "if",
    description: "One of two values, as a condition decides.",
    ...(optionalElse && {
      variant: "Without the last value, the item or key is left out where the condition is false.",
    }),
    example: { call: "{ if: [is_production, m1.large, m1.small] }", gives: "m1.large" },
    conditions: [0],
    branches: [1, 2],
    parse(argument, at) {
      const [first, yes, no] = argument.items ?? [];
      const count = argument.items?.length ?? 0;
      if (first === undefined || yes === undefined || count > 3 || (count < 3 && !optionalElse)) return at.fail(usage);
      // As Heat: no condition is one that is true.
      const isNothing = first.literal !== undefined && first.literal.value === null;
      if (isNothing) at.warn("has no condition, which counts as true");
      const condition = isNothing ? { decide: () => true } : conditionArgument(first, at);
      const chosen = (scope: Scope): Node | undefined => (condition.decide(scope) ? yes : no);
      return {
        needs(conditions) {
          const isTrue = attempt(() => condition.decide(scopeOfConditions(conditions)));
          // Where the choice is not known, either branch may be taken.
          if (isTrue === undefined) return [...yes.needs(conditions), ...(no?.needs(conditions) ?? [])];
          return (isTrue ? yes : no)?.needs(conditions) ?? [];
        },
        resolve(scope) {
          const branch = chosen(scope);
          return branch === undefined ? absent : branch.resolve(scope);
        },
        expanded(scope) {
          const branch = attempt(() => chosen(scope));
          return branch?.expanded?.(scope) ?? branch;
        },
        parts: (scope) => attempt(() => chosen(scope)),
      };
    },
  });
}

/** `if: [condition, value, other]`, 2016-10-14 to 2018-08-31. */
export const ifThenElse = ifOf(false);
/** `if` whose last value may be left out, which leaves out the item or key: since 2021-04-16. */
export const ifThen = ifOf(true);
