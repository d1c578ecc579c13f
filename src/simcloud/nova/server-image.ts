import { newImage } from "../glance/image-row.ts";
import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { stringsOf, textOf } from "../wire.ts";
import type { NovaCall } from "./call.ts";
import { type ServerRow, work } from "./server-row.ts";

/** The action `createImage`: an image in Glance, active when the snapshot is done. */
export function createImage(call: NovaCall, server: ServerRow, argument: Json): SimAnswer {
  const name = textOf(argument["name"]);
  if (name === undefined || name === "")
    throw new SimFault(400, "Invalid input for field/attribute createImage. 'name' is a required property");
  const { context } = call;
  const workMs = context.duration("nova.snapshot");
  const properties = {
    ...stringsOf(argument["metadata"]),
    image_type: "snapshot",
    instance_uuid: server.id,
    base_image_ref: server.imageId ?? "",
  };
  const image = newImage(context, {
    name,
    owner: server.projectId,
    visibility: "private",
    disk_format: "raw",
    container_format: "bare",
    min_disk: server.flavor.disk,
    status: "queued",
    properties,
  });
  const size = server.flavor.disk * 1024 ** 3;
  context
    .table<typeof image>("glance.images")
    .later(image.id, workMs, { status: "active", size, virtual_size: size, updated: context.now() + workMs });
  work(context, server, { workMs, during: { taskState: "image_snapshot" }, after: {} });
  if (call.version >= 45) return { status: 202, body: { image_id: image.id } };
  return { status: 202, headers: { location: `${context.endpoint("image")}/v2/images/${image.id}` } };
}
