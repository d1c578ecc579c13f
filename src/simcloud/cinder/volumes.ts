import { type Json, type SimAnswer, SimFault, type SimObject } from "../service.ts";
import { integerOf, microTime, objectOf, pageOf, sorted, stringsOf, textOf, truthOf } from "../wire.ts";
import { type CinderCall, filtered, linksOf, nextLink, noSuchPath, projectTest, withMetadata } from "./call.ts";
import { newVolume } from "./new-volume.ts";
import { typeName } from "./types.ts";
import { volumeAction } from "./volume-actions.ts";
import { type VolumeRow, volumeTable } from "./volume-row.ts";

/** The one host that all volumes are on. */
const SERVICE_ID = "5f3c7a52-6d1e-4b8f-9a41-2e7f0c9d8b36";

function view(call: CinderCall, volume: VolumeRow): Json {
  const attachments = volume.attachments.map((attachment) => ({
    id: volume.id,
    attachment_id: attachment.attachmentId,
    volume_id: volume.id,
    server_id: attachment.serverId,
    host_name: null,
    device: attachment.device,
    attached_at: microTime(attachment.attachedAt),
  }));
  return {
    id: volume.id,
    status: volume.status,
    size: volume.size,
    availability_zone: volume.zone,
    created_at: microTime(volume.created),
    updated_at: volume.updated === null ? null : microTime(volume.updated),
    name: volume.name,
    description: volume.description,
    volume_type: typeName(call.context, volume.typeId),
    snapshot_id: volume.snapshotId,
    source_volid: volume.sourceVolumeId,
    metadata: volume.readonly ? { ...volume.metadata, readonly: "True" } : volume.metadata,
    links: linksOf(call, `volumes/${volume.id}`),
    user_id: volume.userId,
    bootable: String(volume.bootable),
    encrypted: false,
    replication_status: null,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    attachments,
    ...(call.caller.isAdmin ? { migration_status: null } : {}),
    ...(call.version >= 13 ? { group_id: null } : {}),
    ...(call.version >= 21 && call.caller.isAdmin ? { provider_id: null } : {}),
    ...(call.version >= 48
      ? {
          shared_targets: call.version >= 69 ? null : false,
          service_uuid: volume.status === "creating" ? null : SERVICE_ID,
        }
      : {}),
    ...(call.version >= 61 && call.caller.isAdmin ? { cluster_name: null } : {}),
    ...(call.version >= 63 ? { volume_type_id: volume.typeId } : {}),
    ...(call.version >= 65 ? { consumes_quota: true } : {}),
  };
}

function fullView(call: CinderCall, volume: VolumeRow): Json {
  return {
    ...view(call, volume),
    "os-vol-tenant-attr:tenant_id": volume.projectId,
    ...(call.caller.isAdmin
      ? {
          "os-vol-host-attr:host": "sim-volume@file#file",
          "os-vol-mig-status-attr:migstat": null,
          "os-vol-mig-status-attr:name_id": null,
        }
      : {}),
    ...(volume.imageMetadata === null ? {} : { volume_image_metadata: volume.imageMetadata }),
  };
}

