import type { Json } from "../service.ts";
import { formatAddress, isInside, parseAddress, parseCidr } from "./addresses.ts";
import type { Neutron } from "./collection.ts";
import { NeutronFault } from "./faults.ts";
import type { FixedIp, SubnetRow } from "./rows.ts";

function usedIn({ tables }: Neutron, subnetId: string, exceptPortId: string | undefined): Set<string> {
  const used = new Set<string>();
  for (const port of tables.ports.everything()) {
    if (port.id === exceptPortId) continue;
    for (const ip of port.fixed_ips) if (ip.subnet_id === subnetId) used.add(ip.ip_address);
  }
  return used;
}

function nextFree(subnet: Readonly<SubnetRow>, used: ReadonlySet<string>): string | undefined {
  for (const { start, end } of subnet.allocation_pools) {
    const last = parseAddress(end) ?? -1n;
    for (let value = parseAddress(start) ?? 0n; value <= last; value += 1n) {
      const text = formatAddress(value, subnet.ip_version);
      if (!used.has(text)) return text;
    }
  }
  return undefined;
}

/** What a port asks for: addresses on subnets, either part may be left out. */
export interface WantedIp {
  readonly subnet_id?: string;
  readonly ip_address?: string;
}

function subnetsOf({ tables }: Neutron, networkId: string): Readonly<SubnetRow>[] {
  const found: Readonly<SubnetRow>[] = [];
  for (const subnet of tables.subnets.everything()) if (subnet.network_id === networkId) found.push(subnet);
  return found;
}

function one(neutron: Neutron, networkId: string, wanted: WantedIp, exceptPortId: string | undefined): FixedIp {
  const all = subnetsOf(neutron, networkId);
  const address = wanted.ip_address;
  if (wanted.subnet_id !== undefined && neutron.tables.subnets.get(wanted.subnet_id) === undefined) {
    throw new NeutronFault(404, "SubnetNotFound", `Subnet ${wanted.subnet_id} could not be found.`);
  }
  const subnet = all.find((candidate) => {
    if (wanted.subnet_id !== undefined) return candidate.id === wanted.subnet_id;
    const block = parseCidr(candidate.cidr);
    return block !== undefined && address !== undefined && isInside(block, address);
  });
  const block = subnet === undefined ? undefined : parseCidr(subnet.cidr);
  if (subnet === undefined || block === undefined || (address !== undefined && !isInside(block, address))) {
    throw new NeutronFault(
      400,
      "InvalidIpForNetwork",
      `IP address ${address ?? ""} is not a valid IP for any of the subnets on the specified network.`,
    );
  }
  const used = usedIn(neutron, subnet.id, exceptPortId);
  if (address !== undefined && used.has(address)) {
    throw new NeutronFault(
      409,
      "IpAddressAlreadyAllocated",
      `IP address ${address} already allocated in subnet ${subnet.id}`,
    );
  }
  const chosen = address ?? nextFree(subnet, used);
  if (chosen === undefined) throw exhausted(networkId);
  return { subnet_id: subnet.id, ip_address: chosen };
}

function exhausted(networkId: string): NeutronFault {
  return new NeutronFault(409, "IpAddressGenerationFailure", `No more IP addresses available on network ${networkId}.`);
}

/** Allocates what a port asks for; without wishes, one address of each version the network has. */
export function allocate(
  neutron: Neutron,
  networkId: string,
  wanted: readonly WantedIp[] | undefined,
  exceptPortId?: string,
): FixedIp[] {
  if (wanted !== undefined) return wanted.map((wish) => one(neutron, networkId, wish, exceptPortId));
  const chosen: FixedIp[] = [];
  const all = subnetsOf(neutron, networkId);
  for (const version of [4, 6]) {
    const candidates = all.filter((subnet) => subnet.ip_version === version);
    for (const subnet of candidates) {
      const address = nextFree(subnet, usedIn(neutron, subnet.id, exceptPortId));
      if (address !== undefined) {
        chosen.push({ subnet_id: subnet.id, ip_address: address });
        break;
      }
    }
    if (candidates.length > 0 && !chosen.some((ip) => candidates.some(({ id }) => id === ip.subnet_id)))
      throw exhausted(networkId);
  }
  return chosen;
}

/** The wishes of a body's `fixed_ips` (or `external_fixed_ips`). */
export function wishesOf(value: unknown): WantedIp[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as Json[]).map((wish) => ({
    ...(typeof wish["subnet_id"] === "string" ? { subnet_id: wish["subnet_id"] } : {}),
    ...(typeof wish["ip_address"] === "string" ? { ip_address: wish["ip_address"] } : {}),
  }));
}
