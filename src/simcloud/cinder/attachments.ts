import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { microTime, objectOf, textOf } from "../wire.ts";
import { type CinderCall, noSuchPath, projectTest } from "./call.ts";
import { attach, detach, type VolumeAttachment, type VolumeRow, volumeTable } from "./volume-row.ts";

function view(volume: VolumeRow, attachment: VolumeAttachment): Json {
  return {
    id: attachment.attachmentId,
    status: "attached",
    instance: attachment.serverId,
    volume_id: volume.id,
    attached_at: microTime(attachment.attachedAt),
    detached_at: null,
    attach_mode: "rw",
    connection_info: {},
  };
}

function create(call: CinderCall): SimAnswer {
  const given = objectOf(call.request.body["attachment"]);
  const volumeId = textOf(given["volume_uuid"]) ?? "";
  const volume = volumeTable(call.context).get(volumeId);
  if (volume === undefined || volume.projectId !== call.caller.projectId)
    throw new SimFault(404, `Volume ${volumeId} could not be found.`);
  if (volume.status !== "available")
    throw new SimFault(
      400,
      `Invalid volume: Volume ${volumeId} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  const attachment = {
    attachmentId: call.context.uuid(),
    serverId: textOf(given["instance_uuid"]) ?? "",
    device: "/dev/vdb",
  };
  attach(call.context, volumeId, attachment, call.context.duration("cinder.attach"));
  return {
    status: 200,
    body: {
      attachment: {
        ...view(volume, { ...attachment, attachedAt: call.context.now() }),
        status: "reserved",
        attached_at: null,
      },
    },
  };
}

/** `/attachments`, from microversion 3.27: what volumes are attached to. */
export function attachments(call: CinderCall): SimAnswer {
  if (call.version < 27) return noSuchPath();
  const { method } = call.request;
  const [id] = call.rest;
  if (id === undefined && method === "POST") return create(call);
  const all = volumeTable(call.context)
    .list()
    .filter(projectTest(call))
    .flatMap((volume) => volume.attachments.map((attachment) => ({ volume, attachment })));
  if (id === undefined || id === "detail")
    return { status: 200, body: { attachments: all.map(({ volume, attachment }) => view(volume, attachment)) } };
  const found = all.find(({ attachment }) => attachment.attachmentId === id);
  if (found === undefined)
    throw new SimFault(404, `Volume attachment could not be found with filter: attachment_id = ${id}.`);
  if (method === "DELETE") {
    detach(call.context, found.volume.id, found.attachment.serverId, {
      workMs: call.context.duration("cinder.detach"),
      deleteAfter: false,
    });
    return { status: 200, body: { attachments: [] } };
  }
  return { status: 200, body: { attachment: view(found.volume, found.attachment) } };
}
