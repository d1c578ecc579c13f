import type { PlanNode } from "#engine/plan/plan.ts";
import type { Effect, WalkEvent } from "#engine/reconcile/reconcile.ts";
import { addRow, begin, crash, endOperation, setCurrent, setTask } from "./changes.ts";
import { Named, type Task } from "./parts.ts";
import { DefinitionView } from "./definition-view.ts";
import { checkWorld } from "./properties.ts";
import type { Guards, Scenario } from "./scenario.ts";
import { Tasks } from "./tasks.ts";
import { Violation } from "./violation.ts";
import type { Walks } from "./walks.ts";
import { anyTasks, copyOf, currentIn, indexOf, letters, taskIn, type World } from "./world.ts";

/** Something that can happen next; of a task or of the whole. */
export interface Move {
  readonly kind:
    | "arrives"
    | "crash"
    | "planned"
    | "time is up"
    | "prepared"
    | "aside"
    | "succeeds"
    | "fails"
    | "fails, is tried again"
    | "cleared";
  readonly name?: string;
  readonly task?: number;
}

/** Whether it may also never happen: without it, too, all must come to an end. */
function isFree({ kind }: Move): boolean {
  return kind === "arrives" || kind === "crash" || kind === "time is up";
}

/** Does what stack-run.ts does; the tasks do what is done to one resource. */
export class Interpreter {
  readonly walks: Walks;
  readonly #scenario: Scenario;
  readonly #guards: Guards;
  readonly #view: DefinitionView;
  readonly #tasks: Tasks;
  readonly #names: number;

  constructor(scenario: Scenario, guards: Guards, walks: Walks) {
    this.#scenario = scenario;
    this.#guards = guards;
    this.#view = new DefinitionView(scenario, guards);
    this.walks = walks;
    const drive = (world: World, event: WalkEvent): void => this.#drive(world, event);
    this.#tasks = new Tasks({ scenario, guards, view: this.#view, drive });
    const used = scenario.operations.flatMap((request) => (typeof request === "string" ? [] : Object.keys(request)));
    this.#names = Math.max(...used.map(indexOf)) + 1;
  }

