import { detach, volumeTable } from "../cinder/volume-row.ts";
import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { objectOf, textOf, truthOf } from "../wire.ts";
import { nextDeviceName, use } from "./block-devices.ts";
import { type NovaCall, noSuchPath } from "./call.ts";
import { devicesOf, type VolumeUse, volumeUseTable } from "./devices.ts";
import type { ServerRow } from "./server-row.ts";

function view(call: NovaCall, attachment: Readonly<VolumeUse>): Json {
  return {
    ...(call.version < 89 ? { id: attachment.volumeId } : {}),
    volumeId: attachment.volumeId,
    serverId: attachment.serverId,
    device: attachment.device,
    ...(call.version >= 70 ? { tag: attachment.tag } : {}),
    ...(call.version >= 79 ? { delete_on_termination: attachment.deleteOnTermination } : {}),
    ...(call.version >= 89 ? { attachment_id: attachment.attachmentId, bdm_uuid: attachment.bdmId } : {}),
  };
}

function attachVolume(call: NovaCall, server: ServerRow, uses: readonly Readonly<VolumeUse>[]): SimAnswer {
  const given = objectOf(call.request.body["volumeAttachment"]);
  const volumeId = textOf(given["volumeId"]);
  if (volumeId === undefined)
    throw new SimFault(400, "Invalid input for field/attribute volumeAttachment. 'volumeId' is a required property");
  const able = ["active", "paused", "stopped", "suspended", "resized", "shelved", "shelved_offloaded"].includes(
    server.vmState,
  );
  if (!able || server.taskState !== null)
    throw new SimFault(409, `Cannot 'attach_volume' instance ${server.id} while it is in vm_state ${server.vmState}`);
  const volume = volumeTable(call.context).get(volumeId);
  if (volume === undefined || (volume.projectId !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(404, `Volume ${volumeId} could not be found.`);
  if (uses.some((attachment) => attachment.volumeId === volumeId))
    throw new SimFault(400, `Invalid volume: volume ${volumeId} is already attached to instance ${server.id}`);
  if (volume.status !== "available" && !(volume.multiattach && volume.status === "in-use"))
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volumeId} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  // As Nova: the asked device name is a hint that the hypervisor need not follow.
  const device = nextDeviceName(
    uses.map((attachment) => attachment.device),
    false,
  );
  const to = {
    serverId: server.id,
    volumeId,
    device,
    tag: textOf(given["tag"]) ?? null,
    deleteOnTermination: truthOf(given["delete_on_termination"]),
  };
  use(call, to, call.context.duration("cinder.attach"));
  const made = volumeUseTable(call.context).get(`${server.id}:${volumeId}`);
  const body = made === undefined ? {} : view({ ...call, version: Math.min(call.version, 88) }, made);
  return { status: 200, body: { volumeAttachment: body } };
}

function detachVolume(call: NovaCall, server: ServerRow, attachment: Readonly<VolumeUse>): SimAnswer {
  const { context } = call;
  if (
    !["active", "paused", "stopped", "suspended", "resized", "shelved", "shelved_offloaded"].includes(server.vmState) ||
    server.taskState !== null
  )
    throw new SimFault(409, `Cannot 'detach_volume' instance ${server.id} while it is in vm_state ${server.vmState}`);
  if (server.imageId === null && attachment.device === "/dev/vda")
    throw new SimFault(403, "Cannot detach a root device volume");
  const volume = volumeTable(context).get(attachment.volumeId);
  if (volume !== undefined && volume.status !== "in-use")
    throw new SimFault(
      400,
      `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400)`,
    );
  const workMs = context.duration("cinder.detach");
  detach(context, attachment.volumeId, server.id, { workMs, deleteAfter: false });
  volumeUseTable(context).deleteLater(attachment.id, workMs);
  return { status: 202 };
}

/** `/servers/{id}/os-volume_attachments`. */
export function volumeAttachments(call: NovaCall, server: ServerRow): SimAnswer {
  const { method, body } = call.request;
  const uses = devicesOf(call.context, server.id).volumes.get(server.id) ?? [];
  const volumeId = call.rest[2];
  if (volumeId === undefined) {
    if (method === "POST") return attachVolume(call, server, uses);
    return { status: 200, body: { volumeAttachments: uses.map((attachment) => view(call, attachment)) } };
  }
  const attachment = uses.find((candidate) => candidate.volumeId === volumeId);
  if (attachment === undefined)
    throw new SimFault(404, `Volume attachment of volume ${volumeId} to instance ${server.id} could not be found.`);
  if (method === "GET") return { status: 200, body: { volumeAttachment: view(call, attachment) } };
  if (method === "PUT") {
    const flag = objectOf(body["volumeAttachment"])["delete_on_termination"];
    if (flag !== undefined) volumeUseTable(call.context).patch(attachment.id, { deleteOnTermination: truthOf(flag) });
    return { status: 202 };
  }
  if (method !== "DELETE") return noSuchPath();
  return detachVolume(call, server, attachment);
}
