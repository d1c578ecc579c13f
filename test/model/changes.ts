import type { ResourceRow } from "#storage/rows.ts";
import { targetOf, type Place, type Target } from "#engine/run/target.ts";
import type { StackState } from "#engine/run/tree.ts";
import type { Guards } from "./scenario.ts";
import type { Held, March, Task, World } from "./world.ts";

/** A new operation takes over. */
export function begin(world: World): void {
  Object.assign(world, {
    operation: world.operation + 1,
    status: "IN_PROGRESS",
    loading: true,
    ended: false,
    drained: false,
  });
  world.failed = false;
}

/** Only what is stored is left; an operation that had not ended is planned again. */
export function crash(world: World): void {
  world.crashesLeft -= 1;
  world.tasks.clear();
  world.marches.clear();
  world.current.clear();
  for (const held of world.rows.values()) delete held.busy;
  world.loading = !world.ended;
  world.drained = world.ended;
  for (const held of world.rows.values()) world.current.set(held.row.name, held);
}

/** The newest operation has ended; what nobody goes on with is FAILED. */
export function endOperation(world: World, { leavesNothing }: Guards): void {
  world.ended = true;
  if (!leavesNothing) return;
  for (const held of world.rows.values()) {
    if (held.row.status === "IN_PROGRESS") held.row = { ...held.row, status: "FAILED", progress: null };
  }
}

/** The task of that id. */
export function taskOf(world: World, id: string): Task {
  const task = world.tasks.get(id);
  if (task === undefined) throw new TypeError(`no task ${id}`);
  return task;
}

/** The walk of that operation. */
export function marchOf(world: World, number: number): March {
  const march = world.marches.get(number);
  if (march === undefined) throw new TypeError(`no walk ${number}`);
  return march;
}

/** Changes a task. */
export function update(world: World, id: string, set: Partial<Task>): void {
  world.tasks.set(id, { ...taskOf(world, id), ...set });
}

/** The part of the engine's stack state that planning reads. */
export function stackOf(world: World): Pick<StackState, "row" | "resources" | "current"> {
  const { operation, rows, current } = world;
  return { row: { operation }, resources: rows, current } as unknown as StackState;
}

/** What a name shall be now, as the engine resolves it. */
export function targetIn(world: World, march: Pick<March, "bound">, name: string): Target {
  const resource = march.bound?.resources.get(name);
  if (resource === undefined) throw new TypeError(`${name} is not desired`);
  return targetOf({ stack: stackOf(world), operation: { bound: march.bound } } as unknown as Place, resource);
}

/** An action under way; `before`: what it changes. */
export function progressFrom(before: ResourceRow["properties"]): ResourceRow["progress"] {
  return { steps: [], at: 0, started: true, startedAt: 0, attempt: 1, before };
}

/** The row of an action that has begun. */
export function startedRow(row: ResourceRow, target: Target, { operation, action }: Task): ResourceRow {
  const creates = action === "create";
  return {
    ...row,
    action: creates ? "CREATE" : "UPDATE",
    status: "IN_PROGRESS",
    // From the first call on there may be an object.
    physicalId: row.id,
    properties: target.values,
    requires: target.requires,
    operation,
    progress: progressFrom(creates ? null : row.properties),
  };
}

/** Makes a row of a name. */
export function addRow(world: World, name: string): Held {
  const number = (world.made.get(name) ?? 0) + 1;
  world.made.set(name, number);
  const state = { action: "INIT", status: "COMPLETE", reason: "", progress: null, intent: null } as const;
  const values = { physicalId: null, properties: null, metadata: {}, requires: [], attributes: {}, reference: null };
  const row: ResourceRow = {
    ...state,
    ...values,
    data: {},
    id: `${name}#${number}`,
    stackId: "s",
    rootId: "s",
    name,
    type: "Model::Thing",
    deletionPolicy: "Delete",
    replaces: null,
    replacedBy: null,
    operation: world.operation,
    createdAt: number,
    updatedAt: 0,
  };
  const held: Held = { row };
  world.rows.set(row.id, held);
  world.current.set(name, held);
  return held;
}

/** The row goes. */
export function forget(world: World, held: Held): void {
  world.rows.delete(held.row.id);
  if (world.current.get(held.row.name) === held) world.current.delete(held.row.name);
}
