import type { Target } from "#engine/run/target.ts";
import { Violation } from "./violation.ts";
import { Slot, Task, type NamedValues, type SlotValues, type TaskValues } from "./parts.ts";
import { Row, type RowValues } from "./row.ts";
import { indexOf, namedIn, slotIn, taskIn, type World } from "./world.ts";

/** A new operation takes over; of the former one's walk nothing is needed any more. */
export function begin(world: World): void {
  world.operation += 1;
  world.status = "IN_PROGRESS";
  world.loading = true;
  world.ended = false;
  world.drained = false;
  world.failed = false;
  world.onlyEnds = false;
  world.walk = undefined;
}

/** The plan is out of date: what is under way belongs to none from now on, as under a newer operation. */
export function planAgain(world: World): void {
  world.operation += 1;
  world.loading = true;
  world.drained = false;
  world.walk = undefined;
}

/** Only what is stored is left; an operation that had not ended is planned again. */
export function crash(world: World): void {
  world.crashesLeft -= 1;
  world.walk = undefined;
  world.loading = !world.ended;
  world.drained = world.ended;
  world.names = world.names.map((named) =>
    named.with({
      tasks: [],
      begun: 0,
      current: named.slots.at(-1)?.row.id,
      slots: named.slots.map((slot) => slot.with({ busy: undefined })),
    }),
  );
}

/** The newest operation has ended; what nobody goes on with is FAILED. */
export function endOperation(world: World, leavesNothing: boolean): void {
  world.ended = true;
  if (!leavesNothing) return;
  for (const { slots } of world.names) {
    for (const { row } of slots) {
      if (row.status === "IN_PROGRESS") setRow(world, row.id, { status: "FAILED", progress: null });
    }
  }
}

function edit(world: World, name: string, set: Partial<NamedValues>): void {
  world.names[indexOf(name)] = namedIn(world, name).with(set);
}

/** Changes a row and what is known of it. */
export function setSlot(world: World, rowId: string, set: Partial<SlotValues>): void {
  const { name, slots } = namedIn(world, rowId);
  edit(world, name, { slots: slots.map((slot) => (slot.row.id === rowId ? slot.with(set) : slot)) });
}

/** Changes a row. */
export function setRow(world: World, rowId: string, set: Partial<RowValues>): void {
  const slot = slotIn(world, rowId);
  if (slot) setSlot(world, rowId, { row: slot.row.with(set) });
}

/** Points a name at a row. */
export function setCurrent(world: World, name: string, current: string | undefined): void {
  edit(world, name, { current });
}

/** Adds a task and gives its number. */
export function addTask(world: World, name: string, task: Omit<TaskValues, "id">): number {
  const { tasks, begun } = namedIn(world, name);
  edit(world, name, { tasks: [...tasks, new Task({ ...task, id: begun })], begun: begun + 1 });
  return begun;
}

/** Changes a task. */
export function setTask(world: World, name: string, id: number, set: Partial<TaskValues>): void {
  const changed = taskIn(world, name, id).with(set);
  edit(world, name, { tasks: namedIn(world, name).tasks.map((task) => (task.id === id ? changed : task)) });
}

/** What the task waited for has ended. */
export function freeTask(world: World, name: string, id: number): void {
  setTask(world, name, id, { awaits: undefined });
}

/** The task has ended: rows that it worked on are free. */
export function dropTask(world: World, name: string, id: number): void {
  const { tasks, slots } = namedIn(world, name);
  edit(world, name, {
    tasks: tasks.filter((task) => task.id !== id),
    slots: slots.map((slot) => (slot.busy === id ? slot.with({ busy: undefined }) : slot)),
  });
}

/** An action under way. */
export function progressFrom(before: RowValues["properties"]): RowValues["progress"] {
  return { steps: [], at: 0, started: true, startedAt: 0, attempt: 1, before };
}

/** What changes in the row of an action that begins. */
export function startOf(row: Row, target: Target, { operation, action }: Task): Partial<RowValues> {
  const creates = action === "create";
  return {
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
export function addRow(world: World, name: string, busy?: number): Slot {
  const { made, slots } = namedIn(world, name);
  const row = new Row({
    id: `${name}#${made}`,
    name,
    action: "INIT",
    status: "COMPLETE",
    physicalId: null,
    properties: null,
    requires: [],
    replaces: null,
    replacedBy: null,
    progress: null,
    operation: world.operation,
    createdAt: made,
  });
  const slot = new Slot({ row, busy, object: false, holds: false });
  edit(world, name, { made: made + 1, current: row.id, slots: [...slots, slot] });
  return slot;
}

/** The row goes. */
export function forget(world: World, { row, object }: Slot): void {
  if (object) throw new Violation(`${row.id} is forgotten, and its object is there`);
  const { current, slots } = namedIn(world, row.name);
  edit(world, row.name, {
    slots: slots.filter((slot) => slot.row.id !== row.id),
    current: current === row.id ? undefined : current,
  });
}
