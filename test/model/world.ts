import type { Named, Slot, Task } from "./parts.ts";
import type { WalkState } from "./walks.ts";

/** All there is: what is stored, and what only the process knows. A move changes a copy. */
export interface World {
  /** Operations that users have asked for. */
  sent: number;
  operation: number;
  action: "CREATE" | "UPDATE" | "DELETE" | "ROLLBACK";
  status: "IN_PROGRESS" | "COMPLETE" | "FAILED";
  /** Index of the definition; -1: nothing. */
  definition: number;
  previous: number;
  /** The newest operation has no plan yet. */
  loading: boolean;
  /** Nothing of the newest operation runs. */
  drained: boolean;
  /** The newest operation has ended. */
  ended: boolean;
  /** Something of the newest operation went wrong. */
  failed: boolean;
  /** The newest operation only ends what was in flight. */
  onlyEnds: boolean;
  failuresLeft: number;
  crashesLeft: number;
  /** The first is "a", the second "b" and so on. */
  names: Named[];
  /** The newest operation's way through its plan. Those of former ones have no effect any more: see `Walks`. */
  walk: WalkState | undefined;
}

/** Names of the resources, in the order in which a world has them. */
export const letters: readonly string[] = [..."abcdef"];

/** Where a world has the name. */
export function indexOf(name: string): number {
  return name.charCodeAt(0) - 97;
}

/** What there is of that name. */
export function namedIn(world: World, name: string): Named {
  const named = world.names[indexOf(name)];
  if (named === undefined) throw new TypeError(`no name ${name}`);
  return named;
}

/** The row of that id; its name is the id's first letter. */
export function slotIn(world: World, rowId: string | undefined): Slot | undefined {
  if (rowId === undefined) return undefined;
  return world.names[indexOf(rowId)]?.slots.find(({ row }) => row.id === rowId);
}

/** The row that the name stands for. */
export function currentIn(world: World, name: string): Slot | undefined {
  return slotIn(world, world.names[indexOf(name)]?.current);
}

/** The task of that number. */
export function taskIn(world: World, name: string, id: number): Task {
  const task = namedIn(world, name).tasks.find((one) => one.id === id);
  if (task === undefined) throw new TypeError(`${name} has no task ${id}`);
  return task;
}

/** Whether any work is under way. */
export function anyTasks(world: World): boolean {
  return world.names.some(({ tasks }) => tasks.length > 0);
}

/** An independent copy, as parts are never changed. */
export function copyOf(world: World): World {
  return { ...world, names: [...world.names] };
}
