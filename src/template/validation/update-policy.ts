import { coerceProperties } from "#schema/coerce.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { resolveValue } from "../resolve.ts";
import type { ResourceDefinition, Scope, TypeFacts } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";

/** What is wrong with a resource's update policy; a type without one takes no key. */
export function updatePolicyFaults(
  { name, updatePolicy }: ResourceDefinition,
  facts: TypeFacts,
  scope: Scope,
): readonly Diagnostic[] {
  if (updatePolicy === undefined) return [];
  const at = { path: ["resources", name, "update_policy"] };
  const value = known(() => resolveValue(updatePolicy, scope));
  if (value === undefined || value === null) return [];
  const { place } = updatePolicy;
  if (typeof value !== "object" || Array.isArray(value))
    return [{ severity: "error", code: "structure", message: "update_policy must be a map", place }];
  const { diagnostics } = coerceProperties(facts.updatePolicy ?? {}, value as Record<string, unknown>, at);
  return diagnostics.map((diagnostic) => ({ ...diagnostic, place: { ...place, path: diagnostic.place.path } }));
}

/** Nothing where the value is not known yet, or its failure is reported by itself. */
function known(resolve: () => unknown): unknown {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return undefined;
    throw error;
  }
}
