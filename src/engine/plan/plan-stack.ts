import { resolveMetadata } from "#template/facade.ts";
import { resolveProperties } from "#template/resolve.ts";
import type { Need, Scope } from "#template/template.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import type { ResourceRow, StackRow } from "#storage/rows.ts";
import type { BoundResource, BoundStack, ResourceValues } from "../definition/bound-stack.ts";
import type { Decision, Wanted } from "./decide.ts";
import { decide } from "./decide.ts";
import type { Judge, Plan, Planned } from "./plan.ts";
import { plan } from "./plan.ts";
import { valuesFrom } from "./resource-values.ts";

/** Looks closer at what was decided about a resource with a child stack: may say what its readers can rely on, nothing else. */
export type LookCloser = (
  resource: BoundResource,
  row: ResourceRow,
  of: { wanted: Wanted; decision: Decision; scope: Scope },
) => Decision;

/** A stack as it is recorded. */
export interface RecordedResources {
  readonly row: Pick<StackRow, "operation">;
  readonly resources: ReadonlyMap<string, { readonly row: ResourceRow }>;
}

/**
 * The plan of bringing the stack, as its rows stand, to a definition; to nothing where there is none.
 * A preview shows it, the run walks it; a preview may look closer at nested stacks, which the run does
 * once their values are there.
 */
export function planStack(stack: RecordedResources, bound: BoundStack | undefined, lookCloser?: LookCloser): Plan {
  const recorded = [...stack.resources.values()].map((state) => state.row);
  if (bound === undefined) return plan({ desired: new Map(), recorded, judge: () => keepNothing });
  return plan({ desired: bound.resources, recorded, judge: judgeOf(bound, stack.row.operation, lookCloser) });
}

const keepNothing: Decision = { actions: ["delete"], because: [{ kind: "notDesired" }] };

function judgeOf(bound: BoundStack, operation: number, lookCloser?: LookCloser): Judge {
  return (name, row, planned) => {
    const resource = bound.resources.get(name);
    if (resource === undefined) return keepNothing;
    if (row === undefined) return { actions: ["create"], because: [{ kind: "new" }] };
    if (row.progress !== null && row.status === "IN_PROGRESS") return unfinished(row);
    const scope = bound.scope(plannedValues(planned));
    const desired = wanted(resource, scope, isDue(resource, row, operation));
    const decision = decide(row, desired);
    if (!resource.nested) return decision;
    if (lookCloser) return lookCloser(resource, row, { wanted: desired, decision, scope });
    return movesReference(resource) ? { ...decision, values: "mayChange" } : decision;
  };
}

/** Whether an output of the nested template is its reference: any update may change that. */
export function movesReference(resource: BoundResource): boolean {
  return "OS::stack_id" in resource.resourceType.attributes;
}

/** References and attributes as far as they are certain before the run; `UnknownValue` for the others. */
export function plannedValues(planned: Planned): ResourceValues {
  const values = valuesFrom(planned.rowOf);
  const demand = (need: Need): void => {
    if (!planned.known(need)) throw new UnknownValue(need);
  };
  return {
    reference(other) {
      demand({ resource: other });
      return values.reference(other);
    },
    attribute(other, attribute) {
      demand({ resource: other, attribute });
      return values.attribute(other, attribute);
    },
    attributeAt(other, path) {
      demand({ resource: other, attribute: String(path[0]), path });
      return values.attributeAt?.(other, path);
    },
  };
}

/** Whether a nested stack is still to be updated along: once an operation, however often that is taken up again. */
export function isDue(resource: BoundResource, row: ResourceRow | undefined, operation: number): boolean {
  return resource.nested && !(row?.operation === operation && row.status === "COMPLETE");
}

function wanted(resource: BoundResource, scope: Scope, nested: boolean): Wanted {
  const { resourceType, type, definition } = resource;
  const resolved = resolveProperties(definition, resourceType, scope);
  return {
    type,
    goesOnFrom: resource.goesOnFrom,
    schemas: resourceType.properties,
    values: resolved.values,
    unknown: resolved.unknown,
    metadata: resourceType.updatesMetadata ? metadataOf(definition, scope) : {},
    updatesMetadata: resourceType.updatesMetadata,
    repairable: resourceType.repairable !== undefined,
    mayReplace: resourceType.replaces !== undefined,
    nested,
  };
}

function metadataOf(definition: BoundResource["definition"], scope: Scope): Readonly<Record<string, unknown>> {
  try {
    return resolveMetadata(definition, scope);
  } catch (error) {
    // Not known, or not to be had, before the run: the run finds out.
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return {};
    throw error;
  }
}

/** What is under way is brought to its end first; then anything may turn out to be needed. */
function unfinished(row: ResourceRow): Decision {
  const action = row.action === "CREATE" ? "create" : "update";
  return { actions: [action, "update", "replace", "keep"], because: [{ kind: "failedBefore", reason: row.reason }] };
}
