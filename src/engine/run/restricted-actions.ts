import { restrictedActions } from "#template/environment/registry.ts";
import { EngineFault } from "../faults.ts";
import type { Place } from "./target.ts";
import type { ResourceState } from "./tree.ts";
import { passingEvent } from "./writes.ts";

/**
 * Rejects where the environment's `restricted_actions` forbid the change of a resource that exists. As
 * Heat: an event says so, the resource itself stays in its state.
 */
export async function refuseRestricted(
  { tree, operation }: Place,
  state: ResourceState,
  action: "update" | "replace",
): Promise<void> {
  const environment = operation.bound?.definition.environment;
  if (environment === undefined || !restrictedActions(environment, state.row.name).has(action)) return;
  const reason = `${action} is restricted for resource.`;
  await tree.submit([passingEvent(tree, { ...state.row, action: "UPDATE", status: "FAILED", reason })]);
  throw new EngineFault("ResourceActionRestricted", reason);
}
