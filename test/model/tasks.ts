import type { Row } from "./row.ts";
import type { Slot, Task } from "./parts.ts";
import { changedProperties } from "#engine/plan/decide.ts";
import type { PlanNode } from "#engine/plan/plan.ts";
import type { WalkEvent } from "#engine/reconcile/reconcile.ts";
import { addRow, addTask, dropTask, endOperation, forget, freeTask, planAgain, progressFrom } from "./changes.ts";
import { setRow, setSlot, setTask, startOf } from "./changes.ts";
import type { DefinitionView } from "./definition-view.ts";
import { checkHolds, checkNew, checkRemoval, checkStart } from "./properties.ts";
import type { Guards, Scenario } from "./scenario.ts";
import { anyTasks, currentIn, namedIn, slotIn, taskIn, type World } from "./world.ts";

/** What tasks are given. */
export interface TaskParts {
  readonly scenario: Scenario;
  readonly guards: Guards;
  readonly view: DefinitionView;
  /** Goes on with the walk. */
  readonly drive: (world: World, event: WalkEvent) => void;
}

/** Does what apply.ts and remove.ts do, with the cloud's answers left to the explorer. */
export class Tasks {
  readonly #parts: TaskParts;

  constructor(parts: TaskParts) {
    this.#parts = parts;
  }

  /** A node's turn has come. */
  start(world: World, node: PlanNode): void {
    const { name, key } = node;
    const removes = node.kind === "remove";
    const slot = removes ? slotIn(world, node.rowId) : currentIn(world, name);
    const task = { operation: world.operation, definition: world.definition, key, phase: "waiting" } as const;
    if (slot?.busy !== undefined) {
      const id = addTask(world, name, { ...task, awaits: slot.busy });
      // As the run: what is at work on that very row is not waited for in vain.
      const worker = namedIn(world, name).tasks.find((one) => one.rowId === slot.row.id && one.phase === "working");
      if (removes && worker && world.status === "IN_PROGRESS") setTask(world, name, worker.id, { calledOff: true });
      setSlot(world, slot.row.id, { busy: id });
      return;
    }
    const id = addTask(world, name, task);
    this.#enter(world, name, id);
    const before = removes ? slotIn(world, node.rowId) : currentIn(world, name);
    if (before && isThere(world, name, id)) setSlot(world, before.row.id, { busy: id });
  }

