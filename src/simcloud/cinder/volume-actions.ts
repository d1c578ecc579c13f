import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { integerOf, objectOf, stringsOf, textOf, truthOf } from "../wire.ts";
import { type CinderCall, requireAdmin } from "./call.ts";
import { newImage } from "../glance/image-row.ts";
import { checkQuota } from "./quotas.ts";
import { findType } from "./types.ts";
import { attach, detach, type VolumeRow, volumeTable, workOn } from "./volume-row.ts";

type Action = (call: CinderCall, volume: VolumeRow, argument: Json) => SimAnswer;

const accepted: SimAnswer = { status: 202 };

const extend: Action = (call, volume, argument) => {
  const size = integerOf(argument["new_size"]);
  if (size === undefined)
    throw new SimFault(400, `Invalid input for field/attribute new_size. Value: ${String(argument["new_size"])}.`);
  const attachedToo = call.version >= 42 && volume.status === "in-use";
  if (volume.status !== "available" && !attachedToo)
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volume.id} status must be '{'status': 'available'}' to extend, currently ${volume.status}.`,
    );
  if (size <= volume.size)
    throw new SimFault(
      400,
      `Invalid input received: New size for extend must be greater than current size. (current: ${volume.size}, extended: ${size}).`,
    );
  checkQuota(call.context, volume.projectId, undefined, size - volume.size);
  workOn(call.context, volume.id, {
    workMs: call.context.duration("cinder.extend"),
    during: { status: "extending" },
    after: { status: volume.status, size },
  });
  return accepted;
};

const retype: Action = (call, volume, argument) => {
  const type = findType(call.context, textOf(argument["new_type"]));
  if (volume.status !== "available" && volume.status !== "in-use")
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volume.id} status must be available or in-use to retype, but current status is: ${volume.status}.`,
    );
  if (type === undefined || type.id === volume.typeId)
    throw new SimFault(400, `Invalid input received: Retype requires a new volume type.`);
  workOn(call.context, volume.id, {
    workMs: call.context.duration("cinder.retype"),
    during: { status: "retyping" },
    after: { status: volume.status, typeId: type.id },
  });
  return accepted;
};

function change(fields: (argument: Json) => Partial<VolumeRow>, status: number): Action {
  return (call, volume, argument) => {
    volumeTable(call.context).patch(volume.id, { ...fields(argument), updated: call.context.now() });
    return { status };
  };
}

const attachAction: Action = (call, volume, argument) => {
  if (volume.status !== "available" && volume.status !== "reserved" && volume.status !== "attaching")
    throw new SimFault(
      400,
      `Invalid volume: volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
  const serverId = textOf(argument["instance_uuid"]) ?? "";
  attach(
    call.context,
    volume.id,
    { attachmentId: call.context.uuid(), serverId, device: textOf(argument["mountpoint"]) ?? "/dev/vdb" },
    call.context.duration("cinder.attach"),
  );
  return accepted;
};

const detachAction: Action = (call, volume, argument) => {
  const attachment =
    volume.attachments.find((item) => item.attachmentId === argument["attachment_id"]) ?? volume.attachments[0];
  detach(call.context, volume.id, attachment?.serverId ?? "", {
    workMs: call.context.duration("cinder.detach"),
    deleteAfter: false,
  });
  return accepted;
};

const resetStatus: Action = (call, volume, argument) => {
  requireAdmin(call, "volume_extension:volume_admin_actions:reset_status");
  const status = textOf(argument["status"]) ?? volume.status;
  const attachments = argument["attach_status"] === "detached" ? [] : volume.attachments;
  volumeTable(call.context).patch(volume.id, { status, attachments, updated: call.context.now() });
  return accepted;
};

const forceDelete: Action = (call, volume) => {
  requireAdmin(call, "volume_extension:volume_admin_actions:force_delete");
  workOn(call.context, volume.id, { workMs: 0, during: { status: "deleting" }, after: {} });
  volumeTable(call.context).deleteLater(volume.id, call.context.duration("cinder.delete"));
  return accepted;
};

const uploadImage: Action = (call, volume, argument) => {
  const { context } = call;
  if (volume.status !== "available" && !truthOf(argument["force"]))
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
  const name = textOf(argument["image_name"]) ?? "";
  const diskFormat = textOf(argument["disk_format"]) ?? "raw";
  const containerFormat = textOf(argument["container_format"]) ?? "bare";
  const image = newImage(context, {
    name,
    owner: call.caller.projectId,
    visibility: "shared",
    disk_format: diskFormat,
    container_format: containerFormat,
    min_disk: 0,
    status: "queued",
    properties: {},
  });
  const workMs = context.duration("nova.snapshot");
  const size = volume.size * 1024 ** 3;
  context
    .table<typeof image>("glance.images")
    .later(image.id, workMs, { status: "active", size, virtual_size: size, updated: context.now() + workMs });
  workOn(context, volume.id, { workMs, during: { status: "uploading" }, after: { status: volume.status } });
  const body = {
    id: volume.id,
    status: "uploading",
    size: volume.size,
    image_id: image.id,
    image_name: name,
    disk_format: diskFormat,
    container_format: containerFormat,
    display_description: volume.description,
  };
  return { status: 202, body: { "os-volume_upload_image": body } };
};

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["os-extend", extend],
  ["os-retype", retype],
  ["os-set_bootable", change((argument) => ({ bootable: truthOf(argument["bootable"]) }), 200)],
  ["os-update_readonly_flag", change((argument) => ({ readonly: truthOf(argument["readonly"]) }), 202)],
  ["os-set_image_metadata", change((argument) => ({ imageMetadata: stringsOf(argument["metadata"]) }), 200)],
  ["os-reserve", change(() => ({ status: "attaching" }), 202)],
  ["os-unreserve", change(() => ({ status: "available" }), 202)],
  ["os-begin_detaching", change(() => ({ status: "detaching" }), 202)],
  ["os-roll_detaching", change(() => ({ status: "in-use" }), 202)],
  ["os-attach", attachAction],
  ["os-detach", detachAction],
  ["os-reset_status", resetStatus],
  ["os-force_delete", forceDelete],
  ["os-volume_upload_image", uploadImage],
]);

/** `POST /volumes/{id}/action`. */
export function volumeAction(call: CinderCall, volume: VolumeRow): SimAnswer {
  const [name, argument] = Object.entries(call.request.body)[0] ?? ["", undefined];
  const action = actions.get(name);
  if (action === undefined) throw new SimFault(400, `There is no such action: ${name}`);
  return action(call, volume, objectOf(argument));
}
