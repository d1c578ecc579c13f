import { type Json, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { objectOf, textOf } from "../wire.ts";
import type { NovaCall } from "./call.ts";
import { COMPUTE_HOST, ZONE } from "./platform.ts";

/** A port of Neutron's as far as Nova reads and writes it. */
export interface PortRow extends SimObject {
  name: string;
  network_id: string;
  project_id: string;
  mac_address: string;
  fixed_ips: { subnet_id: string; ip_address: string }[];
  device_id: string;
  device_owner: string;
  status: string;
  security_groups: string[];
  "binding:host_id": string;
  "binding:vif_type": string;
}

/** A network of Neutron's as far as Nova reads it. */
export interface NetworkRow extends SimObject {
  name: string;
  project_id: string;
  shared: boolean;
  "router:external": boolean;
}

interface SubnetRow extends SimObject {
  network_id: string;
}

interface SecurityGroupRow extends SimObject {
  name: string;
  project_id: string;
}

/** A floating IP of Neutron's as far as Nova reads and writes it. */
export interface FloatingIpRow extends SimObject {
  port_id: string | null;
  router_id: string | null;
  fixed_ip_address: string | null;
  floating_ip_address: string;
  status: string;
}

/** Neutron's ports. */
export function portTable(context: SimContext): Table<PortRow> {
  return context.table<PortRow>("neutron.ports");
}

/** Neutron's floating IPs. */
export function floatingIpTable(context: SimContext): Table<FloatingIpRow> {
  return context.table<FloatingIpRow>("neutron.floatingips");
}

/** The networks that a server of the caller's may be put on. */
export function usableNetworks(call: NovaCall): NetworkRow[] {
  const all = call.context.table<NetworkRow>("neutron.networks").list();
  return all.filter((network) => network.project_id === call.caller.projectId || network.shared);
}

/** A network that the caller may use; refuses with 400. */
export function findNetwork(call: NovaCall, id: string): NetworkRow {
  const network = call.context.table<NetworkRow>("neutron.networks").get(id);
  const usable =
    network !== undefined &&
    (network.project_id === call.caller.projectId ||
      network.shared ||
      network["router:external"] ||
      call.caller.isAdmin);
  if (network === undefined || !usable) throw new SimFault(400, `Network ${id} could not be found.`);
  if (network["router:external"] && !call.caller.isAdmin)
    throw new SimFault(403, `It is not allowed to create an interface on external network ${id}`);
  for (const subnet of call.context.table<SubnetRow>("neutron.subnets").everything())
    if (subnet.network_id === id) return network;
  throw new SimFault(400, `Network ${id} requires a subnet in order to boot instances on.`);
}

/** A free port of the caller's; refuses with 400 and, where it is in use, 409. */
export function findFreePort(call: NovaCall, id: string): PortRow {
  const port = portTable(call.context).get(id);
  if (port === undefined || (port.project_id !== call.caller.projectId && !call.caller.isAdmin))
    throw new SimFault(400, `Port id ${id} could not be found.`);
  if (port.device_id !== "") throw new SimFault(409, `Port ${id} is still in use.`);
  return port;
}

/** The ids of the security groups with these names or ids; refuses with 400 what there is not. */
export function findSecurityGroups(call: NovaCall, wanted: readonly string[]): string[] {
  const own = call.context
    .table<SecurityGroupRow>("neutron.security_groups")
    .list()
    .filter((group) => group.project_id === call.caller.projectId);
  return wanted
    .map((nameOrId) => {
      const found = own.filter((group) => group.id === nameOrId || group.name === nameOrId);
      if (found.length > 1)
        throw new SimFault(
          409,
          `Multiple security_group matches found for name '${nameOrId}', use an ID to be more specific.`,
        );
      const [group] = found;
      // Neutron makes a project's default group when it is first needed.
      if (group === undefined && nameOrId !== "default")
        throw new SimFault(400, `Unable to find security_group with name or id '${nameOrId}'`);
      return group?.id ?? "";
    })
    .filter((id) => id !== "");
}

/** What a port to be made shall have. */
export interface WantedPort {
  readonly networkId: string;
  readonly fixedIp: string | undefined;
  readonly securityGroupIds: readonly string[];
}

/** Has Neutron make a port for a server; its refusal becomes Nova's. Returns the port's id. */
export function makePort(call: NovaCall, serverId: string, wanted: WantedPort): string {
  const port: Json = {
    network_id: wanted.networkId,
    device_id: serverId,
    device_owner: `compute:${ZONE}`,
    ...(wanted.fixedIp === undefined ? {} : { fixed_ips: [{ ip_address: wanted.fixedIp }] }),
    ...(wanted.securityGroupIds.length === 0 ? {} : { security_groups: wanted.securityGroupIds }),
  };
  const request = {
    method: "POST",
    path: ["v2.0", "ports"],
    query: new URLSearchParams(),
    headers: {},
    body: { port },
    raw: new Uint8Array(),
    caller: call.caller,
  };
  const answer = call.neutron.handle(request);
  const body = objectOf(answer.body);
  const id = textOf(objectOf(body["port"])["id"]);
  const refused = objectOf(body["NeutronError"]);
  if (answer.status !== 201 || id === undefined)
    throw new SimFault(
      refused["type"] === "OverQuota" ? 403 : 400,
      textOf(refused["message"]) ?? "Neutron made no port.",
    );
  portTable(call.context).patch(id, { device_id: serverId, device_owner: `compute:${ZONE}`, ...bound });
  return id;
}

const bound = { "binding:host_id": COMPUTE_HOST, "binding:vif_type": "ovs" } as const;

/** Gives a port to a server: bound at once, ACTIVE `delayMs` later. */
export function bindPort(context: SimContext, portId: string, serverId: string, delayMs: number): void {
  portTable(context).patch(portId, { device_id: serverId, device_owner: `compute:${ZONE}`, ...bound });
  portTable(context).later(portId, delayMs, { status: "ACTIVE" });
}

/** Takes a port from its server `delayMs` from now: a port Nova made is deleted, another is free again. */
export function releasePort(context: SimContext, portId: string, made: boolean, delayMs: number): void {
  if (!made) {
    portTable(context).later(portId, delayMs, {
      device_id: "",
      device_owner: "",
      status: "DOWN",
      "binding:host_id": "",
      "binding:vif_type": "unbound",
    });
    return;
  }
  portTable(context).deleteLater(portId, delayMs);
  for (const address of floatingIpTable(context).list()) {
    if (address.port_id === portId)
      floatingIpTable(context).later(address.id, delayMs, {
        port_id: null,
        router_id: null,
        fixed_ip_address: null,
        status: "DOWN",
      });
  }
}
