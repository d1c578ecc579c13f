import type { Node } from "../expression.ts";
import type { Scope } from "../template.ts";
import type { CallSite } from "./define-function.ts";

/** Something that is true or false: a condition's name, a literal, or a condition function. */
export interface ConditionArgument {
  decide(conditions: Scope): boolean;
}

/** Takes `node` as a condition. */
export function conditionArgument(node: Node, at: CallSite): ConditionArgument {
  const refuse = (): never =>
    at.fail("takes a condition: its name, true, false or a condition function", { code: "condition" });
  const check = (value: unknown, scope: Scope): boolean => {
    if (typeof value === "boolean") return value;
    return typeof value === "string" ? scope.condition(value) : refuse();
  };
  if (node.items !== undefined || node.entries !== undefined) refuse();
  if (node.literal !== undefined && typeof node.literal.value !== "string" && typeof node.literal.value !== "boolean")
    refuse();
  return { decide: (scope) => check(node.resolve(scope), scope) };
}
