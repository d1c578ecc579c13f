import type { Json } from "../service.ts";
import { formatAddress, formatCidr, isInside, parseAddress, parseCidr, type Block } from "./addresses.ts";
import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, seen, type Collection, type Neutron } from "./collection.ts";
import { badRequest, invalidInput, NeutronFault, policyRefusal } from "./faults.ts";
import { networks } from "./networks.ts";
import { newRow, touched, type SubnetRow } from "./rows.ts";

type Pool = SubnetRow["allocation_pools"][number];

function defaultPools(block: Block, gateway: string | null): Pool[] {
  const first = block.first + 1n;
  const last = block.version === 4 ? block.last - 1n : block.last;
  const at = gateway === null ? undefined : parseAddress(gateway);
  const range = (start: bigint, end: bigint): Pool[] =>
    start > end ? [] : [{ start: formatAddress(start, block.version), end: formatAddress(end, block.version) }];
  if (at === undefined || at < first || at > last) return range(first, last);
  return [...range(first, at - 1n), ...range(at + 1n, last)];
}

function checkPools(pools: readonly Pool[], block: Block): void {
  for (const { start, end } of pools) {
    if (parseAddress(start) === undefined || parseAddress(end) === undefined) {
      throw badRequest(`Invalid input for allocation_pools. Reason: '${start}-${end}' is not a valid range.`);
    }
    if (!isInside(block, start) || !isInside(block, end)) {
      const cidr = formatCidr(block);
      throw new NeutronFault(
        400,
        "OutOfBoundsAllocationPool",
        `The allocation pool ${start}-${end} spans beyond the subnet cidr ${cidr}.`,
      );
    }
  }
}

function gatewayOf(fields: Json, block: Block): string | null {
  const sent = fields["gateway_ip"];
  if (sent === null || sent === "") return null;
  if (sent === undefined) return formatAddress(block.first + 1n, block.version);
  if (parseAddress(String(sent)) === undefined)
    throw badRequest(`Invalid input for gateway_ip. Reason: '${String(sent)}' is not a valid IP address.`);
  return String(sent);
}

function refuseOverlap({ tables }: Neutron, networkId: string, block: Block): void {
  for (const subnet of tables.subnets.everything()) {
    if (subnet.network_id !== networkId) continue;
    const other = parseCidr(subnet.cidr);
    if (other?.version === block.version && other.first <= block.last && block.first <= other.last) {
      throw invalidInput(
        `Requested subnet with cidr: ${formatCidr(block)} for network: ${networkId} overlaps with another subnet`,
      );
    }
  }
}

/** `/v2.0/subnets`. */
export const subnets: Collection<SubnetRow> = {
  singular: "subnet",
  plural: "subnets",
  quota: "neutron.subnets",
  table: (tables) => tables.subnets,
  notFound: notFoundFault("SubnetNotFound", (id) => `Subnet ${id} could not be found.`),
  attributes: {
    ...COMMON_ATTRIBUTES,
    ip_version: { type: "integer", when: "create", required: true, oneOf: [4, 6] },
    network_id: { type: "uuid", when: "create", required: true },
    cidr: { type: "string", when: "create" },
    gateway_ip: { type: "any" },
    enable_dhcp: { type: "boolean" },
    dns_nameservers: { type: "any" },
    host_routes: { type: "any" },
    allocation_pools: { type: "any" },
    ipv6_ra_mode: { type: "string", when: "create", nullable: true },
    ipv6_address_mode: { type: "string", when: "create", nullable: true },
    subnetpool_id: { type: "any", when: "create" },
    prefixlen: { type: "integer", when: "create" },
    segment_id: { type: "any" },
    service_types: { type: "any" },
    dns_publish_fixed_ip: { type: "boolean" },
  },
  // As Neutron: the subnets of shared networks are seen by all, those of merely external ones are not.
  isPublic: ({ tables }, row) => tables.networks.get(row.network_id)?.shared === true,
  create(visit, fields) {
    const { context, tables, caller } = visit;
    if (fields["cidr"] === undefined)
      throw new NeutronFault(
        400,
        "BadRequest",
        "Bad subnets request: a subnetpool must be specified in the absence of a cidr.",
      );
    const block = parseCidr(String(fields["cidr"]));
    if (block === undefined) throw invalidInput(`${String(fields["cidr"])} is not in a CIDR format`);
    if (block.version !== fields["ip_version"])
      throw invalidInput(
        `ip_version '${String(fields["ip_version"])}' does not match the cidr '${String(fields["cidr"])}'`,
      );
    const network = seen(visit, networks, String(fields["network_id"]));
    if (network.project_id !== caller.projectId && !caller.isAdmin) throw policyRefusal("rule:create_subnet");
    refuseOverlap(visit, network.id, block);
    const gateway = gatewayOf(fields, block);
    const pools = (fields["allocation_pools"] as Pool[] | null | undefined) ?? defaultPools(block, gateway);
    checkPools(pools, block);
    const owner = ownerOf(fields, caller, "subnet");
    const row: SubnetRow = {
      ...newRow(context, owner),
      revision_number: 0,
      subnetpool_id: null,
      enable_dhcp: true,
      ipv6_ra_mode: null,
      ipv6_address_mode: null,
      host_routes: [],
      dns_nameservers: [],
      service_types: [],
      ...fields,
      network_id: network.id,
      ip_version: block.version,
      cidr: formatCidr(block),
      gateway_ip: gateway,
      allocation_pools: pools,
      tenant_id: owner,
      project_id: owner,
    };
    tables.subnets.put(row);
    tables.networks.patch(network.id, { subnets: [...network.subnets, row.id], ...touched(context, network) });
    return row;
  },
  update({ context, tables }, row, fields) {
    const block = parseCidr(row.cidr);
    if (block !== undefined && Array.isArray(fields["allocation_pools"]))
      checkPools(fields["allocation_pools"] as Pool[], block);
    tables.subnets.patch(row.id, { ...fields, ...touched(context, row) });
    return tables.subnets.get(row.id) ?? row;
  },
  remove({ context, tables }, row) {
    for (const port of tables.ports.everything()) {
      if (port.fixed_ips.some((ip) => ip.subnet_id === row.id)) {
        throw new NeutronFault(
          409,
          "SubnetInUse",
          `Unable to complete operation on subnet ${row.id}: One or more ports have an IP allocation from this subnet.`,
        );
      }
    }
    tables.subnets.delete(row.id);
    const network = tables.networks.get(row.network_id);
    if (network !== undefined) {
      tables.networks.patch(network.id, {
        subnets: network.subnets.filter((id) => id !== row.id),
        ...touched(context, network),
      });
    }
  },
  show: (_visit, rows) => [...rows],
};
