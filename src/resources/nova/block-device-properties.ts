import type { CloudObject } from "#cloud/collection.ts";
import { boolean, integer, map, string } from "#schema/property.ts";
import type { Values } from "#schema/property.ts";

const former = {
  device_name: string("Name of the device, e.g. vda.", { required: true }),
  volume_id: string("The volume.", { names: "cinder.volume" }),
  snapshot_id: string("Snapshot to make a volume from.", { names: "cinder.snapshot" }),
  volume_size: integer("Size of that volume, in GiB."),
  delete_on_termination: boolean("Whether it is deleted with the server."),
};

const keys = {
  device_name: string("Name of the device, e.g. vda."),
  volume_id: string("A volume.", { names: "cinder.volume" }),
  image: string("Image to make a volume from.", { names: "glance.image", since: "7.0.0" }),
  snapshot_id: string("Snapshot to make a volume from.", { names: "cinder.snapshot" }),
  swap_size: integer("Size of a swap disk, in MiB."),
  ephemeral_size: integer("Size of a disk that lives with the server, in GiB.", { range: { min: 1 }, since: "8.0.0" }),
  ephemeral_format: string("Format of that disk.", { oneOf: ["ext2", "ext3", "ext4", "xfs", "ntfs"], since: "8.0.0" }),
  device_type: string("Kind of device.", { oneOf: ["cdrom", "disk"] }),
  disk_bus: string("Bus that it is on.", { oneOf: ["ide", "lame_bus", "sata", "scsi", "usb", "virtio"] }),
  boot_index: integer("Its place in the order of booting; below zero for never."),
  volume_size: integer("Size of the volume, in GiB."),
  delete_on_termination: boolean("Whether it is deleted with the server."),
  volume_type: string("Type of the volume.", { names: "cinder.vtype", since: "26.0.0" }),
};

/** A disk of a server in the old form. */
export const formerBlockDevice = map(former, "A disk.");

/** A disk of a server. */
export const blockDevice = map(keys, "A disk.");

/** A disk as the template gives it. */
export type BlockDevice = Values<typeof keys>;

const passedOn = [
  "device_name",
  "device_type",
  "disk_bus",
  "boot_index",
  "volume_size",
  "delete_on_termination",
  "volume_type",
] as const;

function source(device: BlockDevice): CloudObject {
  const { volume_id, snapshot_id, image, swap_size, ephemeral_size, ephemeral_format } = device;
  if (volume_id) return { source_type: "volume", destination_type: "volume", uuid: volume_id, boot_index: 0 };
  if (snapshot_id) return { source_type: "snapshot", destination_type: "volume", uuid: snapshot_id, boot_index: 0 };
  if (image) return { source_type: "image", destination_type: "volume", uuid: image, boot_index: 0 };
  const local = { source_type: "blank", destination_type: "local", boot_index: -1, delete_on_termination: true };
  if (swap_size) return { ...local, guest_format: "swap", volume_size: swap_size };
  if (ephemeral_size)
    return { ...local, volume_size: ephemeral_size, ...(ephemeral_format && { guest_format: ephemeral_format }) };
  return { source_type: "blank", destination_type: "volume", boot_index: -1 };
}

/** A disk as Nova wants it. */
export function blockDeviceToSend(device: BlockDevice): CloudObject {
  const given = passedOn.filter((key) => device[key] !== undefined && device[key] !== null);
  return {
    ...source(device),
    delete_on_termination: source(device).delete_on_termination ?? false,
    ...Object.fromEntries(given.map((key) => [key, device[key]])),
  };
}
