import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { microTime, objectOf, pageOf, sorted, stringsOf, textOf, truthOf } from "../wire.ts";
import { type CinderCall, filtered, linksOf, nextLink, noSuchPath, projectTest } from "./call.ts";
import { newVolume } from "./new-volume.ts";
import { checkQuota } from "./quotas.ts";
import { volumeTable, workOn } from "./volume-row.ts";

interface BackupRow extends SimObject {
  name: string | null;
  description: string | null;
  volumeId: string;
  snapshotId: string | null;
  status: string;
  size: number;
  incremental: boolean;
  container: string | null;
  projectId: string;
  userId: string;
  created: number;
  updated: number | null;
  metadata: Record<string, string>;
}

function table(context: SimContext): Table<BackupRow> {
  return context.table<BackupRow>("cinder.backups");
}

function brief(call: CinderCall, backup: BackupRow): Json {
  return { id: backup.id, name: backup.name, links: linksOf(call, `backups/${backup.id}`) };
}

function view(call: CinderCall, backup: BackupRow): Json {
  return {
    ...brief(call, backup),
    status: backup.status,
    size: backup.size,
    object_count: 0,
    availability_zone: "nova",
    container: backup.container,
    created_at: microTime(backup.created),
    updated_at: backup.updated === null ? null : microTime(backup.updated),
    description: backup.description,
    fail_reason: null,
    volume_id: backup.volumeId,
    is_incremental: backup.incremental,
    has_dependent_backups: false,
    snapshot_id: backup.snapshotId,
    data_timestamp: microTime(backup.created),
    ...(call.caller.isAdmin && call.version >= 18 ? { "os-backup-project-attr:project_id": backup.projectId } : {}),
    ...(call.version >= 43 ? { metadata: backup.metadata } : {}),
    ...(call.version >= 56 ? { user_id: backup.userId } : {}),
    ...(call.version >= 64 ? { encryption_key_id: null } : {}),
  };
}

function create(call: CinderCall): SimAnswer {
  const { context, caller } = call;
  const given = objectOf(call.request.body["backup"]);
  const volumeId = textOf(given["volume_id"]) ?? "";
  const volume = volumeTable(context).get(volumeId);
  if (volume === undefined || volume.projectId !== caller.projectId)
    throw new SimFault(404, `Volume ${volumeId} could not be found.`);
  const ready = volume.status === "available" || (volume.status === "in-use" && truthOf(given["force"]));
  if (!ready)
    throw new SimFault(
      400,
      `Invalid volume: Volume to be backed up must be available or in-use, but the current status is "${volume.status}".`,
    );
  checkQuota(context, caller.projectId, "backups", volume.size);
  const workMs = context.duration("cinder.backup");
  const backup: BackupRow = {
    id: context.uuid(),
    name: textOf(given["name"]) ?? null,
    description: textOf(given["description"]) ?? null,
    volumeId,
    snapshotId: textOf(given["snapshot_id"]) ?? null,
    status: "creating",
    size: volume.size,
    incremental: truthOf(given["incremental"]),
    container: textOf(given["container"]) ?? null,
    projectId: caller.projectId,
    userId: caller.userId,
    created: context.now(),
    updated: null,
    metadata: stringsOf(given["metadata"]),
  };
  table(context).put(backup);
  table(context).later(backup.id, workMs, { status: "available", updated: context.now() + workMs });
  workOn(context, volumeId, { workMs, during: { status: "backing-up" }, after: { status: volume.status } });
  return { status: 202, body: { backup: brief(call, backup) } };
}

function restore(call: CinderCall, backup: BackupRow): SimAnswer {
  const { context } = call;
  if (backup.status !== "available") throw new SimFault(400, `Invalid backup: Backup status must be available`);
  const given = objectOf(call.request.body["restore"]);
  const workMs = context.duration("cinder.backup");
  const named = textOf(given["volume_id"]);
  const volume =
    named === undefined
      ? newVolume(context, call.caller, {
          name: textOf(given["name"]) ?? `restore_backup_${backup.id}`,
          size: backup.size,
        })
      : volumeTable(context).get(named);
  if (volume === undefined) throw new SimFault(404, `Volume ${String(named)} could not be found.`);
  if (named !== undefined && volume.status !== "available")
    throw new SimFault(400, "Invalid volume: Volume to be restored to must be available");
  workOn(context, volume.id, {
    workMs: context.duration("cinder.create") + workMs,
    during: { status: "restoring-backup" },
    after: { status: "available" },
  });
  table(context).patch(backup.id, { status: "restoring" });
  table(context).later(backup.id, workMs, { status: "available" });
  return { status: 202, body: { restore: { backup_id: backup.id, volume_id: volume.id, volume_name: volume.name } } };
}

/** `/backups`: list, create, show, restore, delete. */
export function backups(call: CinderCall): SimAnswer {
  const { method } = call.request;
  const [id, part] = call.rest;
  if (id === undefined && method === "POST") return create(call);
  if (id === undefined || id === "detail") {
    const own = table(call.context).list().filter(projectTest(call));
    const chosen = filtered(call, own, {
      name: (row) => row.name,
      status: (row) => row.status,
      volume_id: (row) => row.volumeId,
    });
    const page = pageOf(sorted(chosen, undefined, true), call.request.query, { default: 1000, max: 1000 });
    return {
      status: 200,
      body: {
        backups: page.items.map((row) => (id === undefined ? brief(call, row) : view(call, row))),
        ...nextLink(call, "backups", page.nextMarker),
      },
    };
  }
  const backup = table(call.context).get(id);
  if (backup === undefined || (backup.projectId !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(404, `Backup ${id} could not be found.`);
  if (part === "restore") return restore(call, backup);
  if (method === "GET") return { status: 200, body: { backup: view(call, backup) } };
  if (method !== "DELETE") return noSuchPath();
  if (!["available", "error"].includes(backup.status))
    throw new SimFault(400, "Invalid backup: Backup status must be available or error");
  table(call.context).patch(id, { status: "deleting" });
  table(call.context).deleteLater(id, call.context.duration("cinder.delete"));
  return { status: 202 };
}
