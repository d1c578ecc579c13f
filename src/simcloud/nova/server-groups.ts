import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { listOf, objectOf, pageOf, textOf, truthOf } from "../wire.ts";
import { type NovaCall, noSuchPath } from "./call.ts";
import { isUsable, quotaOf } from "./limits.ts";
import { liveServers } from "./server-row.ts";

interface ServerGroupRow extends SimObject {
  name: string;
  policy: string;
  rules: Json;
  projectId: string;
  userId: string;
}

/** Nova's table of server groups. */
export function serverGroupTable(context: SimContext): Table<ServerGroupRow> {
  return context.table<ServerGroupRow>("nova.server_groups");
}

function view(call: NovaCall, group: ServerGroupRow): Json {
  const members = liveServers(call.context)
    .filter((server) => server.groupId === group.id)
    .map((server) => server.id);
  const owner = call.version >= 13 ? { project_id: group.projectId, user_id: group.userId } : {};
  const policy =
    call.version >= 64 ? { policy: group.policy, rules: group.rules } : { policies: [group.policy], metadata: {} };
  return { id: group.id, name: group.name, ...policy, members, ...owner };
}

function create(call: NovaCall): SimAnswer {
  const given = objectOf(call.request.body["server_group"]);
  const name = textOf(given["name"]);
  const policy = call.version >= 64 ? textOf(given["policy"]) : textOf(listOf(given["policies"])[0]);
  const known = ["affinity", "anti-affinity", ...(call.version >= 15 ? ["soft-affinity", "soft-anti-affinity"] : [])];
  if (name === undefined || name === "")
    throw new SimFault(400, "Invalid input for field/attribute server_group. 'name' is a required property");
  if (policy === undefined || !known.includes(policy))
    throw new SimFault(
      400,
      `Invalid input for field/attribute policies. Value: ${String(policy)}. '${String(policy)}' is not one of ['${known.join("', '")}']`,
    );
  const table = serverGroupTable(call.context);
  const own = table.list().filter((group) => group.projectId === call.caller.projectId).length;
  if (!isUsable(own + 1, quotaOf(call.context, "server_groups", call.caller.projectId)))
    throw new SimFault(403, "Quota exceeded, too many server groups.");
  const group: ServerGroupRow = {
    id: call.context.uuid(),
    name,
    policy,
    rules: objectOf(given["rules"]),
    projectId: call.caller.projectId,
    userId: call.caller.userId,
  };
  table.put(group);
  return { status: 200, body: { server_group: view(call, group) } };
}

/** `/os-server-groups`: list, create, show, delete. */
export function serverGroups(call: NovaCall): SimAnswer {
  const { method, query } = call.request;
  const [id] = call.rest;
  const table = serverGroupTable(call.context);
  if (id === undefined) {
    if (method === "POST") return create(call);
    const everywhere =
      call.caller.isAdmin && truthOf(query.get("all_projects") === "" ? true : query.get("all_projects"));
    const own = table.list().filter((group) => everywhere || group.projectId === call.caller.projectId);
    return {
      status: 200,
      body: { server_groups: pageOf(own, query, { default: 1000, max: 1000 }).items.map((group) => view(call, group)) },
    };
  }
  const group = table.get(id);
  if (group === undefined || (group.projectId !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(404, `Instance group ${id} could not be found.`);
  if (method === "GET") return { status: 200, body: { server_group: view(call, group) } };
  if (method !== "DELETE") return noSuchPath();
  table.delete(id);
  return { status: 204 };
}
