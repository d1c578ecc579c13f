import type { Node } from "../expression.ts";
import type { Scope } from "../template.ts";
import type { CallSite } from "./define-function.ts";

/** Something that is true or false: a condition's name, a literal, or a condition function. */
export interface ConditionArgument {
  decide(conditions: Scope): boolean;
}

/** Takes `node` as a condition. */
export function conditionArgument(node: Node, at: CallSite): ConditionArgument {
  const check = (value: unknown, scope: Scope): boolean => {
    if (typeof value === "boolean") return value;
    if (typeof value === "string") return scope.condition(value);
    return at.fail("takes a condition: its name, true, false or a condition function");
  };
  if (node.items !== undefined || node.entries !== undefined) {
    at.fail("takes a condition: its name, true, false or a condition function");
  }
  if (node.literal !== undefined && typeof node.literal.value !== "string" && typeof node.literal.value !== "boolean") {
    at.fail("takes a condition: its name, true, false or a condition function");
  }
  return { decide: (scope) => check(node.resolve(scope), scope) };
}