  /** The part of a task before it waits for anything but another task. */
  #enter(world: World, name: string, id: number): void {
    const { key, definition } = taskIn(world, name, id);
    const node = world.walk?.plan.nodes.get(key);
    if (node === undefined) return;
    if (node.kind === "remove") {
      const slot = slotIn(world, key.slice("remove:".length));
      if (slot && (slot.row.physicalId !== null || slot.row.progress !== null)) {
        setTask(world, name, id, { phase: "preparing", action: "remove", rowId: slot.row.id });
      } else {
        if (slot) forget(world, slot);
        this.#end(world, name, id, "finished");
      }
      return;
    }
    const { guards, view } = this.#parts;
    const now = currentIn(world, name);
    const unfinished = now?.row.progress != null && now.row.status === "IN_PROGRESS" && now.row.action !== "DELETE";
    if (guards.resumes && unfinished) {
      setTask(world, name, id, { phase: "preparing", action: "resume", rowId: now.row.id });
      return;
    }
    if (world.status !== "IN_PROGRESS") {
      if (guards.settledBeginsNothing) return this.#end(world, name, id, "finished");
      checkNew(world, name);
    }
    const target = view.target(world, definition, name);
    const action = view.action(node, now?.row, target);
    if (action === undefined) {
      planAgain(world);
      return this.#end(world, name, id, "finished");
    }
    if (action === "create") {
      setTask(world, name, id, { phase: "preparing", action, rowId: (now ?? this.#makeRow(world, name, id)).row.id });
    } else if (action === "replace" || now === undefined) this.#replace(world, name, id, now);
    else if (action === "update" || now.row.replacedBy !== null) {
      const does = action === "update" ? "update" : "keep";
      setTask(world, name, id, { phase: "preparing", action: does, rowId: now.row.id });
    } else {
      setRow(world, now.row.id, { requires: target.requires });
      this.#end(world, name, id, "finished");
    }
  }

  #replace(world: World, name: string, id: number, old: Slot | undefined): void {
    const { row } = this.#makeRow(world, name, id);
    if (old) {
      setRow(world, row.id, { replaces: old.row.id });
      setRow(world, old.row.id, { replacedBy: row.id });
    }
    setTask(world, name, id, { phase: "preparing", action: "create", rowId: row.id });
  }

  #makeRow(world: World, name: string, id: number): Slot {
    return addRow(world, name, this.#parts.guards.newOnesBusy ? id : undefined);
  }

  /** All was asked for; the first thing is written down, unless a newer operation came. */
  prepared(world: World, name: string, id: number): void {
    const { guards, view } = this.#parts;
    const task = taskIn(world, name, id);
    const slot = slotIn(world, task.rowId);
    const begins = !goesOn(task, slot?.row);
    if (guards.overtakenEnds && begins && task.operation !== world.operation)
      return this.#end(world, name, id, "failed");
    if (slot === undefined) return this.#end(world, name, id, "finished");
    const { row } = slot;
    if (task.action === "remove") {
      checkRemoval(world, row, begins ? view.desired(world) : undefined);
      checkStart(world, name, task, begins);
      setRow(world, row.id, { action: "DELETE", status: "IN_PROGRESS", progress: progressFrom(null) });
    } else if (task.action === "resume") checkStart(world, name, task, false);
    else if (task.action === "create") return this.#begin(world, name, id, slot);
    else {
      const target = view.target(world, task.definition, name);
      if (task.action === "update" && changedProperties(row.properties ?? {}, target.values).includes("late"))
        return this.#replace(world, name, id, slot);
      if (row.replacedBy !== null) return this.#takeBack(world, name, id, slot);
      return this.#start(world, name, id, slot);
    }
    setTask(world, name, id, { phase: "working" });
  }

  /** What the old one has, and the new one needs, is freed first. */
  #begin(world: World, name: string, id: number, slot: Slot): void {
    const holders = this.#parts.scenario.shared === true ? holdersBeside(world, name, slot) : [];
    if (holders.length === 0) return this.#start(world, name, id, slot);
    for (const { row } of holders) setRow(world, row.id, { progress: progressFrom(null) });
    setTask(world, name, id, { phase: "aside" });
  }

  /** What was replaced is kept after all: its replacement is waited for, and gives back what it has. */
  #takeBack(world: World, name: string, id: number, { row }: Slot): void {
    const busy = slotIn(world, row.replacedBy ?? undefined)?.busy;
    if (busy !== undefined) return setTask(world, name, id, { phase: "aside", awaits: busy });
    if (this.#parts.scenario.shared === true) return setTask(world, name, id, { phase: "aside" });
    this.aside(world, name, id);
  }

  /** What only one can hold has been freed or taken back. */
  aside(world: World, name: string, id: number): void {
    const { guards, scenario } = this.#parts;
    const task = taskIn(world, name, id);
    const slot = slotIn(world, task.rowId);
    if (slot === undefined) return this.#end(world, name, id, "finished");
    const creates = task.action === "create";
    const newer = slotIn(world, slot.row.replacedBy ?? undefined);
    const others = creates ? holdersBeside(world, name, slot) : newer?.row.physicalId == null ? [] : [newer];
    for (const { row } of scenario.shared === true ? others : [])
      setSlot(world, row.id, { holds: false, row: row.with({ progress: null }) });
    if (!creates) {
      setSlot(world, slot.row.id, { holds: scenario.shared === true, row: slot.row.with({ replacedBy: null }) });
      checkHolds(world, name);
    }
    if (guards.overtakenEnds && task.operation !== world.operation) return this.#end(world, name, id, "failed");
    const fresh = slotIn(world, task.rowId);
    if (fresh) this.#start(world, name, id, fresh);
  }