  start(): World {
    const { failures, crashes } = this.#scenario;
    const nothing = { slots: [], current: undefined, tasks: [], made: 0, begun: 0 };
    return {
      sent: 0,
      operation: 0,
      action: "CREATE",
      status: "COMPLETE",
      definition: -1,
      previous: -1,
      loading: false,
      drained: true,
      ended: true,
      failed: false,
      onlyEnds: false,
      failuresLeft: failures,
      crashesLeft: crashes,
      names: letters.slice(0, this.#names).map((name) => new Named({ name, ...nothing })),
      walk: undefined,
    };
  }

  /** Everything that can happen next. */
  moves(world: World): Move[] {
    const moves: Move[] = [];
    const gone = world.action === "DELETE" && world.status === "COMPLETE";
    if (world.sent < this.#scenario.operations.length && !gone) moves.push({ kind: "arrives" });
    if (world.loading) moves.push({ kind: "planned" });
    for (const { name, tasks } of world.names) {
      for (const task of tasks) this.#movesOf(world, name, task, moves);
    }
    if (world.crashesLeft > 0 && !(world.ended && !anyTasks(world))) moves.push({ kind: "crash" });
    if (world.failuresLeft > 0 && world.status === "IN_PROGRESS" && world.walk?.walk.stopped === false)
      moves.push({ kind: "time is up" });
    return moves;
  }

  #movesOf(world: World, name: string, task: Task, moves: Move[]): void {
    if (task.awaits !== undefined) return;
    const move = (kind: Move["kind"]): void => void moves.push({ kind, name, task: task.id });
    const mayFail = task.calledOff === true || world.failuresLeft > 0;
    switch (task.phase) {
      case "waiting":
        return;
      case "preparing":
        return move("prepared");
      case "clearing":
        move("cleared");
        break;
      case "aside":
        move("aside");
        break;
      case "working": {
        move("succeeds");
        const again = this.#scenario.retries === true && task.action === "create" && task.calledOff !== true;
        if (again && world.failuresLeft > 0 && task.operation === world.operation) move("fails, is tried again");
      }
    }
    if (mayFail) move("fails");
  }

  /** What the world is after the move. */
  after(before: World, { kind, name = "", task = -1 }: Move): World {
    const world = copyOf(before);
    const tasks = this.#tasks;
    switch (kind) {
      case "arrives":
        this.#send(world);
        break;
      case "planned":
        this.#run(world);
        break;
      case "crash":
        crash(world);
        break;
      case "time is up":
        this.#expire(world);
        break;
      case "prepared":
        tasks.prepared(world, name, task);
        break;
      case "aside":
        tasks.aside(world, name, task);
        break;
      case "succeeds":
        tasks.succeed(world, name, task);
        break;
      case "fails":
        tasks.fail(world, name, task);
        break;
      case "fails, is tried again":
        tasks.retry(world, name, task);
        break;
      case "cleared":
        tasks.cleared(world, name, task);
    }
    return world;
  }

  /** Throws where a property does not hold. */
  check(world: World, moves: readonly Move[]): void {
    checkWorld(world, this.#view.desired(world), (name) => this.#view.target(world, world.definition, name));
    if (!world.ended && !moves.some((move) => !isFree(move)))
      throw new Violation("nothing goes on, and the operation has not ended");
  }

  /** The move in words. */
  label(world: World, { kind, name = "", task = -1 }: Move): string {
    if (kind === "arrives") {
      const request = this.#scenario.operations[world.sent];
      return `${typeof request === "string" ? request : `definition ${world.sent}`} arrives`;
    }
    if (name === "") return kind;
    const { operation, key, action, rowId } = taskIn(world, name, task);
    return `operation ${world.operation - operation === 0 ? "now" : "before"}, ${key} (${action} ${rowId}): ${kind}`;
  }

  #send(world: World): void {
    const request = this.#scenario.operations[world.sent];
    world.sent += 1;
    const running = world.status === "IN_PROGRESS";
    if (request === "cancel") {
      if (world.action !== "UPDATE" || !running) return;
      world.definition = world.previous === -1 ? world.definition : world.previous;
      world.action = "ROLLBACK";
    } else if (request === "stop") {
      if ((world.action !== "CREATE" && world.action !== "UPDATE") || !running) return;
    } else if (request === "delete") {
      if (world.action === "DELETE" && running) return;
      world.action = "DELETE";
    } else {
      if (world.status === "COMPLETE") world.previous = world.definition;
      world.definition = world.sent - 1;
      world.action = world.operation === 0 ? "CREATE" : "UPDATE";
    }
    begin(world);
    if (request === "stop") Object.assign(world, { status: "FAILED", failed: true });
  }

  /** The operation's time is up: nothing is waited for any more. */
  #expire(world: World): void {
    world.failuresLeft -= 1;
    world.failed = true;
    const { operation } = world;
    for (const { name, tasks } of world.names) {
      for (const task of tasks) if (task.operation === operation) setTask(world, name, task.id, { calledOff: true });
    }
    this.#drive(world, { kind: "expired", reason: "time" });
  }

  /** `runOperation`. */
  #run(world: World): void {
    world.loading = false;
    const plan = this.#view.plan(world);
    world.onlyEnds = world.status !== "IN_PROGRESS";
    for (const { name, slots } of world.names) setCurrent(world, name, slots.at(-1)?.row.id);
    for (const { kind, rowId, name } of plan.nodes.values())
      if (kind === "apply" && rowId !== undefined) setCurrent(world, name, rowId);
    world.walk = this.walks.begin(plan);
    const bound = this.#view.desired(world);
    if (!world.onlyEnds)
      for (const name of bound?.resources.keys() ?? []) if (!currentIn(world, name)) addRow(world, name);
    this.#drive(world, { kind: "begun" });
  }

  #drive(world: World, first: WalkEvent): void {
    const { operation } = world;
    const open: WalkEvent[] = [first];
    const starting: PlanNode[] = [];
    for (let event = open.shift(); event !== undefined && world.walk; event = open.shift()) {
      const { plan } = world.walk;
      const { effects, to } = this.walks.step(world.walk, event);
      world.walk = to;
      for (const effect of effects) {
        if (operation !== world.operation) return;
        if (effect.kind !== "start") this.#settle(world, effect);
        else {
          const node = plan.nodes.get(effect.key);
          if (node === undefined) continue;
          if (this.#view.isNothing(world, plan, node)) open.push({ kind: "finished", key: node.key });
          else starting.push(node);
        }
      }
    }
    for (const node of starting) {
      if (operation === world.operation) this.#tasks.start(world, node);
    }
  }

  #settle(world: World, effect: Exclude<Effect, { kind: "start" }>): void {
    if (effect.kind === "drained") {
      world.drained = true;
      if (!this.#guards.waitsForOthers || !anyTasks(world)) endOperation(world, this.#guards.leavesNothing);
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
}
