import { progressFrom } from "./changes.ts";
import { Task, type Named } from "./parts.ts";
import type { Row } from "./row.ts";
import type { World } from "./world.ts";
import type { WalkState, Walks } from "./walks.ts";

/** What a row that is gone is called by those that still name it: nothing the engine asks can tell two such apart. */
const gone = "gone";

/** Which parts of a world may be left out. */
export interface QuotientParts {
  readonly walks: Walks;
  /** Rows are found by what they replace, too. */
  readonly shared: boolean;
  /** Something can lead back to the definition before. */
  readonly goesBack: boolean;
  /** Overtaken tasks do nothing but end. */
  readonly overtakenEnd: boolean;
  /** How rows were numbered anew before. */
  readonly renumberings: Map<string, Renumbering>;
}

/**
 * Worlds that nothing can tell apart from now on count as one (a bisimulation): whatever one can do, the
 * other can, to worlds that again count as one, and the properties say the same of both. What is left out:
 *
 * - The numbers of operations: the engine only asks whether a row or a task is of the newest.
 * - What is never read again: properties of rows that are FAILED, deleted or never made (`decide` asks for no
 *   property of those, `chooseRow` neither), what an update would go back to (it fails to such a row), whom a row
 *   that was made replaces, which row a name stands for until the next plan sets it, the walk of what has ended.
 * - What an overtaken task was about to do: it does nothing but end (`prepared`). One that waits ends with
 *   what it waits for, so whoever waits for it waits for that.
 * - The numbers of rows and tasks: only their order counts. Rows that are gone have one name; a removal of
 *   the plan that finds its row gone keeps a name of its own.
 */
export function quotientOf(world: World, before: World, parts: QuotientParts): World {
  if (world.operation === 0) return world;
  const next = { ...world, names: [...world.names] };
  if (next.ended) next.walk = undefined;
  if (!parts.goesBack) next.previous = -1;
  for (const [at, named] of world.names.entries()) {
    if (world.operation === before.operation && world.loading === before.loading && named === before.names[at])
      continue;
    next.names[at] = quotientOfName(named, world, parts);
  }
  next.operation = 2;
  for (const named of next.names) if (named.made !== named.slots.length) renumber(next, named, parts);
  return next;
}

function quotientOfName(named: Named, world: World, parts: QuotientParts): Named {
  const isNew = (operation: number): boolean => operation === world.operation;
  const tasks = parts.overtakenEnd ? quotientOfTasks(named.tasks, isNew) : named.tasks;
  const numbers = new Map<number, number>();
  for (const [at, task] of tasks.entries()) numbers.set(task.id, at);
  const waitsOver = parts.overtakenEnd ? endsOfWaiting(named.tasks, isNew) : new Map<number, number>();
  const numberOf = (id: number): number | undefined => numbers.get(waitsOver.get(id) ?? id);
  return named.with({
    current: world.loading ? undefined : named.current,
    begun: tasks.length,
    slots: named.slots.map((slot) => {
      const row = quotientOfRow(slot.row, isNew(slot.row.operation), parts.shared);
      const busy = slot.busy === undefined ? undefined : numberOf(slot.busy);
      return row === slot.row && busy === slot.busy ? slot : slot.with({ row, busy });
    }),
    tasks: tasks.map((task, id) => {
      const operation = isNew(task.operation) ? 2 : 1;
      const awaits = task.awaits === undefined ? undefined : numberOf(task.awaits);
      const same = id === task.id && operation === task.operation && awaits === task.awaits;
      return same ? task : task.with({ id, operation, awaits });
    }),
  });
}

/** Of every overtaken task that waits, the one with which it ends. */
function endsOfWaiting(tasks: readonly Task[], isNew: (operation: number) => boolean): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const { id, phase, awaits, operation } of tasks) {
    if (phase !== "waiting" || awaits === undefined || isNew(operation)) continue;
    // Who is waited for stands before.
    ends.set(id, ends.get(awaits) ?? awaits);
  }
  return ends;
}

function quotientOfTasks(tasks: readonly Task[], isNew: (operation: number) => boolean): Task[] {
  return tasks
    .filter(({ phase, operation }) => phase !== "waiting" || isNew(operation))
    .map((task) => {
      if (isNew(task.operation)) return task;
      const { id, operation, phase, action, awaits } = task;
      if (task.key === "overtaken") return task;
      const goesOn = phase !== "preparing" || action === "resume" || action === "remove";
      if (goesOn) return task.with({ definition: -1, key: "overtaken" });
      return new Task({ id, operation, phase, definition: -1, key: "overtaken", awaits });
    });
}

const under = progressFrom(null);

