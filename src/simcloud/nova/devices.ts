import type { Json, SimContext, SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { type FloatingIpRow, floatingIpTable, type NetworkRow, type PortRow, portTable } from "./networking.ts";

/** A volume attached to a server. */
export interface VolumeUse extends SimObject {
  serverId: string;
  volumeId: string;
  attachmentId: string;
  bdmId: string;
  device: string;
  tag: string | null;
  deleteOnTermination: boolean;
}

/** Nova's table of volumes attached to servers. */
export function volumeUseTable(context: SimContext): Table<VolumeUse> {
  return context.table<VolumeUse>("nova.volume_attachments");
}

/** What some servers have attached, gathered in one pass over the tables. */
export interface Devices {
  readonly ports: ReadonlyMap<string, readonly Readonly<PortRow>[]>;
  readonly volumes: ReadonlyMap<string, readonly Readonly<VolumeUse>[]>;
  /** Floating IPs by port. */
  readonly floating: ReadonlyMap<string, readonly Readonly<FloatingIpRow>[]>;
}

function group<T>(items: Iterable<T>, key: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null || name === "") continue;
    const found = groups.get(name);
    if (found === undefined) groups.set(name, [item]);
    else found.push(item);
  }
  return groups;
}

/** What all servers have attached, or only the given one. */
export function devicesOf(context: SimContext, serverId?: string): Devices {
  const chosen = (id: string): string | null => (serverId === undefined || id === serverId ? id : null);
  return {
    ports: group(portTable(context).everything(), (port) => chosen(port.device_id)),
    volumes: group(volumeUseTable(context).everything(), (use) => chosen(use.serverId)),
    floating: group(floatingIpTable(context).everything(), (address) => address.port_id),
  };
}

/** A server's addresses by network name, as Nova shows them. */
export function addressesOf(
  context: SimContext,
  devices: Devices,
  serverId: string,
  extended: boolean,
): Record<string, Json[]> {
  const addresses: Record<string, Json[]> = {};
  const networks = context.table<NetworkRow>("neutron.networks");
  for (const port of devices.ports.get(serverId) ?? []) {
    const shown = (addresses[networks.get(port.network_id)?.name ?? port.network_id] ??= []);
    const entry = (address: string, kind: string): Json => {
      const more = { "OS-EXT-IPS:type": kind, "OS-EXT-IPS-MAC:mac_addr": port.mac_address };
      return { version: address.includes(":") ? 6 : 4, addr: address, ...(extended ? more : {}) };
    };
    for (const fixed of port.fixed_ips) shown.push(entry(fixed.ip_address, "fixed"));
    for (const address of devices.floating.get(port.id) ?? [])
      shown.push(entry(address.floating_ip_address, "floating"));
  }
  return addresses;
}

/** The names of the security groups on a server's ports, each once. */
export function securityGroupsOf(context: SimContext, devices: Devices, serverId: string): Json[] {
  const groups = context.table<SimObject & { name: string }>("neutron.security_groups");
  const names = new Set<string>();
  for (const port of devices.ports.get(serverId) ?? []) {
    for (const id of port.security_groups ?? []) {
      const name = groups.get(id)?.name;
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].map((name) => ({ name }));
}
