import { detach } from "../cinder/volume-row.ts";
import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { objectOf, pageOf, sorted, textOf, truthOf } from "../wire.ts";
import { linksOf, type NovaCall, nextLink, noSuchPath } from "./call.ts";
import { addressesOf, type Devices, devicesOf, volumeUseTable } from "./devices.ts";
import { releasePort } from "./networking.ts";
import { serverAction } from "./server-actions.ts";
import { createServer } from "./server-create.ts";
import { interfaces } from "./server-interfaces.ts";
import { metadata, tags } from "./server-labels.ts";
import { findServer, isGone, type ServerRow, serverTable, statusOf } from "./server-row.ts";
import { changedView, serverView } from "./server-view.ts";
import { volumeAttachments } from "./server-volumes.ts";

const REMEMBERED_MS = 3600_000;

function expression(value: string, field: string): RegExp {
  try {
    return new RegExp(value, "i");
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new SimFault(
        400,
        `Invalid input for query parameters ${field}. Value: ${value}. '${value}' is not a 'regex'`,
      );
    throw error;
  }
}

type Test = (server: ServerRow) => boolean;

function addressTest(call: NovaCall, devices: Devices, value: string): Test {
  const pattern = expression(value, "ip");
  return (server) =>
    Object.values(addressesOf(call.context, devices, server.id, false)).some((list) =>
      list.some((entry) => pattern.test(String(entry["addr"]))),
    );
}

