import { type SimAnswer, SimFault } from "../service.ts";
import { listOf, objectOf, stringsOf } from "../wire.ts";
import { type NovaCall, noSuchPath } from "./call.ts";
import { type ServerRow, serverTable } from "./server-row.ts";

function setMetadata(call: NovaCall, server: ServerRow, metadata: Record<string, string>): void {
  serverTable(call.context).patch(server.id, { metadata, updated: call.context.now() });
}

/** `/servers/{id}/metadata` and one item of it. */
export function metadata(call: NovaCall, server: ServerRow): SimAnswer {
  const { method, body } = call.request;
  const key = call.rest[2];
  if (key === undefined) {
    if (method === "GET") return { status: 200, body: { metadata: server.metadata } };
    const given = stringsOf(body["metadata"]);
    const next = method === "PUT" ? given : { ...server.metadata, ...given };
    setMetadata(call, server, next);
    return { status: 200, body: { metadata: next } };
  }
  if (method === "PUT") {
    const meta = stringsOf(body["meta"]);
    if (meta[key] === undefined) throw new SimFault(400, "Request body and URI mismatch");
    setMetadata(call, server, { ...server.metadata, ...meta });
    return { status: 200, body: { meta } };
  }
  const value = server.metadata[key];
  if (value === undefined) throw new SimFault(404, "Metadata item was not found");
  if (method === "GET") return { status: 200, body: { meta: { [key]: value } } };
  if (method !== "DELETE") return noSuchPath();
  const { [key]: _removed, ...kept } = server.metadata;
  setMetadata(call, server, kept);
  return { status: 204 };
}

/** `/servers/{id}/tags` and one tag, from microversion 2.26. */
export function tags(call: NovaCall, server: ServerRow): SimAnswer {
  if (call.version < 26) return noSuchPath();
  const { method, body } = call.request;
  const table = serverTable(call.context);
  const tag = call.rest[2];
  if (tag === undefined) {
    if (method === "GET") return { status: 200, body: { tags: server.tags } };
    const next = method === "PUT" ? [...new Set(listOf(objectOf(body)["tags"]).map(String))] : [];
    table.patch(server.id, { tags: next });
    return method === "PUT" ? { status: 200, body: { tags: next } } : { status: 204 };
  }
  const has = server.tags.includes(tag);
  if (method === "PUT") {
    if (!has) table.patch(server.id, { tags: [...server.tags, tag] });
    return { status: has ? 204 : 201 };
  }
  if (!has) throw new SimFault(404, `Server ${server.id} has no tag '${tag}'`);
  if (method === "DELETE") table.patch(server.id, { tags: server.tags.filter((other) => other !== tag) });
  return { status: 204 };
}