/** The caller's volume (any volume for an admin); refuses with 404. */
function findVolume(call: CinderCall, id: string): VolumeRow {
  const volume = volumeTable(call.context).get(id);
  if (volume === undefined || (volume.projectId !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(404, `Volume ${id} could not be found.`);
  return volume;
}

const sortKeys: Readonly<Record<string, (volume: VolumeRow) => string | number>> = {
  name: (volume) => volume.name ?? "",
  size: (volume) => volume.size,
  status: (volume) => volume.status,
  id: (volume) => volume.id,
};

function list(call: CinderCall, detail: boolean): SimAnswer {
  const { query } = call.request;
  const own = volumeTable(call.context).list().filter(projectTest(call));
  const chosen = withMetadata(
    call,
    filtered(call, own, {
      name: (volume) => volume.name,
      status: (volume) => volume.status,
      bootable: (volume) => volume.bootable,
      id: (volume) => volume.id,
      user_id: (volume) => volume.userId,
    }),
  );
  const [sortKey, sortDirection] =
    (query.get("sort") ?? `${query.get("sort_key") ?? "created_at"}:${query.get("sort_dir") ?? "desc"}`)
      .split(",")[0]
      ?.split(":") ?? [];
  const ordered = sorted(chosen, sortKeys[sortKey ?? ""], (sortDirection ?? "desc") === "desc");
  const offset = Number(query.get("offset") ?? 0);
  const page = pageOf(ordered.slice(offset), query, { default: 1000, max: 1000 });
  const views = page.items.map((volume) =>
    detail
      ? fullView(call, volume)
      : { id: volume.id, name: volume.name, links: linksOf(call, `volumes/${volume.id}`) },
  );
  const count = truthOf(query.get("with_count")) && call.version >= 45 ? { count: chosen.length } : {};
  return { status: 200, body: { volumes: views, ...nextLink(call, "volumes", page.nextMarker), ...count } };
}

/** What Cinder's schema lets a client say of a new volume. */
const CREATE_KEYS = new Set([
  "name",
  "description",
  "display_name",
  "display_description",
  "volume_type",
  "metadata",
  "snapshot_id",
  "source_volid",
  "consistencygroup_id",
  "group_id",
  "size",
  "availability_zone",
  "multiattach",
  "image_id",
  "imageRef",
  "backup_id",
]);

function create(call: CinderCall): SimAnswer {
  const given = objectOf(call.request.body["volume"]);
  const unknown = Object.keys(given).find((key) => !CREATE_KEYS.has(key));
  if (unknown !== undefined)
    throw new SimFault(
      400,
      `Invalid input for field/attribute volume. Additional properties are not allowed ('${unknown}' was unexpected)`,
    );
  const asked = given["size"];
  const size = integerOf(asked);
  if (asked !== undefined && asked !== null && size === undefined)
    throw new SimFault(
      400,
      `Invalid input for field/attribute size. Value: ${String(asked)}. '${String(asked)}' does not match '^[0-9]+$'`,
    );
  const zone = textOf(given["availability_zone"]);
  if (zone !== undefined && zone !== "nova") throw new SimFault(400, `Availability zone '${zone}' is invalid.`);
  const volume = newVolume(call.context, call.caller, {
    name: textOf(given["name"]) ?? textOf(given["display_name"]) ?? null,
    description: textOf(given["description"]) ?? textOf(given["display_description"]) ?? null,
    size,
    type: textOf(given["volume_type"]),
    imageId: textOf(given["imageRef"]) ?? textOf(given["image_id"]),
    snapshotId: textOf(given["snapshot_id"]),
    sourceVolumeId: textOf(given["source_volid"]),
    metadata: stringsOf(given["metadata"]),
    multiattach: truthOf(given["multiattach"]),
  });
  return { status: 202, body: { volume: view(call, volume) } };
}

function update(call: CinderCall, volume: VolumeRow): SimAnswer {
  const given = objectOf(call.request.body["volume"]);
  const read = (key: string, now: string | null): string | null =>
    given[key] === undefined ? now : (textOf(given[key]) ?? null);
  const changed: VolumeRow = {
    ...volume,
    name: read("name", read("display_name", volume.name)),
    description: read("description", read("display_description", volume.description)),
    metadata: given["metadata"] === undefined ? volume.metadata : stringsOf(given["metadata"]),
    updated: call.context.now(),
  };
  volumeTable(call.context).put(changed);
  return { status: 200, body: { volume: view(call, changed) } };
}

const DELETABLE = ["available", "error", "error_restoring", "error_extending", "error_managing"];

function remove(call: CinderCall, volume: VolumeRow): SimAnswer {
  const { context } = call;
  if (volume.status === "deleting") return { status: 202 };
  const snapshots = context
    .table<SimObject & { volumeId: string; id: string }>("cinder.snapshots")
    .list()
    .filter((snapshot) => snapshot.volumeId === volume.id);
  const cascade = truthOf(call.request.query.get("cascade"));
  const free =
    DELETABLE.includes(volume.status) && volume.attachments.length === 0 && (cascade || snapshots.length === 0);
  if (!free && !(truthOf(call.request.query.get("force")) && call.caller.isAdmin))
    throw new SimFault(
      400,
      `Invalid volume: Volume status must be ${DELETABLE.join(" or ")} and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.`,
    );
  const workMs = context.duration("cinder.delete");
  for (const snapshot of snapshots) context.table("cinder.snapshots").deleteLater(snapshot.id, workMs);
  volumeTable(context).patch(volume.id, { status: "deleting", updated: context.now() });
  volumeTable(context).deleteLater(volume.id, workMs);
  return { status: 202 };
}

function metadata(call: CinderCall, volume: VolumeRow, key: string | undefined): SimAnswer {
  const { method, body } = call.request;
  const set = (next: Record<string, string>): void =>
    volumeTable(call.context).patch(volume.id, { metadata: next, updated: call.context.now() });
  if (key === undefined) {
    if (method === "GET") return { status: 200, body: { metadata: volume.metadata } };
    const given = stringsOf(body["metadata"]);
    const next = method === "PUT" ? given : { ...volume.metadata, ...given };
    set(next);
    return { status: 200, body: { metadata: next } };
  }
  if (method === "PUT") {
    const meta = stringsOf(body["meta"]);
    set({ ...volume.metadata, ...meta });
    return { status: 200, body: { meta } };
  }
  if (volume.metadata[key] === undefined)
    throw new SimFault(404, `Volume ${volume.id} has no metadata with key ${key}.`);
  if (method === "GET") return { status: 200, body: { meta: { [key]: volume.metadata[key] } } };
  const { [key]: _removed, ...kept } = volume.metadata;
  set(kept);
  return { status: 200 };
}

/** `/volumes` and everything below it. */
export function volumes(call: CinderCall): SimAnswer {
  const { method } = call.request;
  const [id, part, key] = call.rest;
  if (id === undefined) return method === "POST" ? create(call) : list(call, false);
  if (id === "detail") return list(call, true);
  if (id === "summary") return { status: 200, body: { "volume-summary": { total_size: 0, total_count: 0 } } };
  const volume = findVolume(call, id);
  if (part === "action") return volumeAction(call, volume);
  if (part === "metadata") return metadata(call, volume, key);
  if (part !== undefined) return noSuchPath();
  if (method === "GET") return { status: 200, body: { volume: fullView(call, volume) } };
  if (method === "PUT") return update(call, volume);
  if (method === "DELETE") return remove(call, volume);
  return noSuchPath();
}
