import type { Diagnostic } from "#schema/diagnostic.ts";
import type { Scope, Template } from "../template.ts";
import { failureOf } from "./expressions.ts";

/** Conditions that cannot be decided. As Heat: no mistake as long as nothing asks for them. */
export function conditionFaults(template: Template, scope: Scope): readonly Diagnostic[] {
  return [...template.conditions.keys()]
    .map((name) => failureOf(() => scope.condition(name)))
    .filter((failure) => failure !== undefined)
    .map((failure) => ({ ...failure, severity: "warning" }));
}
