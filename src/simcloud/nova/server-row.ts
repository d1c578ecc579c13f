import { type Json, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import type { NovaCall } from "./call.ts";

/** What a server remembers of its flavor, which may be deleted meanwhile. */
export interface FlavorSnapshot {
  id: string;
  name: string;
  vcpus: number;
  ram: number;
  disk: number;
  ephemeral: number;
  swap: number;
  extraSpecs: Record<string, string>;
}

/** A server as it is kept. */
export interface ServerRow extends SimObject {
  name: string;
  number: number;
  vmState: string;
  taskState: string | null;
  projectId: string;
  userId: string;
  created: number;
  updated: number;
  launchedAt: number | null;
  /** When it is gone, in ms; before that time the server is still shown. */
  deletedAt: number | null;
  /** Until when what was started runs, in ms. */
  busyUntil: number;
  flavor: FlavorSnapshot;
  /** The flavor, and vm_state, to go back to while a resize waits to be confirmed. */
  before: { flavor: FlavorSnapshot; vmState: string } | null;
  /** Null for a server booted from a volume. */
  imageId: string | null;
  metadata: Record<string, string>;
  keyName: string | null;
  userData: string | null;
  zone: string;
  configDrive: boolean;
  description: string | null;
  tags: string[];
  locked: boolean;
  lockedReason: string | null;
  fault: Json | null;
  hostname: string;
  groupId: string | null;
  schedulerHints: Json;
  accessIPv4: string;
  accessIPv6: string;
  diskConfig: string;
  /** Ports that Nova made for it, and so deletes with it. */
  madePorts: string[];
}

/** Nova's table of servers; deleted ones stay in it for an hour, for `changes-since`. */
export function serverTable(context: SimContext): Table<ServerRow> {
  return context.table<ServerRow>("nova.servers");
}

/** Whether the server is gone for all who ask. */
export function isGone(context: SimContext, server: Readonly<ServerRow>): boolean {
  return server.deletedAt !== null && server.deletedAt <= context.now();
}

/** All servers that are not gone, oldest first; not to be changed. */
export function liveServers(context: SimContext): Readonly<ServerRow>[] {
  return Array.from(serverTable(context).everything()).filter((server) => !isGone(context, server));
}

/** The caller's server (any server for an admin); refuses with 404. */
export function findServer(call: NovaCall, id: string): ServerRow {
  const server = serverTable(call.context).get(id);
  const own = server !== undefined && (server.projectId === call.caller.projectId || call.caller.isAdmin);
  if (server === undefined || !own || isGone(call.context, server))
    throw new SimFault(404, `Instance ${id} could not be found.`);
  return server;
}

/** Work on a server: what holds while it lasts, and then. */
export interface ServerWork {
  readonly workMs: number;
  readonly during: Partial<ServerRow>;
  readonly after: Partial<ServerRow>;
}

/** Starts work on a server: `during` holds at once, `after` when `workMs` have passed. */
export function work(context: SimContext, server: ServerRow, { workMs, during, after }: ServerWork): void {
  const end = context.now() + workMs;
  serverTable(context).patch(server.id, { ...during, updated: context.now(), busyUntil: end });
  serverTable(context).later(server.id, workMs, { taskState: null, updated: end, ...after });
}

const byTask: Readonly<Record<string, string>> = {
  rebooting: "REBOOT",
  reboot_started: "REBOOT",
  rebooting_hard: "HARD_REBOOT",
  rebuilding: "REBUILD",
  resize_prep: "RESIZE",
  resize_migrating: "RESIZE",
  resize_finish: "RESIZE",
};

const byState: Readonly<Record<string, string>> = {
  building: "BUILD",
  active: "ACTIVE",
  stopped: "SHUTOFF",
  resized: "VERIFY_RESIZE",
  paused: "PAUSED",
  suspended: "SUSPENDED",
  rescued: "RESCUE",
  error: "ERROR",
  shelved: "SHELVED",
  shelved_offloaded: "SHELVED_OFFLOADED",
};

/** The status that Nova shows for a server's vm_state and task_state. */
export function statusOf(context: SimContext, server: Readonly<ServerRow>): string {
  if (isGone(context, server)) return "DELETED";
  if (server.vmState === "resized" && server.taskState === "resize_reverting") return "REVERT_RESIZE";
  return byTask[server.taskState ?? ""] ?? byState[server.vmState] ?? "UNKNOWN";
}
