import type { ResourceRow } from "#storage/rows.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import { formerNestedType } from "../definition/nested-template.ts";
import type { PlanNode } from "../plan/plan.ts";
import { isVisit } from "../plan/plan-visit.ts";
import { applyResource } from "./apply.ts";
import { removeRow } from "./remove.ts";
import type { Place } from "./target.ts";
import type { ResourceState, Tree } from "./tree.ts";
import { visitResource } from "./visit.ts";

const workers = { apply: applyNode, remove: removeNode, visit: visitNode } as const;

/** Does what the node of a plan says. Rejects with what went wrong, after it was stored. */
export function workNode(run: Place, node: PlanNode): Promise<void> {
  return workers[node.kind](run, node);
}

async function applyNode(run: Place, node: PlanNode): Promise<void> {
  const resource = run.operation.bound?.resources.get(node.name);
  if (resource === undefined) return;
  await whileBusy(
    () => run.stack.current.get(node.name),
    (worker) => applyResource({ ...run, ...worker }, resource, node),
  );
}

async function removeNode(run: Place, node: PlanNode): Promise<void> {
  const { tree, stack } = run;
  const state = stack.resources.get(node.rowId ?? "");
  if (state === undefined) return;
  await whileBusy(
    () => state,
    ({ callOff }) => removeRow({ ...run, ...(callOff && { callOff }) }, state, (row) => typeOf(tree, row)),
  );
}

async function visitNode(run: Place, node: PlanNode): Promise<void> {
  const { tree, stack, operation } = run;
  const state = stack.resources.get(node.rowId ?? "");
  const { action } = operation.row;
  if (state === undefined || !isVisit(action)) return;
  const type = operation.bound?.resources.get(node.name)?.resourceType ?? (await typeOf(tree, state.row));
  await whileBusy(
    () => state,
    ({ callOff }) => visitResource({ ...run, ...(callOff && { callOff }) }, state, { action, type }),
  );
}

/** The type that a row's object is worked on by; undefined: nobody knows it any more. */
async function typeOf(tree: Tree, { type, physicalId }: ResourceRow): Promise<ResourceType | undefined> {
  const { stacks, parts } = tree;
  if (physicalId !== null && stacks.has(physicalId)) return formerNestedType(type);
  const known = parts.types.get(type);
  if (known !== undefined || physicalId === null) return known;
  // The nested stack of a row may be gone already, where an engine died between the two.
  return (await tree.asked(parts.journal.stack(physicalId))) && formerNestedType(type);
}

/** Marks the name's rows as being worked on, for a newer operation that would want them. */
async function whileBusy(
  current: () => ResourceState | undefined,
  work: (worker: Pick<Place, "works" | "callOff">) => Promise<void>,
): Promise<void> {
  const { promise: quiet, resolve: end } = Promise.withResolvers<void>();
  // Its own, from the start: who calls it off may do so before it waits, and when its successor is marked already.
  const callOff = new AbortController();
  const marked = new Set<ResourceState>();
  const mark = async (state: ResourceState): Promise<void> => {
    if (marked.has(state)) return;
    const former = state.busy;
    state.busy = quiet;
    state.callOff = callOff;
    marked.add(state);
    await former;
  };
  try {
    const working = work({ works: mark, callOff: callOff.signal });
    const before = current();
    if (before) void mark(before);
    await working;
  } finally {
    for (const state of marked) {
      if (state.busy !== quiet) continue;
      delete state.busy;
      delete state.callOff;
    }
    end();
  }
}
