import type { Task } from "./parts.ts";
import type { Row } from "./row.ts";
import { sameValue } from "#engine/plan/same-value.ts";
import type { BoundStack } from "#engine/definition/bound-stack.ts";
import type { Target } from "#engine/run/target.ts";
import { Violation } from "./violation.ts";
import { currentIn, namedIn, slotIn, type World } from "./world.ts";

/** Asked before a task does its first thing; `begins`: it does not go on with what was begun before a crash. */
export function checkStart(world: World, name: string, task: Task, begins: boolean): void {
  if (begins && task.operation !== world.operation)
    throw new Violation(`started for a superseded operation: ${task.key}`);
  if (world.onlyEnds && begins) throw new Violation(`started for an operation that has failed: ${task.key}`);
  for (const other of namedIn(world, name).tasks) {
    if (other.id !== task.id && other.phase === "working" && other.rowId === task.rowId)
      throw new Violation(`two at work on ${task.rowId}: ${other.key}, ${task.key}`);
  }
  const row = slotIn(world, task.rowId)?.row;
  if (begins && row?.status === "COMPLETE" && row.action !== "INIT" && row.operation === world.operation)
    throw new Violation(`${row.id} was complete in this operation, and ${task.action} begins on it`);
}

/** Asked before an operation that was settled while something waited goes on to something new. */
export function checkNew(world: World, name: string): void {
  throw new Violation(`the operation is ${world.status}, and something new begins on ${name}`);
}

/** Asked when something is held of which there is only one. */
export function checkHolds(world: World, name: string): void {
  const holders = namedIn(world, name).slots.filter(({ holds }) => holds);
  if (holders.length > 1) throw new Violation(`two hold the same: ${holders.map(({ row }) => row.id).join(", ")}`);
}

/** Asked before a row is removed; `bound`: what shall be there first. */
export function checkRemoval(world: World, row: Row, bound: BoundStack | undefined): void {
  for (const { slots } of world.names) {
    for (const { row: other, object } of slots) {
      if (other.id !== row.id && object && other.requires.includes(row.id))
        throw new Violation(`${row.id} is removed, and ${other.id} still requires it`);
    }
  }
  for (const name of bound?.resources.keys() ?? []) {
    const now = currentIn(world, name)?.row;
    if (now === undefined || now.action === "INIT" || now.action === "DELETE" || now.status !== "COMPLETE")
      throw new Violation(`${row.id} is removed before ${name} is there`);
    if (now.id === row.id) throw new Violation(`${row.id} is removed, and ${name} still is that`);
  }
}

/** Asked in every state; `targetOf`: what a desired name shall be. */
export function checkWorld(world: World, bound: BoundStack | undefined, targetOf: (name: string) => Target): void {
  if (!world.ended || world.operation === 0) return;
  if (world.status === "IN_PROGRESS") throw new Violation("the operation has ended, and the stack is in progress");
  for (const { tasks, slots } of world.names) {
    for (const { phase, key } of tasks) {
      if (phase === "working") throw new Violation(`the operation has ended, and ${key} is at work`);
    }
    for (const { row } of slots) {
      if (row.status === "IN_PROGRESS") throw new Violation(`the operation has ended, and ${row.id} is in progress`);
    }
  }
  if (world.status === "FAILED") {
    if (!world.failed) throw new Violation("the operation failed, and nothing of it did");
    return;
  }
  checkComplete(world, bound, targetOf);
}

function checkComplete(world: World, bound: BoundStack | undefined, targetOf: (name: string) => Target): void {
  const names = bound?.resources ?? new Map<string, unknown>();
  for (const { name, slots, current } of world.names) {
    for (const { row } of slots) {
      if (current !== row.id || !names.has(name)) throw new Violation(`${row.id} is left over`);
    }
  }
  for (const name of names.keys()) {
    const slot = currentIn(world, name);
    const { values, requires } = targetOf(name);
    if (slot?.row.status !== "COMPLETE" || !slot.object) throw new Violation(`${name} is not there`);
    if (!sameValue(slot.row.properties, values)) throw new Violation(`${slot.row.id} is not what it shall be`);
    if (!sameValue(slot.row.requires, requires)) throw new Violation(`${slot.row.id} requires what it did before`);
  }
}