function quotientOfRow(row: Row, isNew: boolean, shared: boolean): Row {
  const dead = row.status === "FAILED" || row.action === "DELETE" || row.action === "INIT";
  const made = row.action !== "INIT" && row.status !== "IN_PROGRESS";
  const operation = isNew && !dead ? 2 : 1;
  const progress = row.progress && under;
  const properties = dead ? null : row.properties;
  const replaces = shared && !made ? row.replaces : null;
  const replacedBy = dead ? null : row.replacedBy;
  const same =
    operation === row.operation &&
    progress === row.progress &&
    properties === row.properties &&
    replaces === row.replaces &&
    replacedBy === row.replacedBy;
  return same ? row : row.with({ operation, progress, properties, replaces, replacedBy });
}

/** Numbers the rows of a name as they stand. What was renamed so once is remembered. */
class Renumbering {
  readonly #renaming: Renaming;
  readonly #names = new Map<number, Named>();
  readonly #walks = new Map<number, WalkState>();
  readonly #numbers: ReadonlyMap<string, string>;

  constructor(name: string, ids: readonly string[]) {
    const numbers = new Map(ids.map((id, at) => [id, `${name}#${at}`]));
    this.#numbers = numbers;
    const id = (of: string): string => (of.startsWith(`${name}#`) ? (numbers.get(of) ?? gone) : of);
    this.#renaming = { id, name: (same) => same };
  }

  named(named: Named, isOwn: boolean): Named {
    let renamed = this.#names.get(named.number);
    if (renamed === undefined) {
      renamed = renameNamed(named, this.#renaming);
      if (isOwn) renamed = renamed.with({ made: renamed.slots.length });
      this.#names.set(named.number, renamed);
    }
    return renamed;
  }

  walk(walk: WalkState, name: string, walks: Walks): WalkState {
    let renamed = this.#walks.get(walk.number);
    if (renamed === undefined) {
      renamed = walks.renamed(walk, (key) => this.#key(key, name, walk));
      this.#walks.set(walk.number, renamed);
    }
    return renamed;
  }

  #key(key: string, name: string, walk: WalkState): string {
    if (!key.startsWith(`remove:${name}#`)) return key;
    const id = key.slice("remove:".length);
    const number = this.#numbers.get(id);
    if (number !== undefined) return `remove:${number}`;
    let missing = id.includes("x") ? id : id.replace("#", "#x");
    while (missing !== id && walk.plan.nodes.has(`remove:${missing}`)) missing = missing.replace("#", "#x");
    return `remove:${missing}`;
  }
}

function renumber(world: World, { name, slots }: Named, { walks, renumberings }: QuotientParts): void {
  const ids = slots.map(({ row }) => row.id);
  const key = `${name} ${ids.join(",")}`;
  let renumbering = renumberings.get(key);
  if (renumbering === undefined) {
    renumbering = new Renumbering(name, ids);
    renumberings.set(key, renumbering);
  }
  for (const [at, named] of world.names.entries()) world.names[at] = renumbering.named(named, named.name === name);
  if (world.walk) world.walk = renumbering.walk(world.walk, name, walks);
}

function renameValue(value: unknown, rename: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((id) => rename(String(id))).toSorted();
  return value;
}

function renameRow(row: Row, { id: rename, name }: Renaming): Row {
  const { properties } = row;
  const dead = row.status === "FAILED" || row.action === "DELETE";
  const requires = row.requires.map(rename);
  const id = rename(row.id);
  return row.with({
    id,
    name: name(row.name),
    createdAt: Number(id.slice(2)),
    physicalId: row.physicalId === null ? null : id,
    // Of a row that is only to be removed, nothing counts but who must go after it.
    requires: (dead ? requires.filter((other) => other !== gone) : requires).toSorted(),
    replaces: row.replaces === null ? null : rename(row.replaces),
    replacedBy: row.replacedBy === null ? null : rename(row.replacedBy),
    properties:
      properties &&
      Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, renameValue(value, rename)])),
  });
}

/** Other names for names, and for the ids of rows. */
export interface Renaming {
  readonly id: (id: string) => string;
  readonly name: (name: string) => string;
}

/** The key of a node or task. */
export function renameKey(key: string, { id, name }: Renaming): string {
  const [kind = "", of] = key.split(":");
  if (of === undefined) return key;
  return `${kind}:${kind === "apply" ? name(of) : id(of)}`;
}

/** The same with other names and numbers. */
export function renameNamed(named: Named, renaming: Renaming): Named {
  const current = named.current === undefined ? undefined : renaming.id(named.current);
  return named.with({
    name: renaming.name(named.name),
    current: current === gone ? undefined : current,
    slots: named.slots.map((slot) => slot.with({ row: renameRow(slot.row, renaming) })),
    tasks: named.tasks.map((task) => {
      const rowId = task.rowId === undefined ? undefined : renaming.id(task.rowId);
      return task.with({ key: renameKey(task.key, renaming), rowId });
    }),
  });
}