function projectTest(call: NovaCall): Test {
  const { query } = call.request;
  const asked = query.get("all_tenants");
  const everywhere = asked !== null && (asked === "" || truthOf(asked));
  if (everywhere && !call.caller.isAdmin)
    throw new SimFault(403, "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
  const project = query.get("project_id") ?? query.get("tenant_id");
  if (everywhere) return (server) => project === null || server.projectId === project;
  return (server) => server.projectId === call.caller.projectId;
}

function tests(call: NovaCall, devices: Devices): Test[] {
  const { query } = call.request;
  const found: Test[] = [projectTest(call)];
  const add = (key: string, test: (value: string) => Test): void => {
    const value = query.get(key);
    if (value !== null && value !== "") found.push(test(value));
  };
  const statuses = query.getAll("status").map((status) => status.toUpperCase());
  if (statuses.length > 0) found.push((server) => statuses.includes(statusOf(call.context, server)));
  add("name", (value) => {
    const pattern = expression(value, "name");
    return (server) => pattern.test(server.name);
  });
  add("ip", (value) => addressTest(call, devices, value));
  add("flavor", (value) => (server) => server.flavor.id === value);
  add("image", (value) => (server) => server.imageId === value);
  add("user_id", (value) => (server) => !call.caller.isAdmin || server.userId === value);
  add("key_name", (value) => (server) => server.keyName === value);
  add("uuid", (value) => (server) => server.id === value);
  add("vm_state", (value) => (server) => server.vmState === value);
  add("tags", (value) => (server) => value.split(",").every((tag) => server.tags.includes(tag)));
  add("tags-any", (value) => (server) => value.split(",").some((tag) => server.tags.includes(tag)));
  const since = query.get("changes-since");
  const from = since === null ? undefined : Date.parse(/Z|[+-]\d\d:?\d\d$/.test(since) ? since : `${since}Z`);
  if (from !== undefined && Number.isNaN(from))
    throw new SimFault(
      400,
      `Invalid input for query parameters changes-since. Value: ${String(since)}. '${String(since)}' is not a 'date-time'`,
    );
  // Nova keeps times in whole seconds, so a change within the second asked for counts.
  if (from !== undefined) found.push((server) => Math.floor(lastChange(call, server) / 1000) * 1000 >= from);
  const deleted = call.caller.isAdmin && truthOf(query.get("deleted"));
  found.push(
    deleted
      ? (server) => isGone(call.context, server)
      : from === undefined
        ? (server) => !isGone(call.context, server)
        : () => true,
  );
  return found;
}

function lastChange(call: NovaCall, server: ServerRow): number {
  return isGone(call.context, server) ? Math.max(server.updated, server.deletedAt ?? 0) : server.updated;
}

const sortKeys: Readonly<Record<string, (server: ServerRow) => string | number>> = {
  display_name: (server) => server.name,
  name: (server) => server.name,
  created_at: (server) => server.created,
  updated_at: (server) => server.updated,
  uuid: (server) => server.id,
  vm_state: (server) => server.vmState,
};

function forget(call: NovaCall, rows: readonly ServerRow[]): void {
  const before = call.context.now() - REMEMBERED_MS;
  for (const row of rows)
    if (row.deletedAt !== null && row.deletedAt < before) serverTable(call.context).delete(row.id);
}

function listServers(call: NovaCall, detail: boolean): SimAnswer {
  const { query } = call.request;
  const rows = serverTable(call.context).list();
  forget(call, rows);
  const devices = devicesOf(call.context);
  const filters = tests(call, devices);
  const key = query.get("sort_key");
  const chosen = rows.filter((server) => filters.every((test) => test(server)));
  const ordered = sorted(
    chosen,
    key === null || key === "created_at" ? undefined : sortKeys[key],
    (query.get("sort_dir") ?? "desc") === "desc",
  );
  const page = pageOf(ordered, query, { default: 1000, max: 1000 });
  const views = page.items.map((server) => {
    const deletedSoFar =
      server.deletedAt !== null && isGone(call.context, server)
        ? { ...server, updated: lastChange(call, server) }
        : server;
    return detail
      ? serverView(call, deletedSoFar, devices)
      : { id: server.id, name: server.name, links: linksOf(call.context, `servers/${server.id}`) };
  });
  return { status: 200, body: { servers: views, ...nextLink(call, "servers", page.nextMarker) } };
}

function groupsOf(call: NovaCall, { groupId }: ServerRow): Json {
  return call.version >= 71 ? { server_groups: groupId === null ? [] : [groupId] } : {};
}

function showServer(call: NovaCall, server: ServerRow): SimAnswer {
  const view = serverView(call, server, devicesOf(call.context, server.id));
  return { status: 200, body: { server: { ...view, ...groupsOf(call, server) } } };
}

function updateServer(call: NovaCall, server: ServerRow): SimAnswer {
  const given = objectOf(call.request.body["server"]);
  const changes: Partial<ServerRow> = { updated: call.context.now() };
  const take = (key: string, set: (value: string) => void): void => {
    const value = given[key];
    if (value === undefined) return;
    if (typeof value !== "string")
      throw new SimFault(
        400,
        `Invalid input for field/attribute ${key}. Value: ${String(value)}. ${String(value)} is not of type 'string'`,
      );
    set(value);
  };
  take("name", (value) => {
    if (value.trim() === "" || value.length > 255)
      throw new SimFault(
        400,
        `Invalid input for field/attribute name. Value: ${value}. '${value}' is too ${value.trim() === "" ? "short" : "long"}`,
      );
    changes.name = value.trim();
  });
  take("accessIPv4", (value) => (changes.accessIPv4 = value));
  take("accessIPv6", (value) => (changes.accessIPv6 = value));
  take("OS-DCF:diskConfig", (value) => (changes.diskConfig = value));
  take("hostname", (value) => (changes.hostname = value));
  if (call.version >= 19 && given["description"] !== undefined)
    changes.description = textOf(given["description"]) ?? null;
  serverTable(call.context).patch(server.id, changes);
  const view = changedView(call, { ...server, ...changes }, devicesOf(call.context, server.id));
  return { status: 200, body: { server: { ...view, ...groupsOf(call, server) } } };
}

function deleteServer(call: NovaCall, server: ServerRow): SimAnswer {
  if (server.locked && !call.caller.isAdmin) throw new SimFault(409, `Instance ${server.id} is locked`);
  if (server.deletedAt !== null) return { status: 204 };
  const { context } = call;
  // What the server is in the middle of ends first, so that nothing of it happens to freed ports and volumes.
  const end = Math.max(context.now() + context.duration("nova.delete"), server.busyUntil);
  const delayMs = end - context.now();
  serverTable(context).patch(server.id, { taskState: "deleting", deletedAt: end });
  const devices = devicesOf(context, server.id);
  for (const port of devices.ports.get(server.id) ?? [])
    releasePort(context, port.id, server.madePorts.includes(port.id), delayMs);
  for (const use of devices.volumes.get(server.id) ?? []) {
    detach(context, use.volumeId, server.id, { workMs: delayMs, deleteAfter: use.deleteOnTermination });
    volumeUseTable(context).deleteLater(use.id, delayMs);
  }
  return { status: 204 };
}

function addresses(call: NovaCall, server: ServerRow, network: string | undefined): SimAnswer {
  const all = addressesOf(call.context, devicesOf(call.context, server.id), server.id, false);
  if (network === undefined) return { status: 200, body: { addresses: all } };
  if (all[network] === undefined) throw new SimFault(404, "Network not found");
  return { status: 200, body: { [network]: all[network] } };
}

type Part = (call: NovaCall, server: ServerRow) => SimAnswer;

const parts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["action", serverAction],
  ["metadata", metadata],
  ["tags", tags],
  ["os-interface", interfaces],
  ["os-volume_attachments", volumeAttachments],
  ["ips", (call, server) => addresses(call, server, call.rest[2])],
  [
    "os-security-groups",
    (call, server): SimAnswer => ({
      status: 200,
      body: {
        security_groups:
          (serverView(call, server, devicesOf(call.context, server.id))["security_groups"] as Json[] | undefined) ?? [],
      },
    }),
  ],
  ["os-instance-actions", (): SimAnswer => ({ status: 200, body: { instanceActions: [] } })],
]);

/** `/servers` and everything below it. */
export function servers(call: NovaCall): SimAnswer {
  const { method } = call.request;
  const [id, partName] = call.rest;
  if (id === undefined) return method === "POST" ? createServer(call) : listServers(call, false);
  if (id === "detail") return listServers(call, true);
  const server = findServer(call, id);
  if (partName !== undefined) return parts.get(partName)?.(call, server) ?? noSuchPath();
  if (method === "GET") return showServer(call, server);
  if (method === "PUT") return updateServer(call, server);
  if (method === "DELETE") return deleteServer(call, server);
  return noSuchPath();
}
