import type { Step } from "#resource-model/step.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { contextOf } from "./context.ts";
import { runSteps } from "./steps.ts";
import type { ResourceState } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/** Before a replacement is made: frees, on the old object, what both cannot hold (an address, a name). */
export async function freeShared(old: Action): Promise<void> {
  const { type, state } = old;
  if (type.beforeReplace && isAlike(old, state)) await runAside(old, type.beforeReplace.free);
}

/**
 * When what was replaced is kept after all, by a rollback: its replacement (where it is still there)
 * frees, and it takes back, what both cannot hold.
 */
export async function takeBackShared(kept: Action, newer: Action | undefined): Promise<void> {
  const { tree, state, type } = kept;
  if (newer) {
    // Whoever turns back to the newer one, even while it yields, finds that it has to take back.
    await persist(newer, resourceWrites(tree, newer.state, { replacedBy: state.row.id }));
    await freeShared(newer);
  }
  if (type.beforeReplace) await runAside(kept, type.beforeReplace.restore);
  await persist(kept, resourceWrites(tree, state, { replacedBy: null }));
}

function isAlike(action: Action, other: ResourceState): boolean {
  return other.row.type === action.type.type && other.row.physicalId !== null;
}

/** Runs steps beside the resource's own actions; repeated after a crash, so each must bear that. */
async function runAside(like: Action, steps: readonly Step[]): Promise<void> {
  const action: Action = { ...like, observed: undefined };
  const { tree, state } = action;
  const applying = steps.filter((step) => step.when?.(contextOf(action)) ?? true);
  if (applying.length === 0) return;
  const names = applying.map((step) => step.name);
  const progress = { steps: names, at: 0, started: true, startedAt: tree.parts.clock.now(), attempt: 1, before: null };
  await persist(action, resourceWrites(tree, state, { progress }));
  await runSteps(action, applying, true);
  await persist(action, resourceWrites(tree, state, { progress: null }));
}
