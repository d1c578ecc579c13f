import type { Node } from "../expression.ts";
import type { Scope } from "../template.ts";
import type { CallSite } from "./define-function.ts";

/** Something that is true or false: a condition's name, a literal, or a condition function. */
export interface ConditionArgument {
  decide(conditions: Scope): boolean;
}

/** Takes `node` as a condition; as Heat, what is none fails only when it is decided. */
export function conditionArgument(node: Node, at: CallSite): ConditionArgument {
  return {
    decide(scope) {
      const value = node.resolve(scope);
      if (typeof value === "boolean") return value;
      if (typeof value === "string") return scope.condition(value);
      return at.fail("takes a condition: its name, true, false or a condition function", { code: "condition" });
    },
  };
}
