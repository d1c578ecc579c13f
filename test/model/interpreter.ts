import { changedProperties, decide } from "#engine/plan/decide.ts";
import type { PlanNode } from "#engine/plan/plan.ts";
import { createWalk, reconcile, type Effect, type WalkEvent } from "#engine/reconcile/reconcile.ts";
import { isNothing, onlyUnfinished } from "#engine/run/node-rules.ts";
import { planStack } from "#engine/plan/plan-stack.ts";
import { narrow, wantedOf } from "#engine/run/target.ts";
import type { BoundStack } from "#engine/definition/bound-stack.ts";
import { checkRemoval, checkStart } from "./properties.ts";
import {
  addRow,
  begin,
  crash,
  endOperation,
  forget,
  marchOf,
  progressFrom,
  stackOf,
  startedRow,
  targetIn,
  taskOf,
  update,
} from "./changes.ts";
import { bind } from "./definitions.ts";
import { allGuards, type Guards, type Scenario } from "./scenario.ts";
import type { Held, Task, World } from "./world.ts";

/** Something that can happen next. */
export interface Move {
  readonly label: string;
  readonly make: (world: World) => void;
}

/** Does what stack-run.ts, apply.ts and remove.ts do, with the cloud's answers left to the explorer. */
export class Interpreter {
  readonly #scenario: Scenario;
  readonly #guards: Guards;
  readonly #definitions: readonly (BoundStack | undefined)[];

  constructor(scenario: Scenario, guards: Guards = allGuards) {
    this.#scenario = scenario;
    this.#guards = guards;
    this.#definitions = scenario.operations.map((wishes) => (wishes === "delete" ? undefined : bind(wishes)));
  }

  start(): World {
    const state = {
      action: "CREATE",
      status: "COMPLETE",
      loading: false,
      drained: true,
      ended: true,
      failed: false,
    } as const;
    const numbers = {
      sent: 0,
      operation: 0,
      definition: -1,
      previous: -1,
      failuresLeft: this.#scenario.failures,
      crashesLeft: this.#scenario.crashes,
    };
    const maps = { rows: new Map(), current: new Map(), tasks: new Map(), marches: new Map(), made: new Map() };
    return { ...state, ...numbers, ...maps };
  }

  /** What the stack shall be; undefined: nothing. */
  desiredOf(world: World): BoundStack | undefined {
    return world.action === "DELETE" ? undefined : this.#definitions[world.definition];
  }