  #start(world: World, name: string, id: number, { row, holds }: Slot): void {
    const { scenario, view } = this.#parts;
    const task = taskIn(world, name, id);
    const target = view.target(world, task.definition, name);
    if (task.action === "keep") {
      setRow(world, row.id, { requires: target.requires });
      return this.#end(world, name, id, "finished");
    }
    checkStart(world, name, task, true);
    const made = task.action === "create";
    const started = row.with(startOf(row, target, task));
    setSlot(world, row.id, { row: started, object: true, holds: holds || (made && scenario.shared === true) });
    if (made) checkHolds(world, name);
    setTask(world, name, id, { phase: "working" });
  }

  /** The last step has done what it should. */
  succeed(world: World, name: string, id: number): void {
    const task = taskIn(world, name, id);
    const slot = slotIn(world, task.rowId);
    if (slot === undefined) return;
    if (task.action === "remove") {
      setSlot(world, slot.row.id, { object: false });
      forget(world, slot.with({ object: false }));
    } else setRow(world, slot.row.id, { status: "COMPLETE", progress: null });
    if (task.action === "resume" && slot.row.operation !== world.operation) {
      if (task.operation !== world.operation) return this.#end(world, name, id, "failed");
      return this.#enter(world, name, id);
    }
    this.#end(world, name, id, "finished");
  }

  /** A step has failed for good. */
  fail(world: World, name: string, id: number): void {
    const task = taskIn(world, name, id);
    this.#count(world, task);
    const row = slotIn(world, task.rowId)?.row;
    if (row) {
      const properties = row.action === "UPDATE" ? (row.progress?.before ?? row.properties) : row.properties;
      const set = { status: "FAILED", progress: null, properties } as const;
      setRow(world, row.id, task.phase === "aside" && task.action === "create" ? { ...set, action: "CREATE" } : set);
    }
    this.#end(world, name, id, "failed");
  }

  /** A creation has failed, and is to be tried again: what is left of it goes first. */
  retry(world: World, name: string, id: number): void {
    const { rowId = "" } = taskIn(world, name, id);
    world.failuresLeft -= 1;
    setRow(world, rowId, { action: "DELETE", status: "IN_PROGRESS", progress: progressFrom(null) });
    setTask(world, name, id, { phase: "clearing" });
  }

  /** What a failed attempt left is gone. */
  cleared(world: World, name: string, id: number): void {
    const { rowId = "" } = taskIn(world, name, id);
    setRow(world, rowId, { physicalId: null, progress: null });
    setSlot(world, rowId, { object: false, holds: false });
    setTask(world, name, id, { phase: "preparing" });
  }

  #count(world: World, task: Task): void {
    if (task.calledOff === true) return;
    world.failuresLeft -= 1;
    if (task.operation === world.operation) world.failed = true;
  }

  /** Whoever waited for the task goes on at once, as promises do. */
  #end(world: World, name: string, id: number, kind: "finished" | "failed"): void {
    const { operation, key } = taskIn(world, name, id);
    dropTask(world, name, id);
    if (operation === world.operation)
      this.#parts.drive(world, kind === "failed" ? { kind, key, reason: "failed" } : { kind, key });
    for (const waiter of namedIn(world, name).tasks) {
      if (waiter.awaits !== id || !isThere(world, name, waiter.id)) continue;
      this.#goOn(world, name, waiter);
    }
    if (world.drained && !anyTasks(world)) endOperation(world, this.#parts.guards.leavesNothing);
  }

  #goOn(world: World, name: string, { id, key, phase, operation }: Task): void {
    freeTask(world, name, id);
    const settled = world.status !== "IN_PROGRESS" && operation === world.operation;
    if (settled && key.startsWith("remove:") && this.#parts.guards.settledBeginsNothing)
      return this.#end(world, name, id, "finished");
    if (phase === "aside") {
      if (this.#parts.scenario.shared !== true) this.aside(world, name, id);
    } else if (operation === world.operation) this.#enter(world, name, id);
    else this.#end(world, name, id, "failed");
  }
}

/** As the run: whichever row of the name has an object, and so may hold what the new one needs. */
function holdersBeside(world: World, name: string, { row }: Slot): readonly Slot[] {
  return namedIn(world, name).slots.filter((other) => other.row.id !== row.id && other.row.physicalId !== null);
}

function isThere(world: World, name: string, id: number): boolean {
  return namedIn(world, name).tasks.some((task) => task.id === id);
}

/** Whether the action goes on with what was begun before a crash. */
function goesOn({ action }: Task, row: Row | undefined): boolean {
  return (
    action === "resume" ||
    (action === "remove" && row?.action === "DELETE" && row.status === "IN_PROGRESS" && row.progress !== null)
  );
}
