import { type SimAnswer, SimFault } from "../service.ts";
import { objectOf, textOf } from "../wire.ts";
import { type GlanceCall, requireOwner } from "./call.ts";
import { dataTable, digestOf, type ImageRow, imageTable } from "./image-row.ts";

const KEPT_BYTES = 64 * 1024;

function keep(call: GlanceCall, id: string): void {
  const { raw } = call.request;
  if (raw.byteLength <= KEPT_BYTES) dataTable(call.context).put({ id, base64: Buffer.from(raw).toString("base64") });
}

/** `/images/{id}/file`: upload and download. */
export function imageFile(call: GlanceCall, image: ImageRow): SimAnswer {
  if (call.request.method === "PUT") {
    requireOwner(call, image);
    if (image.status !== "queued")
      throw new SimFault(409, `Image status transition from ${image.status} to saving is not allowed`);
    if (image.disk_format === null || image.container_format === null)
      throw new SimFault(400, "Properties disk_format, container_format must be set prior to saving data.");
    keep(call, image.id);
    imageTable(call.context).patch(image.id, {
      status: "active",
      ...digestOf(call.request.raw),
      updated: call.context.now(),
    });
    return { status: 204 };
  }
  if (image.status === "deactivated" && !call.caller.isAdmin)
    throw new SimFault(403, "The requested image has been deactivated. Image data download is forbidden.");
  const data = dataTable(call.context).get(image.id);
  if (image.status !== "active" || data === undefined) return { status: 204 };
  const headers = {
    "content-type": "application/octet-stream",
    ...(image.checksum === null ? {} : { "content-md5": image.checksum }),
  };
  return { status: 200, headers, body: Buffer.from(data.base64, "base64") };
}

/** `PUT /images/{id}/stage`: bytes to be imported by `glance-direct`. */
export function stageImage(call: GlanceCall, image: ImageRow): SimAnswer {
  requireOwner(call, image);
  if (image.status !== "queued")
    throw new SimFault(409, `Image status transition from ${image.status} to uploading is not allowed`);
  keep(call, image.id);
  imageTable(call.context).patch(image.id, {
    status: "uploading",
    staged: true,
    ...digestOf(call.request.raw),
    updated: call.context.now(),
  });
  return { status: 204 };
}

/** `POST /images/{id}/import`: importing at once, active after `glance.import`. */
export function importImage(call: GlanceCall, image: ImageRow): SimAnswer {
  requireOwner(call, image);
  const method = objectOf(call.request.body["method"]);
  const name = textOf(method["name"]);
  const workMs = call.context.duration("glance.import");
  const done = { status: "active", staged: false, updated: call.context.now() + workMs };
  if (name === "glance-direct") {
    if (!image.staged) throw new SimFault(409, "Image needs to be staged before 'glance-direct' method can be used");
    imageTable(call.context).patch(image.id, { status: "importing" });
    imageTable(call.context).later(image.id, workMs, done);
    return { status: 202 };
  }
  if (name !== "web-download") throw new SimFault(400, `Unknown import method name '${String(name)}'.`);
  const uri = textOf(method["uri"]) ?? "";
  if (!/^https?:\/\/[^/]+/.test(uri)) throw new SimFault(400, `URI for web-download does not pass filtering: ${uri}`);
  if (image.status !== "queued")
    throw new SimFault(409, `Image needs to be in 'queued' state to use 'web-download' method`);
  if (image.disk_format === null || image.container_format === null)
    throw new SimFault(400, "'disk_format' needs to be set before import");
  // Nothing is fetched: the image's bytes are its address.
  imageTable(call.context).patch(image.id, { status: "importing" });
  imageTable(call.context).later(image.id, workMs, { ...done, ...digestOf(Buffer.from(uri)) });
  return { status: 202 };
}
