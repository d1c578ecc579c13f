import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { listOf, objectOf, textOf } from "../wire.ts";
import { type NovaCall, noSuchPath } from "./call.ts";
import { devicesOf } from "./devices.ts";
import {
  bindPort,
  findFreePort,
  findNetwork,
  makePort,
  type PortRow,
  portTable,
  releasePort,
  usableNetworks,
} from "./networking.ts";
import { type ServerRow, serverTable } from "./server-row.ts";

function view({ version }: NovaCall, port: Readonly<PortRow>): Json {
  const fixed = port.fixed_ips.map(({ subnet_id, ip_address }) => ({ subnet_id, ip_address }));
  return {
    net_id: port.network_id,
    port_id: port.id,
    mac_addr: port.mac_address,
    port_state: port.status,
    fixed_ips: fixed,
    ...(version >= 70 ? { tag: null } : {}),
  };
}

function attachable(server: ServerRow): void {
  const able = ["active", "paused", "stopped"].includes(server.vmState);
  if (!able || server.taskState !== null)
    throw new SimFault(
      409,
      `Cannot 'attach_interface' instance ${server.id} while it is in vm_state ${server.vmState}`,
    );
}

function networkFor(call: NovaCall, given: Json): string {
  const named = textOf(given["net_id"]);
  if (named !== undefined) return findNetwork(call, named).id;
  const usable = usableNetworks(call).filter((network) => !network["router:external"]);
  if (usable.length > 1)
    throw new SimFault(409, "Multiple possible networks found, use a Network ID to be more specific.");
  const [only] = usable;
  if (only === undefined) throw new SimFault(400, "No network to attach an interface to.");
  return only.id;
}

function attachInterface(call: NovaCall, server: ServerRow): SimAnswer {
  attachable(server);
  const given = objectOf(call.request.body["interfaceAttachment"]);
  const { context } = call;
  const named = textOf(given["port_id"]);
  if (named !== undefined && given["net_id"] !== undefined)
    throw new SimFault(400, "Must not input both network_id and port_id");
  const fixedIp = textOf(objectOf(listOf(given["fixed_ips"])[0])["ip_address"]);
  let portId: string;
  if (named === undefined) {
    portId = makePort(call, server.id, { networkId: networkFor(call, given), fixedIp, securityGroupIds: [] });
    serverTable(context).patch(server.id, { madePorts: [...server.madePorts, portId] });
  } else portId = findFreePort(call, named).id;
  bindPort(context, portId, server.id, context.duration("nova.interface"));
  const port = portTable(context).get(portId);
  if (port === undefined) throw new SimFault(404, `Port ${portId} could not be found.`);
  return { status: 200, body: { interfaceAttachment: view(call, port) } };
}

/** `/servers/{id}/os-interface`: the server's ports. */
export function interfaces(call: NovaCall, server: ServerRow): SimAnswer {
  const { method } = call.request;
  const portId = call.rest[2];
  const ports = devicesOf(call.context, server.id).ports.get(server.id) ?? [];
  if (portId === undefined) {
    if (method === "POST") return attachInterface(call, server);
    return { status: 200, body: { interfaceAttachments: ports.map((port) => view(call, port)) } };
  }
  const port = ports.find((candidate) => candidate.id === portId);
  if (port === undefined) throw new SimFault(404, `Port ${portId} not found`);
  if (method === "GET") return { status: 200, body: { interfaceAttachment: view(call, port) } };
  if (method !== "DELETE") return noSuchPath();
  attachable(server);
  releasePort(call.context, portId, server.madePorts.includes(portId), call.context.duration("nova.interface"));
  return { status: 202 };
}
