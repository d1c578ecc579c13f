import { isoSeconds } from "#lib/time.ts";
import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { textOf } from "../wire.ts";
import { type GlanceCall, type MemberRow, requireOwner } from "./call.ts";
import type { ImageRow } from "./image-row.ts";

function view(member: MemberRow): Json {
  return {
    member_id: member.memberId,
    image_id: member.imageId,
    status: member.status,
    created_at: isoSeconds(member.created),
    updated_at: isoSeconds(member.updated),
    schema: "/v2/schemas/member",
  };
}

/** `/images/{id}/members`: the projects an image is shared with. */
export function members(call: GlanceCall, image: ImageRow, memberId: string | undefined): SimAnswer {
  const { method, body } = call.request;
  const table = call.context.table<MemberRow>("glance.members");
  const now = call.context.now();
  if (memberId === undefined) {
    if (method !== "POST")
      return {
        status: 200,
        body: {
          members: table
            .list()
            .filter((member) => member.imageId === image.id)
            .map(view),
          schema: "/v2/schemas/members",
        },
      };
    requireOwner(call, image);
    if (image.visibility !== "shared") throw new SimFault(403, "Only shared images have members.");
    const project = textOf(body["member"]) ?? "";
    const id = `${image.id}:${project}`;
    if (table.get(id) !== undefined) throw new SimFault(409, `Member ${project} is duplicated for image ${image.id}`);
    const member: MemberRow = {
      id,
      imageId: image.id,
      memberId: project,
      status: "pending",
      created: now,
      updated: now,
    };
    table.put(member);
    return { status: 200, body: view(member) };
  }
  const member = table.get(`${image.id}:${memberId}`);
  if (member === undefined)
    throw new SimFault(404, `${memberId} not found in the member list of the image ${image.id}.`);
  if (method === "DELETE") {
    requireOwner(call, image);
    table.delete(member.id);
    return { status: 204 };
  }
  if (method === "GET") return { status: 200, body: view(member) };
  if (memberId !== call.caller.projectId && !call.caller.isAdmin)
    throw new SimFault(403, "You are not authorized to complete modify_member action.");
  const changed = { ...member, status: textOf(body["status"]) ?? member.status, updated: now };
  table.put(changed);
  return { status: 200, body: view(changed) };
}
