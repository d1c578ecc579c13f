import type { AdoptableResource } from "../stack-data.ts";
import { resourceData } from "../stack-data.ts";
import type { Action } from "./action.ts";
import { readAttributes } from "./attributes.ts";
import { contextOf } from "./context.ts";
import { preparedAction, recordFailure, startAction } from "./perform-action.ts";
import type { Place, Target } from "./target.ts";
import type { ResourceState } from "./tree.ts";
import { StepFailed } from "./tree.ts";
import { passingEvent, resourceWrites } from "./writes.ts";

/**
 * Takes a resource over as the stack's data have it, instead of making it. Rejects with what went
 * wrong, after it was stored.
 */
export async function adoptResource(place: Place, target: Target, state: ResourceState): Promise<void> {
  const action = await preparedAction(place, target, state, "ADOPT");
  const given = resourceData(place.operation.bound?.definition.adopts, target.resource.name);
  try {
    if (target.resource.nested ? given?.nested !== true : given?.id === undefined) {
      throw new StepFailed("the data of the stack have no resource id for it, so nothing can be adopted", false);
    }
    if (target.resource.nested) await startAction(action, target, 1);
    else await takeOver(action, target, given);
  } catch (error) {
    throw await recordFailure(action, error, { action: "ADOPT", type: target.resource.type });
  }
}

/** One write: before it nothing is adopted, so who comes after a crash begins anew. */
async function takeOver(action: Action, target: Target, given: AdoptableResource | undefined): Promise<void> {
  const { tree, state, type, operation } = action;
  state.row = {
    ...state.row,
    type: target.resource.type,
    physicalId: given?.id ?? null,
    properties: target.values,
    metadata: given?.metadata ?? target.metadata,
    data: given?.data ?? {},
    deletionPolicy: target.deletionPolicy,
    requires: target.requires,
    operation: operation.row.number,
  };
  tree.hand([passingEvent(tree, { ...state.row, action: "ADOPT", status: "IN_PROGRESS", reason: "ADOPT started" })]);
  const read = operation.bound?.attributesRead.get(state.row.name);
  const attributes = read && read.size > 0 ? await readAttributes(action, read) : {};
  tree.hand(
    resourceWrites(tree, state, {
      action: "ADOPT",
      status: "COMPLETE",
      reason: "ADOPT complete",
      reference: type.reference(contextOf(action)) ?? null,
      attributes,
      progress: null,
    }),
  );
}
