import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { microTime, objectOf, pageOf, sorted, stringsOf, textOf, truthOf } from "../wire.ts";
import { type CinderCall, filtered, nextLink, noSuchPath, projectTest, requireAdmin, withMetadata } from "./call.ts";
import { checkQuota } from "./quotas.ts";
import { volumeTable } from "./volume-row.ts";

/** A volume's snapshot as it is kept. */
export interface SnapshotRow extends SimObject {
  name: string | null;
  description: string | null;
  volumeId: string;
  status: string;
  size: number;
  projectId: string;
  userId: string;
  created: number;
  updated: number | null;
  metadata: Record<string, string>;
  imageMetadata: Record<string, string> | null;
}

function table(context: SimContext): Table<SnapshotRow> {
  return context.table<SnapshotRow>("cinder.snapshots");
}

function view(call: CinderCall, snapshot: SnapshotRow): Json {
  return {
    id: snapshot.id,
    created_at: microTime(snapshot.created),
    updated_at: snapshot.updated === null ? null : microTime(snapshot.updated),
    name: snapshot.name,
    description: snapshot.description,
    volume_id: snapshot.volumeId,
    status: snapshot.status,
    size: snapshot.size,
    metadata: snapshot.metadata,
    ...(call.version >= 14 ? { group_snapshot_id: null } : {}),
    ...(call.version >= 41 ? { user_id: snapshot.userId } : {}),
    ...(call.version >= 65 ? { consumes_quota: true } : {}),
  };
}

function fullView(call: CinderCall, snapshot: SnapshotRow): Json {
  const progress = snapshot.status === "available" ? "100%" : "0%";
  return {
    ...view(call, snapshot),
    "os-extended-snapshot-attributes:project_id": snapshot.projectId,
    "os-extended-snapshot-attributes:progress": progress,
  };
}

function list(call: CinderCall, detail: boolean): SimAnswer {
  const own = table(call.context).list().filter(projectTest(call));
  const chosen = withMetadata(
    call,
    filtered(call, own, { name: (row) => row.name, status: (row) => row.status, volume_id: (row) => row.volumeId }),
  );
  const page = pageOf(sorted(chosen, undefined, true), call.request.query, { default: 1000, max: 1000 });
  return {
    status: 200,
    body: {
      snapshots: page.items.map((row) => (detail ? fullView(call, row) : view(call, row))),
      ...nextLink(call, "snapshots", page.nextMarker),
    },
  };
}

function create(call: CinderCall): SimAnswer {
  const { context, caller } = call;
  const given = objectOf(call.request.body["snapshot"]);
  const volumeId = textOf(given["volume_id"]);
  if (volumeId === undefined)
    throw new SimFault(400, "Invalid input for field/attribute snapshot. 'volume_id' is a required property");
  const volume = volumeTable(context).get(volumeId);
  if (volume === undefined || volume.projectId !== caller.projectId)
    throw new SimFault(404, `Volume ${volumeId} could not be found.`);
  // As Cinder from 3.66: an attached volume needs no force.
  const ready =
    volume.status === "available" || (volume.status === "in-use" && (call.version >= 66 || truthOf(given["force"])));
  if (!ready)
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volumeId} status must be available, but current status is: ${volume.status}.`,
    );
  checkQuota(context, caller.projectId, "snapshots", volume.size);
  const workMs = context.duration("cinder.snapshot");
  const snapshot: SnapshotRow = {
    id: context.uuid(),
    name: textOf(given["name"]) ?? null,
    description: textOf(given["description"]) ?? null,
    volumeId,
    status: "creating",
    size: volume.size,
    projectId: caller.projectId,
    userId: caller.userId,
    created: context.now(),
    updated: null,
    metadata: stringsOf(given["metadata"]),
    imageMetadata: volume.imageMetadata,
  };
  table(context).put(snapshot);
  table(context).later(snapshot.id, workMs, { status: "available", updated: context.now() + workMs });
  return { status: 202, body: { snapshot: view(call, snapshot) } };
}

function update(call: CinderCall, snapshot: SnapshotRow): SimAnswer {
  const given = objectOf(call.request.body["snapshot"]);
  const changed = {
    ...snapshot,
    name: given["name"] === undefined ? snapshot.name : (textOf(given["name"]) ?? null),
    description: given["description"] === undefined ? snapshot.description : (textOf(given["description"]) ?? null),
    updated: call.context.now(),
  };
  table(call.context).put(changed);
  return { status: 200, body: { snapshot: view(call, changed) } };
}

function metadata(call: CinderCall, snapshot: SnapshotRow, key: string | undefined): SimAnswer {
  const { method, body } = call.request;
  if (method === "GET") return { status: 200, body: { metadata: snapshot.metadata } };
  const { [key ?? ""]: _removed, ...kept } = snapshot.metadata;
  const given = stringsOf(body["metadata"]);
  const next = method === "DELETE" ? kept : method === "PUT" ? given : { ...snapshot.metadata, ...given };
  table(call.context).patch(snapshot.id, { metadata: next });
  return method === "DELETE" ? { status: 200 } : { status: 200, body: { metadata: next } };
}

/** `/snapshots` and everything below it. */
export function snapshots(call: CinderCall): SimAnswer {
  const { method, body } = call.request;
  const [id, part, key] = call.rest;
  if (id === undefined) return method === "POST" ? create(call) : list(call, false);
  if (id === "detail") return list(call, true);
  const snapshot = table(call.context).get(id);
  if (snapshot === undefined || (snapshot.projectId !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(404, `Snapshot ${id} could not be found.`);
  if (part === "metadata") return metadata(call, snapshot, key);
  if (part === "action") {
    requireAdmin(call, "volume_extension:snapshot_admin_actions:reset_status");
    table(call.context).patch(id, { status: textOf(objectOf(body["os-reset_status"])["status"]) ?? snapshot.status });
    return { status: 202 };
  }
  if (method === "GET") return { status: 200, body: { snapshot: fullView(call, snapshot) } };
  if (method === "PUT") return update(call, snapshot);
  if (method !== "DELETE") return noSuchPath();
  if (!["available", "error"].includes(snapshot.status))
    throw new SimFault(400, `Invalid snapshot: Snapshot status must be available or error, but is ${snapshot.status}.`);
  const workMs = call.context.duration("cinder.delete");
  table(call.context).patch(id, { status: "deleting" });
  table(call.context).deleteLater(id, workMs);
  return { status: 202 };
}
