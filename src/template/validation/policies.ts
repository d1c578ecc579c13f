import { coerceProperties } from "#schema/coerce.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { resolveDeletionPolicy } from "../facade.ts";
import { resolveValue } from "../resolve.ts";
import type { ResourceDefinition, Scope, TypeFacts } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";

/** What is wrong with what a resource says of its changes, its deletion and its object; `facts`: of its type, where that is none of a template. */
export function policyFaults(
  definition: ResourceDefinition,
  { facts, isTemplate }: { readonly facts: TypeFacts; readonly isTemplate: boolean },
  scope: Scope,
): readonly Diagnostic[] {
  return [
    ...updatePolicyFaults(definition, facts, scope),
    ...deletionPolicyFaults(definition, !isTemplate && facts.snapshotOnDelete !== true, scope),
    ...externalIdFaults(definition),
  ];
}

/** A type without an update policy takes no key. */
function updatePolicyFaults(definition: ResourceDefinition, facts: TypeFacts, scope: Scope): readonly Diagnostic[] {
  const { name, updatePolicy } = definition;
  if (updatePolicy === undefined) return [];
  const at = { path: definition.pathOf?.("update_policy") ?? ["resources", name, "update_policy"] };
  const value = known(() => resolveValue(updatePolicy, scope));
  if (value === undefined || value === null) return [];
  const { place } = updatePolicy;
  if (typeof value !== "object" || Array.isArray(value))
    return [{ severity: "error", code: "structure", message: "update_policy must be a map", place }];
  const { diagnostics } = coerceProperties(facts.updatePolicy ?? {}, value as Record<string, unknown>, at);
  return diagnostics.map((diagnostic) => ({ ...diagnostic, place: { ...place, path: diagnostic.place.path } }));
}

function deletionPolicyFaults(
  definition: ResourceDefinition,
  refusesSnapshot: boolean,
  scope: Scope,
): readonly Diagnostic[] {
  const { deletionPolicy, type } = definition;
  if (deletionPolicy === undefined) return [];
  const { place } = deletionPolicy;
  try {
    if (resolveDeletionPolicy(definition, scope) !== "Snapshot" || !refusesSnapshot) return [];
  } catch (error) {
    // What gives no value at all is told with the other expressions.
    if (error instanceof ResolveFailure && known(() => deletionPolicy.resolve(scope)) !== undefined)
      return [error.diagnostic];
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return [];
    throw error;
  }
  const message = `resources of type "${type}" cannot be kept as a snapshot`;
  return [{ severity: "error", code: "structure", message, place, hint: "use Delete or Retain" }];
}

/** What exists already belongs to nobody's order; and until it can be taken over, it must not be made anew. */
function externalIdFaults({ externalId, dependsOn, name }: ResourceDefinition): readonly Diagnostic[] {
  if (externalId === undefined) return [];
  const { place } = externalId;
  const told: Diagnostic[] = [];
  if (dependsOn.length > 0) {
    const message = `"${name}" has an external_id, so it cannot depend on others`;
    told.push({ severity: "error", code: "external-dependency", message, place, hint: "take depends_on away" });
  }
  const message = "external_id is not supported yet: the object would be made anew instead of being taken over";
  return [...told, { severity: "error", code: "structure", message, place }];
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
