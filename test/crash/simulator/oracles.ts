import { shortId } from "#lib/ids.ts";
import type { MemoryState } from "#engine/journal/memory-state.ts";
import type { EventRow, ResourceRow, StackRow } from "#storage/rows.ts";
import { compare, type CloudObjects } from "../accounting.ts";

/** What is held at the end of each run. */
export const oracles = [
  "final state",
  "no orphan",
  "no double",
  "no loss",
  "foreign untouched",
  "retained kept",
  "final states as without faults",
  "end state as without faults",
  "deletable",
  "no status backwards",
  "events agree with rows",
  "events in order",
  "queries answered",
] as const;

/** One of them. */
export type Oracle = (typeof oracles)[number];

/** An oracle that does not hold, in words. */
export interface Violation {
  readonly oracle: Oracle;
  readonly what: string;
}

/** What cloud and rows are compared with. */
export interface Accounts {
  readonly state: MemoryState;
  readonly before: CloudObjects;
  readonly now: CloudObjects;
  readonly nowMs: number;
  /** Ids that somebody else deleted. */
  readonly meddled: ReadonlySet<string>;
  /** What stays on purpose although nothing accounts for it. */
  readonly mayStay: (table: string, row: Readonly<Record<string, unknown>>) => boolean;
}

/** Compares every object of the cloud with every row. */
export function account({ state, before, now, nowMs, meddled, mayStay }: Accounts): Violation[] {
  const resources = [...state.resources.values()].map((row) => ({
    name: row.name,
    type: state.stacks.has(row.physicalId ?? "") ? "OS::Heat::Stack" : row.type,
    physicalId: row.physicalId ?? "",
    status:
      row.action === "INIT"
        ? "INIT"
        : [...meddled].some((id) => `${row.physicalId} ${JSON.stringify(row.properties)}`.includes(id))
          ? "MEDDLED"
          : `${row.action}_${row.status}`,
  }));
  // What a call without an answer made is looked up by the next operation; the last one is a deletion.
  const open = [...state.resources.values()].filter((row) => row.intent !== null);
  const isAwaited = (table: string, object: Readonly<Record<string, unknown>>): boolean =>
    mayStay(table, object) ||
    open.some((row) => object["id"] !== row.physicalId && String(object["name"]).endsWith(shortId(row.id)));
  const without = Object.fromEntries(
    Object.entries(now).map(([table, rows]) => [table, rows.filter((row) => !isAwaited(table, row))]),
  );
  const found = compare({ before, now: without, resources, nowMs });
  const list = (oracle: Oracle, texts: readonly string[]): Violation[] => texts.map((what) => ({ oracle, what }));
  return [
    ...list("no orphan", found.orphans),
    ...list("no double", found.duplicates),
    ...list("no loss", found.losses),
  ];
}

const watched = ["name", "description", "tags", "size", "status", "device_id"];

/** What was there before the stack is still there, as it was. */
export function foreignTouched(before: CloudObjects, now: CloudObjects): Violation[] {
  const violations: Violation[] = [];
  for (const table of Object.keys(before)) {
    if (table.startsWith("keystone.")) continue;
    const after = new Map((now[table] ?? []).map((row) => [row["id"], row]));
    for (const row of before[table] ?? []) {
      const there = after.get(row["id"]);
      const changed = watched.filter((key) => JSON.stringify(row[key]) !== JSON.stringify(there?.[key]));
      if (there === undefined)
        violations.push({ oracle: "foreign untouched", what: `${table} ${String(row["name"])} is gone` });
      else if (changed.length > 0)
        violations.push({
          oracle: "foreign untouched",
          what: `${table} ${String(row["name"])}: ${changed.join(", ")}`,
        });
    }
  }
  return violations;
}

function isStackEvent(event: EventRow): boolean {
  return event.resourceType === "OS::Heat::Stack" && event.physicalId === event.stackId;
}

