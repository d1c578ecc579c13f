import type { ResourceRow } from "#storage/rows.ts";
import { decide, type Decision, type PlannedAction } from "#engine/plan/decide.ts";
import type { Plan, PlanNode } from "#engine/plan/plan.ts";
import { planStack } from "#engine/plan/plan-stack.ts";
import type { BoundStack } from "#engine/definition/bound-stack.ts";
import { isNothing, onlyUnfinished } from "#engine/run/node-rules.ts";
import { narrow, targetOf, wantedOf, type Place, type Target } from "#engine/run/target.ts";
import type { StackState } from "#engine/run/tree.ts";
import { bind } from "./definitions.ts";
import type { Guards, Request, Scenario } from "./scenario.ts";
import type { Row } from "./row.ts";
import { currentIn, slotIn, type World } from "./world.ts";

type Rows = Pick<StackState, "row" | "resources" | "current">;

/** The part of the engine's stack state that planning reads. */
function rowsOf(world: World): Rows {
  const resources = {
    get: (id: string) => slotIn(world, id),
    values: () => world.names.flatMap(({ slots }) => slots),
  };
  const current = { get: (name: string) => currentIn(world, name) };
  return { row: { operation: world.operation }, resources, current } as unknown as Rows;
}

/** What was asked of one definition, by all scenarios that have it. */
class Answers {
  readonly bound: BoundStack | undefined;
  readonly targets = new Map<string, Target>();
  readonly plans = new Map<string, Plan>();

  constructor(request: Request) {
    this.bound = typeof request === "string" ? undefined : bind(request);
  }
}

const known = new Map<string, Answers>();
const decisions = new WeakMap<Target, Map<number, Decision>>();
const mostKnown = 2_000;

function answersTo(request: Request): Answers {
  const key = typeof request === "string" ? "" : JSON.stringify(request);
  let answers = known.get(key);
  if (answers === undefined) {
    if (known.size >= mostKnown) known.clear();
    answers = new Answers(request);
    known.set(key, answers);
  }
  return answers;
}

/** What the pure parts of the engine say of a scenario's definitions; each is asked the same only once. */
export class DefinitionView {
  readonly #definitions: readonly Answers[];
  readonly #nothing = answersTo("delete");
  readonly #guards: Guards;

  constructor({ operations }: Scenario, guards: Guards) {
    this.#guards = guards;
    this.#definitions = operations.map(answersTo);
  }

  /** What the stack shall be; undefined: nothing. */
  desired(world: World): BoundStack | undefined {
    return this.#answers(world).bound;
  }

  #answers(world: World): Answers {
    return (world.action === "DELETE" ? undefined : this.#definitions[world.definition]) ?? this.#nothing;
  }

  /** What a name shall be now, as the engine resolves it. */
  target(world: World, definition: number, name: string): Target {
    const { bound, targets } = this.#definitions[definition] ?? this.#nothing;
    const resource = bound?.resources.get(name);
    if (resource === undefined) throw new TypeError(`${name} is not desired`);
    let key = name;
    for (const required of resource.requires) {
      const row = currentIn(world, required)?.row;
      key += row === undefined || row.action === "INIT" ? `,${row?.id}?` : `,${row.id}`;
    }
    let target = targets.get(key);
    if (target === undefined) {
      target = targetOf({ stack: rowsOf(world), operation: { bound } } as unknown as Place, resource);
      targets.set(key, target);
    }
    return target;
  }

  /** What is to be done with a name's row; undefined where the plan did not foresee it. */
  action(node: PlanNode, row: Row | undefined, target: Target): PlannedAction | undefined {
    let made = decisions.get(target);
    if (made === undefined) {
      made = new Map();
      decisions.set(target, made);
    }
    const key = row?.number ?? 0;
    let decision = made.get(key);
    if (decision === undefined) {
      decision = decide(row as unknown as ResourceRow | undefined, wantedOf(target, false));
      made.set(key, decision);
    }
    return narrow(node, decision);
  }

  /** The plan that an operation begins with. */
  plan(world: World): Plan {
    const { bound, plans } = this.#answers(world);
    const settled = world.status !== "IN_PROGRESS";
    let key = settled ? "settled" : "";
    for (const named of world.names) key += `|${named.rows}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      const all = planStack(rowsOf(world), bound);
      plan = settled ? onlyUnfinished(rowsOf(world), all) : all;
      plans.set(key, plan);
    }
    return this.#mutated(plan);
  }

  /** Whether the plan is certain that nothing is to be done. */
  isNothing(world: World, plan: Plan, node: PlanNode): boolean {
    const bound = this.desired(world);
    return isNothing(rowsOf(world), { plan, ...(bound && { bound }) }, node);
  }

  #mutated(plan: Plan): Plan {
    const { dependentsGoFirst } = this.#guards;
    if (dependentsGoFirst) return plan;
    const nodes = [...plan.nodes.values()].map((node): [string, PlanNode] => {
      const after = node.after.filter((key) => !key.startsWith("remove:"));
      return [node.key, { ...node, after }];
    });
    return { nodes: new Map(nodes) };
  }
}
