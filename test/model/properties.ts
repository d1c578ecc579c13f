import type { ResourceRow } from "#storage/rows.ts";
import { sameValue } from "#engine/plan/same-value.ts";
import type { BoundStack } from "#engine/definition/bound-stack.ts";
import type { Target } from "#engine/run/target.ts";
import type { World } from "./world.ts";

/** A property does not hold. */
export class Violation extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Violation";
  }
}

/** Asked before a task does its first thing; `begins`: it does not go on with what was begun before a crash. */
export function checkStart(world: World, id: string, begins: boolean): void {
  const task = world.tasks.get(id);
  if (task === undefined) return;
  if (begins && task.operation !== world.operation) throw new Violation(`started for a superseded operation: ${id}`);
  const onlyEnds = world.marches.get(task.operation)?.onlyEnds ?? false;
  if (onlyEnds && begins) throw new Violation(`started for an operation that has failed: ${id}`);
  for (const [other, { phase, rowId }] of world.tasks) {
    if (other !== id && phase === "working" && rowId === task.rowId)
      throw new Violation(`two at work on ${rowId}: ${other}, ${id}`);
  }
}

/** Asked before a row is removed; `bound`: what shall be there first. */
export function checkRemoval(world: World, row: ResourceRow, bound: BoundStack | undefined): void {
  for (const { row: other } of world.rows.values()) {
    if (other.id !== row.id && other.physicalId !== null && other.requires.includes(row.id))
      throw new Violation(`${row.id} is removed, and ${other.id} still requires it`);
  }
  for (const name of bound?.resources.keys() ?? []) {
    const now = world.current.get(name)?.row;
    if (now === undefined || now.action === "INIT" || now.action === "DELETE" || now.status !== "COMPLETE")
      throw new Violation(`${row.id} is removed before ${name} is there`);
    if (now.id === row.id) throw new Violation(`${row.id} is removed, and ${name} still is that`);
  }
}

/** Asked in every state; `targetOf`: what a desired name shall be. */
export function checkWorld(world: World, bound: BoundStack | undefined, targetOf: (name: string) => Target): void {
  if (!world.ended || world.operation === 0) return;
  if (world.status === "IN_PROGRESS") throw new Violation("the operation has ended, and the stack is in progress");
  for (const [id, { phase }] of world.tasks) {
    if (phase === "working") throw new Violation(`the operation has ended, and ${id} is at work`);
  }
  for (const { row } of world.rows.values()) {
    if (row.status === "IN_PROGRESS") throw new Violation(`the operation has ended, and ${row.id} is in progress`);
  }
  if (world.status === "FAILED") {
    if (!world.failed) throw new Violation("the operation failed, and nothing of it did");
    return;
  }
  const names = bound?.resources ?? new Map<string, unknown>();
  for (const { row } of world.rows.values()) {
    if (world.current.get(row.name)?.row.id !== row.id || !names.has(row.name))
      throw new Violation(`${row.id} is left over`);
  }
  for (const name of names.keys()) {
    const row = world.current.get(name)?.row;
    const { values, requires } = targetOf(name);
    if (row?.status !== "COMPLETE" || row.action === "INIT") throw new Violation(`${name} is not there`);
    if (!sameValue(row.properties, values)) throw new Violation(`${row.id} is not what it shall be`);
    if (!sameValue(row.requires, requires)) throw new Violation(`${row.id} requires what it did before`);
  }
}
