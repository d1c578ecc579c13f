import { type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";

/** A server that a volume is attached to. */
export interface VolumeAttachment {
  attachmentId: string;
  serverId: string;
  device: string;
  attachedAt: number;
}

/** A volume as it is kept. */
export interface VolumeRow extends SimObject {
  name: string | null;
  description: string | null;
  status: string;
  size: number;
  projectId: string;
  userId: string;
  created: number;
  updated: number | null;
  typeId: string | null;
  snapshotId: string | null;
  sourceVolumeId: string | null;
  zone: string;
  metadata: Record<string, string>;
  imageMetadata: Record<string, string> | null;
  bootable: boolean;
  multiattach: boolean;
  readonly: boolean;
  attachments: VolumeAttachment[];
}

/** Cinder's table of volumes. */
export function volumeTable(context: SimContext): Table<VolumeRow> {
  return context.table<VolumeRow>("cinder.volumes");
}

/** Work on a volume: what holds while it lasts, and then. */
export interface VolumeWork {
  readonly workMs: number;
  readonly during: Partial<VolumeRow>;
  readonly after: Partial<VolumeRow>;
}

/** Moves a volume to a state for as long as some work takes, and then to another. */
export function workOn(context: SimContext, id: string, { workMs, during, after }: VolumeWork): void {
  volumeTable(context).patch(id, { ...during, updated: context.now() });
  volumeTable(context).later(id, workMs, { ...after, updated: context.now() + workMs });
}

/** Attaches a volume: reserved at once, in-use `workMs` later. */
export function attach(
  context: SimContext,
  id: string,
  to: Omit<VolumeAttachment, "attachedAt">,
  workMs: number,
): void {
  const volume = volumeTable(context).get(id);
  if (volume === undefined) throw new SimFault(404, `Volume ${id} could not be found.`);
  const attachments = [...volume.attachments, { ...to, attachedAt: context.now() + workMs }];
  workOn(context, id, { workMs, during: { status: "reserved" }, after: { status: "in-use", attachments } });
}

/** Detaches a volume from a server: detaching at once, `workMs` later available again, or deleted. */
export function detach(
  context: SimContext,
  id: string,
  serverId: string,
  { workMs, deleteAfter }: { workMs: number; deleteAfter: boolean },
): void {
  const volume = volumeTable(context).get(id);
  if (volume === undefined) return;
  const attachments = volume.attachments.filter((attachment) => attachment.serverId !== serverId);
  const status = deleteAfter ? "deleting" : attachments.length === 0 ? "available" : "in-use";
  const during = volume.status === "in-use" ? { status: "detaching" } : {};
  workOn(context, id, { workMs, during: during, after: { status, attachments } });
  if (deleteAfter) volumeTable(context).deleteLater(id, workMs + context.duration("cinder.delete"));
}
