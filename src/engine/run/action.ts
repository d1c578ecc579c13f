import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject } from "#cloud/collection.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { VisitAction } from "#storage/rows.ts";
import type { Write } from "../journal/journal.ts";
import type { ResourceState, RunningOperation, StackState, Tree } from "./tree.ts";

/** One action on one resource while it runs. */
export interface Action {
  readonly tree: Tree;
  readonly stack: StackState;
  readonly operation: RunningOperation;
  /** Aborted when a newer operation needs the resource. */
  readonly callOff?: AbortSignal;
  readonly state: ResourceState;
  readonly type: ResourceType;
  readonly kind: "CREATE" | "ADOPT" | "UPDATE" | "DELETE" | VisitAction;
  readonly cloud: Cloud | undefined;
  /** Desired and former properties, names translated. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly changed: ReadonlySet<string>;
  /** The object as last seen. */
  observed: CloudObject | null | undefined;
}

/** Makes writes durable before the action goes on; what has no effect outside the database need not wait. */
export async function persist(action: Action, writes: readonly Write[]): Promise<void> {
  if (action.type.pure) action.tree.hand(writes);
  else await action.tree.submit(writes);
}
