import type { ResourceRow, VisitAction } from "#storage/rows.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Step } from "#resource-model/step.ts";
import type { Action } from "./action.ts";
import { persist } from "./action.ts";
import { readAttributes } from "./attributes.ts";
import { formerProperties } from "./former-properties.ts";
import { recordFailure } from "./perform-action.ts";
import { runSteps } from "./steps.ts";
import type { Place } from "./target.ts";
import { endIfOutdated } from "./target.ts";
import type { ResourceState } from "./tree.ts";
import { StepFailed } from "./tree.ts";
import { resourceWrites } from "./writes.ts";

/**
 * Suspends, resumes or checks one resource as it is recorded. Rejects with what went wrong, after it
 * was stored. A type that has nothing to do for the action takes its state all the same, as Heat's.
 */
export async function visitResource(
  place: Place,
  state: ResourceState,
  { action: kind, type }: { readonly action: VisitAction; readonly type: ResourceType | undefined },
): Promise<void> {
  const { tree, operation } = place;
  if (state.busy) {
    await state.busy;
    endIfOutdated(place);
  }
  const { row } = state;
  const resumed = row.action === kind && row.status === "IN_PROGRESS" && row.progress !== null;
  if (place.operation.settled && !resumed) return;
  if (isVisited(row, kind, operation.row.number)) return;
  const refusal = resumed ? undefined : refusalOf(row, kind);
  if (refusal !== undefined) {
    throw await recordFailure({ tree, state, kind }, new StepFailed(refusal, false), { action: kind });
  }
  const steps = type === undefined ? undefined : stepsFor(type, kind);
  if (type === undefined || steps === undefined) {
    const reason = kind === "CHECK" ? `${row.type} has nothing that could be checked` : `${kind} complete`;
    tree.hand(resourceWrites(tree, state, { ...ended(place, kind), reason }));
    return;
  }
  try {
    const cloud = type.pure ? undefined : await tree.cloud(place.stack.row);
    const action: Action = {
      ...place,
      state,
      type,
      kind,
      cloud,
      props: await formerProperties(type, row, cloud),
      before: undefined,
      changed: new Set(),
      observed: undefined,
    };
    if (!resumed) await begin(action, steps);
    await runSteps(action, steps, resumed);
    const read = operation.bound?.attributesRead.get(row.name);
    const attributes = read && read.size > 0 && kind !== "SUSPEND" ? await readAttributes(action, read) : undefined;
    tree.hand(
      resourceWrites(tree, state, {
        ...ended(place, kind),
        reason: `${kind} complete`,
        ...(attributes && { attributes }),
      }),
    );
  } catch (error) {
    throw await recordFailure({ tree, state, kind }, error);
  }
}

/** Whether there is nothing (more) to do on the row. */
function isVisited(row: ResourceRow, kind: VisitAction, operation: number): boolean {
  if (row.action === "INIT" && row.physicalId === null) return true;
  if (row.action !== kind || row.status !== "COMPLETE") return false;
  return kind !== "CHECK" || row.operation === operation;
}

/** Why the row cannot be visited in the state it is in. */
function refusalOf({ action, status }: ResourceRow, kind: VisitAction): string | undefined {
  if (kind === "CHECK") return undefined;
  const able =
    kind === "SUSPEND"
      ? action !== "DELETE" && (status === "COMPLETE" || action === "SUSPEND" || action === "RESUME")
      : action === "RESUME" || action === "SUSPEND";
  return able
    ? undefined
    : `it is ${action}_${status}; in that state it cannot be ${kind === "SUSPEND" ? "suspended" : "resumed"}`;
}

function stepsFor(type: ResourceType, kind: VisitAction): readonly Step[] | undefined {
  return { SUSPEND: type.suspend, RESUME: type.resume, CHECK: type.check }[kind];
}

async function begin(action: Action, steps: readonly Step[]): Promise<void> {
  const { tree, state, kind, operation } = action;
  const names = steps.map((step) => step.name);
  const progress = {
    steps: names,
    at: 0,
    started: true,
    startedAt: tree.parts.clock.now(),
    attempt: 1,
    before: null,
  };
  await persist(
    action,
    resourceWrites(tree, state, {
      action: kind,
      status: "IN_PROGRESS",
      reason: `${kind} started`,
      progress,
      operation: operation.row.number,
    }),
  );
}

function ended(place: Place, kind: VisitAction): Partial<ResourceRow> {
  return { action: kind, status: "COMPLETE", progress: null, operation: place.operation.row.number };
}
