import { resolveDeletionPolicy, resolveMetadata } from "#template/facade.ts";
import { resolveProperties } from "#template/resolve.ts";
import type { BoundResource } from "../definition/bound-stack.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { Decision, PlannedAction, Wanted } from "../plan/decide.ts";
import type { PlanNode } from "../plan/plan.ts";
import { valuesOf } from "../plan/resource-values.ts";
import type { ResourceState, RunningOperation, StackState, Tree } from "./tree.ts";
import { CalledOff } from "./tree.ts";

/** Where an apply node works. */
export interface Place {
  readonly tree: Tree;
  readonly stack: StackState;
  readonly operation: RunningOperation;
  /** Tells that the work is on this row, too; resolves when who was at work on it before has ended. */
  readonly works?: (on: ResourceState) => Promise<void>;
  /** Aborted when a newer operation needs the resource: then the work waits for nothing any more. */
  readonly callOff?: AbortSignal;
}

/** Whether a newer operation of the stack has taken over, or this one was planned anew. */
export function isOutdated({ stack, operation }: Place): boolean {
  return stack.row.operation !== operation.row.number || stack.operation !== operation;
}

/** Asked after every wait before something is begun: a newer operation has planned without knowing of it. */
export function endIfOutdated(place: Place): void {
  if (isOutdated(place)) throw new CalledOff();
}

/** Takes one more row of the resource: what a former operation does with it ends first. */
export async function takeToo(place: Place, state: ResourceState): Promise<void> {
  // Only the newest operation waits, so that none waits for one that waits for it.
  endIfOutdated(place);
  await place.works?.(state);
  endIfOutdated(place);
}

/** What a resource shall be, with everything it refers to known. */
export interface Target {
  readonly resource: BoundResource;
  readonly values: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string;
  readonly requires: readonly string[];
}

/**
 * The heaviest of what the plan named that the facts, now known, ask for; undefined where they ask for
 * something that it did not name: then what was planned is out of date, and is planned anew.
 */
export function narrow(node: PlanNode, decision: Decision): PlannedAction | undefined {
  const order: readonly PlannedAction[] = ["refuse", "create", "update", "replace", "keep"];
  const possible = order.filter((action) => decision.actions.includes(action));
  return possible.find((action) => node.decision.actions.includes(action));
}

/** What the decision compares the row with. */
export function wantedOf(target: Target, nested: boolean): Wanted {
  const { resourceType, type } = target.resource;
  return {
    type,
    goesOnFrom: target.resource.goesOnFrom,
    schemas: resourceType.properties,
    values: target.values,
    unknown: new Map(),
    metadata: target.metadata,
    updatesMetadata: resourceType.updatesMetadata,
    repairable: resourceType.repairable !== undefined,
    mayReplace: resourceType.replaces !== undefined,
    nested,
  };
}

/** Resolves what the template wants of the resource, from the rows as they are now. */
export function targetOf(place: Place, resource: BoundResource): Target {
  const { stack, operation } = place;
  const bound = operation.bound;
  if (bound === undefined) throw new EngineFault("NotSupported", "nothing is desired of a stack that is being deleted");
  const scope = bound.scope(valuesOf(stack));
  const { values, diagnostics } = resolveProperties(resource.definition, resource.resourceType, scope);
  refuseErrors(diagnostics);
  return {
    resource,
    values,
    metadata: resolveMetadata(resource.definition, scope),
    deletionPolicy: resolveDeletionPolicy(resource.definition, scope),
    requires: resource.requires.flatMap((name) => stack.current.get(name)?.row.id ?? []),
  };
}
