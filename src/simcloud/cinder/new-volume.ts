import { type Caller, type SimContext, SimFault, type SimObject } from "../service.ts";
import { checkQuota } from "./quotas.ts";
import type { SnapshotRow } from "./snapshots.ts";
import { findType } from "./types.ts";
import { type VolumeRow, volumeTable } from "./volume-row.ts";

/** What a new volume shall be. */
export interface NewVolume {
  readonly name: string | null;
  readonly description?: string | null;
  readonly size: number | undefined;
  readonly type?: string | undefined;
  readonly imageId?: string | undefined;
  readonly snapshotId?: string | undefined;
  readonly sourceVolumeId?: string | undefined;
  readonly metadata?: Record<string, string>;
  readonly multiattach?: boolean;
}

interface ImageRow extends SimObject {
  name: string | null;
  status: string;
  size: number | null;
  min_disk: number;
  min_ram: number;
  checksum: string | null;
  disk_format: string | null;
  container_format: string | null;
}

function imageOf(context: SimContext, id: string): ImageRow {
  const image = context.table<ImageRow>("glance.images").get(id);
  if (image === undefined) throw new SimFault(400, "Invalid image identifier or unable to access requested image.");
  if (image.status !== "active") throw new SimFault(400, `Invalid input received: Image ${id} is not active.`);
  return image;
}

function imageMetadataOf(image: ImageRow): Record<string, string> {
  return {
    signature_verified: "False",
    image_id: image.id,
    image_name: image.name ?? "",
    checksum: image.checksum ?? "",
    container_format: image.container_format ?? "",
    disk_format: image.disk_format ?? "",
    min_disk: String(image.min_disk),
    min_ram: String(image.min_ram),
    size: String(image.size ?? 0),
  };
}

function sourceSize(what: string, size: number, asked: number | undefined): number {
  if (asked !== undefined && asked < size)
    throw new SimFault(
      400,
      `Invalid input received: Volume size '${asked}'GB cannot be smaller than the ${what} size ${size}GB. They must be >= original ${what} size.`,
    );
  return asked ?? size;
}

function sourceVolume(context: SimContext, caller: Caller, id: string): VolumeRow {
  const volume = volumeTable(context).get(id);
  if (volume === undefined || volume.projectId !== caller.projectId)
    throw new SimFault(404, `Volume ${id} could not be found.`);
  if (volume.status !== "available" && volume.status !== "in-use")
    throw new SimFault(400, `Invalid volume: Volume ${id} is not available.`);
  return volume;
}

function sourceSnapshot(context: SimContext, caller: Caller, id: string): SnapshotRow {
  const snapshot = context.table<SnapshotRow>("cinder.snapshots").get(id);
  if (snapshot === undefined || snapshot.projectId !== caller.projectId)
    throw new SimFault(404, `Snapshot ${id} could not be found.`);
  if (snapshot.status !== "available")
    throw new SimFault(400, `Invalid snapshot: Originating snapshot status must be one of 'available' values`);
  return snapshot;
}

/** Makes a volume: creating at once, available after `cinder.create`. */
export function newVolume(context: SimContext, caller: Caller, wanted: NewVolume): VolumeRow {
  const type = findType(context, wanted.type);
  const image = wanted.imageId === undefined ? undefined : imageOf(context, wanted.imageId);
  const snapshot = wanted.snapshotId === undefined ? undefined : sourceSnapshot(context, caller, wanted.snapshotId);
  const original =
    wanted.sourceVolumeId === undefined ? undefined : sourceVolume(context, caller, wanted.sourceVolumeId);
  let size = wanted.size;
  if (snapshot !== undefined) size = sourceSize("snapshot", snapshot.size, size);
  if (original !== undefined) size = sourceSize("source volume", original.size, size);
  if (size === undefined)
    throw new SimFault(
      400,
      "The server could not comply with the request since it is either malformed or otherwise incorrect.",
    );
  if (size < 1)
    throw new SimFault(400, `Invalid input received: Volume size '${size}' must be an integer and greater than 0`);
  if (image !== undefined && size < image.min_disk)
    throw new SimFault(
      400,
      `Invalid input received: Volume size ${size}GB cannot be smaller than the image minDisk size ${image.min_disk}GB.`,
    );
  if (image !== undefined && size * 1024 ** 3 < (image.size ?? 0))
    throw new SimFault(
      400,
      `Invalid input received: Size of specified image ${Math.ceil((image.size ?? 0) / 1024 ** 3)}GB is larger than volume size ${size}GB.`,
    );
  checkQuota(context, caller.projectId, "volumes", size);
  const imageMetadata =
    image !== undefined ? imageMetadataOf(image) : (original?.imageMetadata ?? snapshot?.imageMetadata ?? null);
  const volume: VolumeRow = {
    id: context.uuid(),
    name: wanted.name,
    description: wanted.description ?? null,
    status: "creating",
    size,
    projectId: caller.projectId,
    userId: caller.userId,
    created: context.now(),
    updated: null,
    typeId: type?.id ?? null,
    snapshotId: wanted.snapshotId ?? null,
    sourceVolumeId: wanted.sourceVolumeId ?? null,
    zone: "nova",
    metadata: wanted.metadata ?? {},
    imageMetadata,
    bootable: false,
    multiattach: wanted.multiattach ?? false,
    readonly: false,
    attachments: [],
  };
  volumeTable(context).put(volume);
  const workMs = context.duration("cinder.create");
  const outcome: Partial<VolumeRow> =
    volume.metadata["simulate"] === "error"
      ? { status: "error" }
      : { status: "available", bootable: imageMetadata !== null };
  volumeTable(context).later(volume.id, workMs, { ...outcome, updated: context.now() + workMs });
  return volume;
}
