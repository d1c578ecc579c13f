import { newVolume, type NewVolume } from "../cinder/new-volume.ts";
import { attach, volumeTable } from "../cinder/volume-row.ts";
import { type Json, SimFault } from "../service.ts";
import { integerOf, listOf, objectOf, textOf, truthOf } from "../wire.ts";
import type { NovaCall } from "./call.ts";
import { volumeUseTable } from "./devices.ts";

/** A block device that a new server asks for. */
export interface WantedDevice {
  readonly source: string;
  readonly destination: string;
  readonly uuid: string | undefined;
  readonly sizeGiB: number | undefined;
  readonly bootIndex: number | undefined;
  readonly device: string | undefined;
  readonly tag: string | null;
  readonly volumeType: string | undefined;
  readonly deleteOnTermination: boolean;
}

function fromVersion2(given: Json): WantedDevice {
  const source = textOf(given["source_type"]) ?? "blank";
  return {
    source,
    destination:
      textOf(given["destination_type"]) ?? (source === "volume" || source === "snapshot" ? "volume" : "local"),
    uuid: textOf(given["uuid"]),
    sizeGiB: integerOf(given["volume_size"]),
    bootIndex: integerOf(given["boot_index"]),
    device: textOf(given["device_name"]),
    tag: textOf(given["tag"]) ?? null,
    volumeType: textOf(given["volume_type"]),
    deleteOnTermination: truthOf(given["delete_on_termination"]),
  };
}

function fromVersion1(given: Json, imageRef: string): WantedDevice {
  const device = textOf(given["device_name"]);
  const source = given["snapshot_id"] === undefined ? "volume" : "snapshot";
  return {
    source,
    destination: "volume",
    uuid: textOf(given["volume_id"]) ?? textOf(given["snapshot_id"]),
    sizeGiB: integerOf(given["volume_size"]),
    // As Nova: the old form has no boot index; its device vda boots where there is no image.
    bootIndex: imageRef === "" && (device === "vda" || device === "/dev/vda") ? 0 : undefined,
    device,
    tag: null,
    volumeType: undefined,
    deleteOnTermination: truthOf(given["delete_on_termination"]),
  };
}

/** The block devices that the body of a new server names, checked against Cinder; refuses with 400. */
export function wantedDevices(call: NovaCall, server: Json, imageRef: string): WantedDevice[] {
  const version2 = listOf(server["block_device_mapping_v2"]).map((item) => fromVersion2(objectOf(item)));
  const devices = [
    ...version2,
    ...listOf(server["block_device_mapping"]).map((item) => fromVersion1(objectOf(item), imageRef)),
  ];
  for (const device of devices) {
    if (device.source !== "volume") continue;
    const id = device.uuid ?? "";
    const volume = volumeTable(call.context).get(id);
    if (volume === undefined || volume.projectId !== call.caller.projectId)
      throw new SimFault(400, `Block Device Mapping is Invalid: failed to get volume ${id}.`);
    if (volume.status !== "available" && !(volume.multiattach && volume.status === "in-use"))
      throw new SimFault(
        400,
        `Invalid volume: volume '${id}' status must be 'available'. Currently in '${volume.status}'`,
      );
  }
  return devices;
}

/** The next free device name of a server: vda is the root disk's. */
export function nextDeviceName(taken: readonly string[], root: boolean): string {
  for (const letter of root ? "abcdefghijklmnopqrstuvwxyz" : "bcdefghijklmnopqrstuvwxyz")
    if (!taken.includes(`/dev/vd${letter}`)) return `/dev/vd${letter}`;
  throw new SimFault(403, "The maximum allowed number of disk devices is reached.");
}

function sourceOf({ source, uuid, sizeGiB, volumeType }: WantedDevice): NewVolume {
  return {
    name: "",
    size: sizeGiB,
    type: volumeType,
    imageId: source === "image" ? uuid : undefined,
    snapshotId: source === "snapshot" ? uuid : undefined,
  };
}

/** Makes the volumes that a new server wants and attaches them all, `bootMs` from now. */
export function attachWanted(call: NovaCall, serverId: string, devices: readonly WantedDevice[], bootMs: number): void {
  const names: string[] = [];
  for (const wanted of devices) {
    if (wanted.destination !== "volume") continue;
    const volumeId =
      wanted.source === "volume" ? (wanted.uuid ?? "") : newVolume(call.context, call.caller, sourceOf(wanted)).id;
    const asked =
      wanted.device === undefined || wanted.device.startsWith("/dev/") ? wanted.device : `/dev/${wanted.device}`;
    const device = asked ?? nextDeviceName(names, wanted.bootIndex === 0);
    names.push(device);
    use(call, { serverId, volumeId, device, tag: wanted.tag, deleteOnTermination: wanted.deleteOnTermination }, bootMs);
    // A volume made for the server is not free in between.
    const createMs = call.context.duration("cinder.create");
    if (wanted.source !== "volume" && createMs < bootMs)
      volumeTable(call.context).later(volumeId, createMs, { status: "reserved" });
  }
}

/** Records that a server uses a volume and has Cinder attach it. */
export function use(
  call: NovaCall,
  to: { serverId: string; volumeId: string; device: string; tag: string | null; deleteOnTermination: boolean },
  workMs: number,
): void {
  const attachmentId = call.context.uuid();
  volumeUseTable(call.context).put({
    id: `${to.serverId}:${to.volumeId}`,
    ...to,
    attachmentId,
    bdmId: call.context.uuid(),
  });
  attach(call.context, to.volumeId, { attachmentId, serverId: to.serverId, device: to.device }, workMs);
}