/** A stack's own events: each operation begins, and has at most one end, which never comes behind the next one's beginning. */
function stackEventsInOrder(stack: StackRow, events: readonly EventRow[]): Violation[] {
  const violations: Violation[] = [];
  let open: string | undefined;
  for (const event of events.filter(isStackEvent)) {
    const text = `${stack.name}: ${event.action}_${event.status} after ${open ?? "an end"}`;
    if (event.status === "IN_PROGRESS") open = event.action;
    else if (open === event.action) open = undefined;
    else violations.push({ oracle: "events in order", what: text });
  }
  return violations;
}

/** Each completion of a resource's action has its own beginning. */
function resourceEventsInOrder(stack: StackRow, events: readonly EventRow[]): Violation[] {
  const violations: Violation[] = [];
  const open = new Map<string, number>();
  for (const event of events) {
    if (isStackEvent(event) || (event.action !== "CREATE" && event.action !== "UPDATE")) continue;
    const key = `${event.resourceName} ${event.action}`;
    const before = open.get(key) ?? 0;
    if (event.status === "IN_PROGRESS") open.set(key, before + 1);
    else if (event.status === "COMPLETE" && before === 0)
      violations.push({ oracle: "events in order", what: `${stack.name}: ${key}_COMPLETE without a beginning` });
    else if (event.status === "COMPLETE") open.set(key, before - 1);
  }
  return violations;
}

function says(event: EventRow | undefined, row: Pick<ResourceRow | StackRow, "action" | "status" | "reason">): boolean {
  return event?.action === row.action && event.status === row.status && event.reason === row.reason;
}

/** The last event of each stack and resource says what its row says; the order is possible. */
export function eventsAgree(state: MemoryState): Violation[] {
  const violations: Violation[] = [];
  for (const stack of state.stacks.values()) {
    const events = state.events.filter((event) => event.stackId === stack.id);
    violations.push(...stackEventsInOrder(stack, events), ...resourceEventsInOrder(stack, events));
    const last = events.findLast(isStackEvent);
    if (!says(last, stack))
      violations.push({
        oracle: "events agree with rows",
        what: `${stack.name} is ${stack.action}_${stack.status} "${stack.reason}", its last event ${last?.action ?? "none"}_${last?.status ?? ""} "${last?.reason ?? ""}"`,
      });
    const rows = [...state.resources.values()].filter((row) => row.stackId === stack.id);
    for (const [name, same] of Map.groupBy(rows, (row) => row.name)) {
      const [row] = same;
      if (same.length > 1 || row === undefined || row.action === "INIT") continue;
      if (events.some((event) => event.resourceName === name && says(event, row))) continue;
      violations.push({
        oracle: "events agree with rows",
        what: `no event says that ${name} is ${row.action}_${row.status} "${row.reason}"`,
      });
    }
  }
  return violations;
}

const compared = ["status", "size", "tags", "description", "admin_state_up", "device_owner"];

/** What the cloud shows of the objects, by id. */
function shownById(objects: CloudObjects): Map<string, string> {
  const shown = new Map<string, string>();
  for (const row of Object.values(objects).flat()) {
    const told = Object.fromEntries(compared.filter((key) => row[key] !== undefined).map((key) => [key, row[key]]));
    shown.set(String(row["id"]), JSON.stringify(told));
  }
  return shown;
}

/** What is left, modulo ids: the trees' resources with their states, what they were made with, and their objects. */
export function endStateOf(state: MemoryState, objects: CloudObjects): string[] {
  const shown = shownById(objects);
  const paths = new Map<string, string>();
  const path = (stack: StackRow | undefined): string => {
    if (stack === undefined || stack.ownerId === null) return "";
    const owner = state.resources.get(stack.ownerResourceId ?? "");
    return `${path(state.stacks.get(stack.ownerId))}${owner?.name ?? "?"}/`;
  };
  for (const stack of state.stacks.values()) paths.set(stack.id, path(stack));
  return [...state.resources.values()]
    .map((row) => {
      const withoutIds = (text = ""): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID");
      const properties = withoutIds(JSON.stringify(row.properties));
      const object = withoutIds(shown.get(row.physicalId ?? ""));
      const value = row.data["value"] ?? "";
      return `${paths.get(row.stackId) ?? "?"}${row.name} ${row.type} ${row.status} ${properties} ${value} ${object}`;
    })
    .toSorted();
}
