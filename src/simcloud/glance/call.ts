import { isoSeconds } from "#lib/time.ts";
import { type Caller, type Json, type SimContext, SimFault, type SimObject, type SimRequest } from "../service.ts";
import { type ImageRow, imageTable } from "./image-row.ts";

/** One request to Glance with what its collections need to answer it. */
export interface GlanceCall {
  readonly request: SimRequest;
  readonly context: SimContext;
  readonly caller: Caller;
  /** Path segments behind the collection's name. */
  readonly rest: readonly string[];
}

/** A project that an image is shared with. */
export interface MemberRow extends SimObject {
  imageId: string;
  memberId: string;
  status: string;
  created: number;
  updated: number;
}

/** Whether the caller may see an image by its id. */
export function mayShow(call: GlanceCall, image: Readonly<ImageRow>): boolean {
  if (call.caller.isAdmin || image.owner === call.caller.projectId) return true;
  if (image.visibility === "public" || image.visibility === "community") return true;
  return (
    image.visibility === "shared" &&
    call.context.table<MemberRow>("glance.members").get(`${image.id}:${call.caller.projectId}`) !== undefined
  );
}

/** The image of that id if the caller may see it; refuses with 404. */
export function findImage(call: GlanceCall, id: string): ImageRow {
  const image = imageTable(call.context).get(id);
  if (image === undefined || !mayShow(call, image)) throw new SimFault(404, `No image found with ID ${id}`);
  return image;
}

/** Refuses callers to whom the image does not belong. */
export function requireOwner(call: GlanceCall, image: ImageRow): void {
  if (!call.caller.isAdmin && image.owner !== call.caller.projectId)
    throw new SimFault(403, "You are not authorized to complete this action.");
}

/** An image as Glance shows it. */
export function imageView(image: Readonly<ImageRow>): Json {
  return {
    ...image.properties,
    name: image.name,
    disk_format: image.disk_format,
    container_format: image.container_format,
    visibility: image.visibility,
    size: image.size,
    virtual_size: image.virtual_size,
    status: image.status,
    checksum: image.checksum,
    protected: image.protected,
    min_ram: image.min_ram,
    min_disk: image.min_disk,
    owner: image.owner,
    os_hidden: image.hidden,
    os_hash_algo: image.hash === null ? null : "sha512",
    os_hash_value: image.hash,
    id: image.id,
    created_at: isoSeconds(image.created),
    updated_at: isoSeconds(image.updated),
    tags: image.tags,
    self: `/v2/images/${image.id}`,
    file: `/v2/images/${image.id}/file`,
    schema: "/v2/schemas/image",
    ...(image.status === "active" ? { stores: "files" } : {}),
  };
}