  /** Everything that can happen next. */
  moves(world: World): Move[] {
    const moves: Move[] = [];
    const gone = world.action === "DELETE" && world.status === "COMPLETE";
    if (world.sent < this.#scenario.operations.length && !gone)
      moves.push({ label: `operation ${world.sent + 1} arrives`, make: (next) => this.#send(next) });
    if (world.loading) moves.push({ label: "planned", make: (next) => this.#run(next) });
    for (const [id, task] of world.tasks) {
      const move = (label: string, make: (next: World) => void): void =>
        void moves.push({ label: `${id} ${task.action} ${task.rowId ?? ""}: ${label}`, make });
      if (task.phase === "preparing") move("prepared", (next) => this.#prepared(next, id));
      if (task.phase !== "working") continue;
      move("succeeds", (next) => this.#succeed(next, id));
      if (task.calledOff === true || world.failuresLeft > 0) move("fails", (next) => this.#fail(next, id));
    }
    if (world.crashesLeft > 0 && !(world.ended && world.tasks.size === 0))
      moves.push({ label: "crash", make: (next) => crash(next) });
    return moves;
  }

  #send(world: World): void {
    const { operations } = this.#scenario;
    const deletes = operations[world.sent] === "delete";
    if (world.status === "COMPLETE") world.previous = world.definition;
    if (!deletes) world.definition = world.sent;
    world.action = deletes ? "DELETE" : world.sent === 0 ? "CREATE" : "UPDATE";
    world.sent += 1;
    begin(world);
  }

  /** `runOperation`. */
  #run(world: World): void {
    world.loading = false;
    const former = Math.max(...world.marches.keys());
    const march = world.marches.get(former);
    if (march) reconcile(march.walk, { kind: "superseded" });
    if (march?.walk.running === 0) world.marches.delete(former);
    const bound = this.desiredOf(world);
    const settled = world.status !== "IN_PROGRESS";
    const all = planStack(stackOf(world), bound);
    const plan = settled ? onlyUnfinished(stackOf(world), all) : all;
    world.current.clear();
    for (const held of world.rows.values()) world.current.set(held.row.name, held);
    for (const node of plan.nodes.values()) {
      const held = world.rows.get(node.rowId ?? "");
      if (node.kind === "apply" && held) world.current.set(node.name, held);
    }
    world.marches.set(world.operation, { bound, plan, walk: createWalk(plan), onlyEnds: settled });
    if (!settled) for (const name of bound?.resources.keys() ?? []) if (!world.current.has(name)) addRow(world, name);
    this.#drive(world, world.operation, { kind: "begun" });
  }

  #drive(world: World, number: number, first: WalkEvent): void {
    const march = world.marches.get(number);
    if (march === undefined) return;
    const open: WalkEvent[] = [first];
    const starting: PlanNode[] = [];
    for (let event = open.shift(); event !== undefined; event = open.shift()) {
      for (const effect of reconcile(march.walk, event)) {
        if (effect.kind !== "start") this.#settle(world, number, effect);
        else {
          const node = march.plan.nodes.get(effect.key);
          if (node === undefined) continue;
          if (isNothing(stackOf(world), { plan: march.plan, ...(march.bound && { bound: march.bound }) }, node))
            open.push({ kind: "finished", key: node.key });
          else if (number !== world.operation) open.push({ kind: "finished", key: node.key });
          else starting.push(node);
        }
      }
    }
    for (const node of starting) this.#startTask(world, number, node);
    if (number !== world.operation && march.walk.running === 0) world.marches.delete(number);
  }

  #settle(world: World, number: number, effect: Exclude<Effect, { kind: "start" }>): void {
    if (number !== world.operation) return;
    if (effect.kind === "drained") {
      world.drained = true;
      if (!this.#guards.waitsForOthers || world.tasks.size === 0) endOperation(world, this.#guards);
      return;
    }
    if (world.status !== "IN_PROGRESS") return;
    world.status = effect.status;
    const back = effect.status === "FAILED" && this.#scenario.rollback;
    if (!back || (world.action !== "CREATE" && world.action !== "UPDATE")) return;
    world.definition = world.previous;
    world.action = "ROLLBACK";
    begin(world);
  }

  #startTask(world: World, number: number, node: PlanNode): void {
    const id = `${number}/${node.key}`;
    const removes = node.kind === "remove";
    const held = removes ? world.rows.get(node.rowId ?? "") : world.current.get(node.name);
    const task: Task = { operation: number, key: node.key, name: node.name, phase: "waiting" };
    if (held?.busy !== undefined) {
      const awaited = world.tasks.get(held.busy);
      if (removes && awaited) world.tasks.set(held.busy, { ...awaited, calledOff: true });
      world.tasks.set(id, { ...task, awaits: held.busy });
      held.busy = id;
      return;
    }
    world.tasks.set(id, task);
    this.#enter(world, id);
    const before = removes ? held : world.current.get(node.name);
    if (before && world.tasks.has(id)) before.busy = id;
  }

  /** The part of a task before it waits for anything but another task. */
  #enter(world: World, id: string): void {
    const { operation, key, name } = taskOf(world, id);
    const march = marchOf(world, operation);
    const node = march.plan.nodes.get(key);
    if (node === undefined) return;
    if (node.kind === "remove") {
      const held = world.rows.get(node.rowId ?? "");
      if (held === undefined || (held.row.physicalId === null && held.row.progress === null)) {
        if (held) forget(world, held);
        this.#end(world, id, { kind: "finished", key });
      } else update(world, id, { phase: "preparing", action: "remove", rowId: held.row.id });
      return;
    }
    const now = world.current.get(name);
    if (now && now.row.progress !== null && now.row.action !== "DELETE") {
      update(world, id, { phase: "preparing", action: "resume", rowId: now.row.id });
      return;
    }
    const target = targetIn(world, march, name);
    const action = narrow(node, decide(now?.row, wantedOf(target, false)));
    if (action === "create") {
      update(world, id, { phase: "preparing", action, rowId: (now ?? this.#makeRow(world, id)).row.id });
    } else if (action === "replace" || now === undefined) this.#replace(world, id, now);
    else if (action === "update" || now.row.replacedBy !== null) {
      update(world, id, { phase: "preparing", action: action === "update" ? "update" : "keep", rowId: now.row.id });
    } else {
      now.row = { ...now.row, requires: target.requires };
      this.#end(world, id, { kind: "finished", key });
    }
  }

  #replace(world: World, id: string, old: Held | undefined): void {
    const fresh = this.#makeRow(world, id);
    if (old) {
      fresh.row = { ...fresh.row, replaces: old.row.id };
      old.row = { ...old.row, replacedBy: fresh.row.id };
    }
    update(world, id, { phase: "preparing", action: "create", rowId: fresh.row.id });
  }

  #makeRow(world: World, id: string): Held {
    const fresh = addRow(world, taskOf(world, id).name);
    if (this.#guards.newOnesBusy) fresh.busy = id;
    return fresh;
  }

  #prepared(world: World, id: string): void {
    const task = taskOf(world, id);
    const held = world.rows.get(task.rowId ?? "");
    const begins = held?.row.progress === null;
    if (this.#guards.overtakenEnds && begins && task.operation !== world.operation)
      return this.#end(world, id, { kind: "failed", key: task.key, reason: "overtaken" });
    if (held === undefined) return this.#end(world, id, { kind: "finished", key: task.key });
    const march = marchOf(world, task.operation);
    if (task.action === "remove") {
      checkRemoval(world, held.row, begins ? march.bound : undefined);
      checkStart(world, id, begins);
      held.row = { ...held.row, action: "DELETE", status: "IN_PROGRESS", progress: progressFrom(null) };
    } else if (task.action === "resume") checkStart(world, id, false);
    else {
      const target = targetIn(world, march, task.name);
      const changed = changedProperties(held.row.properties ?? {}, target.values);
      if (task.action === "update" && changed.includes("late")) return this.#replace(world, id, held);
      held.row = { ...held.row, replacedBy: task.action === "create" ? held.row.replacedBy : null };
      if (task.action === "keep") {
        held.row = { ...held.row, requires: target.requires };
        return this.#end(world, id, { kind: "finished", key: task.key });
      }
      checkStart(world, id, true);
      held.row = startedRow(held.row, target, task);
    }
    update(world, id, { phase: "working" });
  }

  #succeed(world: World, id: string): void {
    const task = taskOf(world, id);
    const held = world.rows.get(task.rowId ?? "");
    if (held === undefined) return;
    if (task.action === "remove") forget(world, held);
    else {
      const { id: physicalId } = held.row;
      held.row = { ...held.row, status: "COMPLETE", progress: null, physicalId, reference: physicalId };
    }
    if (task.action === "resume" && held.row.operation !== world.operation) {
      if (world.status !== "IN_PROGRESS") return this.#end(world, id, { kind: "finished", key: task.key });
      if (task.operation === world.operation) return this.#enter(world, id);
      return this.#end(world, id, { kind: "failed", key: task.key, reason: "overtaken" });
    }
    this.#end(world, id, { kind: "finished", key: task.key });
  }

  #fail(world: World, id: string): void {
    const task = taskOf(world, id);
    const held = world.rows.get(task.rowId ?? "");
    if (task.calledOff !== true) {
      world.failuresLeft -= 1;
      if (task.operation === world.operation) world.failed = true;
    }
    if (held) {
      const properties =
        held.row.action === "UPDATE" ? (held.row.progress?.before ?? held.row.properties) : held.row.properties;
      held.row = { ...held.row, status: "FAILED", progress: null, properties };
    }
    this.#end(world, id, { kind: "failed", key: task.key, reason: "failed" });
  }

  /** Whoever waited for the task goes on at once, as promises do. */
  #end(world: World, id: string, event: WalkEvent): void {
    const { operation } = taskOf(world, id);
    world.tasks.delete(id);
    for (const held of world.rows.values()) if (held.busy === id) delete held.busy;
    this.#drive(world, operation, event);
    for (const [waiter, task] of world.tasks) {
      if (task.awaits !== id) continue;
      world.tasks.set(waiter, { operation: task.operation, key: task.key, name: task.name, phase: "waiting" });
      if (task.operation === world.operation) this.#enter(world, waiter);
      else this.#end(world, waiter, { kind: "failed", key: task.key, reason: "overtaken" });
    }
    if (world.drained && world.tasks.size === 0) endOperation(world, this.#guards);
  }
}
