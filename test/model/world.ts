import { createHash } from "node:crypto";
import type { ResourceRow } from "#storage/rows.ts";
import type { BoundStack } from "#engine/definition/bound-stack.ts";
import type { Plan } from "#engine/plan/plan.ts";
import type { Walk } from "#engine/reconcile/reconcile.ts";

/** Work of one node, from its start to its end. */
export interface Task {
  readonly operation: number;
  readonly key: string;
  readonly name: string;
  /** Row that is worked on, once that is decided. */
  readonly rowId?: string;
  /** `preparing`: whatever is asked for before the first thing is written down. */
  readonly phase: "waiting" | "preparing" | "working";
  readonly action?: "create" | "update" | "resume" | "keep" | "remove";
  /** Task that is waited for. */
  readonly awaits?: string;
  /** A newer operation needs the row: it may fail at no cost. */
  readonly calledOff?: boolean;
}

/** One operation under way. */
export interface March {
  readonly bound: BoundStack | undefined;
  readonly plan: Plan;
  readonly walk: Walk;
  /** Only ends what was in flight at a crash. */
  readonly onlyEnds: boolean;
}

/** A row in memory; `busy` names the task that works on it. */
export interface Held {
  row: ResourceRow;
  busy?: string;
}

/** All there is: what is stored, and what only the process knows. */
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
  failuresLeft: number;
  crashesLeft: number;
  rows: Map<string, Held>;
  current: Map<string, Held>;
  tasks: Map<string, Task>;
  marches: Map<number, March>;
  /** Rows that each name has had. */
  made: Map<string, number>;
}

/** An independent copy. */
export function copyOf(world: World): World {
  const rows = new Map([...world.rows].map(([id, held]) => [id, { ...held }]));
  const current = new Map<string, Held>();
  for (const [name, { row }] of world.current) {
    const held = rows.get(row.id);
    if (held) current.set(name, held);
  }
  const marches = new Map<number, March>();
  for (const [number, march] of world.marches) {
    const nodes = new Map([...march.walk.nodes].map(([key, node]) => [key, { ...node }]));
    marches.set(number, { ...march, walk: { ...march.walk, nodes } });
  }
  return { ...world, rows, current, marches, tasks: new Map(world.tasks), made: new Map(world.made) };
}

const planTexts = new WeakMap<Plan, string>();

function planText(plan: Plan): string {
  let text = planTexts.get(plan);
  if (text === undefined) {
    text = [...plan.nodes.values()]
      .map((node) => `${node.key},${node.rowId},${node.decision.actions.join("|")},${node.after.join("|")}`)
      .toSorted()
      .join(";");
    planTexts.set(plan, text);
  }
  return text;
}

function heldText({ row, busy }: Held): string {
  const { id, action, status, properties, requires, replaces, replacedBy, progress, operation } = row;
  return JSON.stringify([
    id,
    action,
    status,
    properties,
    requires,
    replaces,
    replacedBy,
    progress?.before,
    operation,
    busy,
  ]);
}

/** The same text for the same world. */
export function digestOf(world: World): string {
  const parts: unknown[] = [
    world.sent,
    world.operation,
    world.action,
    world.status,
    world.definition,
    world.previous,
    world.loading,
    world.drained,
    world.ended,
    world.failed,
    world.failuresLeft,
    world.crashesLeft,
    [...world.rows.values()].map(heldText).toSorted(),
    [...world.current].map(([name, { row }]) => `${name}=${row.id}`).toSorted(),
    [...world.tasks.values()].map((task) => JSON.stringify(task, Object.keys(task).toSorted())).toSorted(),
    [...world.made].map(([name, count]) => `${name}=${count}`).toSorted(),
  ];
  for (const [number, { plan, walk, onlyEnds }] of world.marches) {
    const states = [...walk.nodes.values()].map(({ key, state }) => `${key}=${state}`).toSorted();
    parts.push([number, planText(plan), states, walk.stopped, onlyEnds]);
  }
  return createHash("sha1").update(JSON.stringify(parts)).digest("base64");
}
