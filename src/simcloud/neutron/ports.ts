import type { Json } from "../service.ts";
import { allocate, wishesOf } from "./allocation.ts";
import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, seen, type Collection, type Neutron, type Visit } from "./collection.ts";
import { badRequest, NeutronFault } from "./faults.ts";
import { networks } from "./networks.ts";
import { newRow, touched, type PortRow } from "./rows.ts";
import { ensureDefaultGroup, securityGroups } from "./security-groups.ts";

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const ADMIN_FIELDS = ["binding:host_id", "binding:vif_type", "binding:vif_details", "binding:profile"];

function newMac({ context }: Neutron): string {
  const hex = context.uuid().replaceAll("-", "").slice(0, 6);
  return `fa:16:3e:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

/** Puts a port with these fields over the defaults. */
export function putPort(
  neutron: Neutron,
  projectId: string,
  fields: Json & { network_id: string; fixed_ips: PortRow["fixed_ips"] },
): PortRow {
  const row: PortRow = {
    ...newRow(neutron.context, projectId),
    mac_address: newMac(neutron),
    admin_state_up: true,
    status: "DOWN",
    device_id: "",
    device_owner: "",
    port_security_enabled: true,
    qos_policy_id: null,
    security_groups: [],
    "binding:vnic_type": "normal",
    "binding:host_id": "",
    "binding:vif_type": "unbound",
    "binding:vif_details": {},
    "binding:profile": {},
    allowed_address_pairs: [],
    extra_dhcp_opts: [],
    qos_network_policy_id: null,
    dns_name: "",
    dns_domain: "",
    ip_allocation: "immediate",
    ...fields,
    tenant_id: projectId,
    project_id: projectId,
  };
  neutron.tables.ports.put(row);
  return row;
}

function groupsOf(visit: Visit, sent: unknown): string[] {
  if (!Array.isArray(sent)) return [];
  return sent.map((id) => seen(visit, securityGroups, String(id)).id);
}

function refuseBadMac({ tables }: Neutron, mac: unknown, networkId: string, ownId?: string): void {
  if (mac === undefined) return;
  if (typeof mac !== "string" || !MAC.test(mac))
    throw badRequest(`Invalid input for mac_address. Reason: '${String(mac)}' is not a valid MAC address.`);
  for (const port of tables.ports.everything()) {
    if (port.network_id === networkId && port.mac_address === mac && port.id !== ownId) {
      throw new NeutronFault(
        409,
        "MacAddressInUse",
        `Unable to complete operation for network ${networkId}. The mac address ${mac} is in use.`,
      );
    }
  }
}

/** Frees the floating IPs of a port that goes away. */
function freeFloatingIps({ context, tables }: Neutron, portId: string): void {
  for (const row of Array.from(tables.floatingIps.everything())) {
    if (row.port_id !== portId) continue;
    tables.floatingIps.patch(row.id, {
      port_id: null,
      fixed_ip_address: null,
      router_id: null,
      status: "DOWN",
      ...touched(context, row),
    });
  }
}

/** `/v2.0/ports`. */
export const ports: Collection<PortRow> = {
  singular: "port",
  plural: "ports",
  quota: "neutron.ports",
  table: (tables) => tables.ports,
  notFound: notFoundFault("PortNotFound", (id) => `Port ${id} could not be found.`),
  attributes: {
    ...COMMON_ATTRIBUTES,
    network_id: { type: "uuid", when: "create", required: true },
    admin_state_up: { type: "boolean" },
    mac_address: { type: "any" },
    fixed_ips: { type: "any" },
    device_id: { type: "string" },
    device_owner: { type: "string" },
    security_groups: { type: "any" },
    port_security_enabled: { type: "boolean" },
    allowed_address_pairs: { type: "any" },
    extra_dhcp_opts: { type: "any" },
    dns_name: { type: "string" },
    dns_domain: { type: "string" },
    qos_policy_id: { type: "uuid", nullable: true },
    propagate_uplink_status: { type: "boolean" },
    "binding:vnic_type": { type: "string" },
    "binding:host_id": { type: "string", nullable: true, admin: true },
    "binding:profile": { type: "any", admin: true },
  },
  create(visit, fields) {
    const network = seen(visit, networks, String(fields["network_id"]));
    const owner = ownerOf(fields, visit.caller, "port");
    const standard = ensureDefaultGroup(visit, owner);
    refuseBadMac(visit, fields["mac_address"], network.id);
    const secured = fields["port_security_enabled"] !== false;
    const asked = fields["security_groups"];
    const groups = Array.isArray(asked) ? groupsOf(visit, asked) : secured ? [standard] : [];
    const fixedIps = allocate(visit, network.id, wishesOf(fields["fixed_ips"]));
    const { mac_address: mac, ...rest } = fields;
    return putPort(visit, owner, {
      ...rest,
      ...(mac === undefined ? {} : { mac_address: mac }),
      network_id: network.id,
      fixed_ips: fixedIps,
      security_groups: groups,
    });
  },
  update(visit, row, fields) {
    refuseBadMac(visit, fields["mac_address"], row.network_id, row.id);
    const wishes = wishesOf(fields["fixed_ips"]);
    const changes: Json = {
      ...fields,
      ...(wishes === undefined
        ? {}
        : {
            fixed_ips: allocate(
              visit,
              row.network_id,
              wishes.map((wish) => keepAddress(row, wish)),
              row.id,
            ),
          }),
      ...(fields["security_groups"] === undefined
        ? {}
        : { security_groups: groupsOf(visit, fields["security_groups"]) }),
      ...touched(visit.context, row),
    };
    visit.tables.ports.patch(row.id, changes);
    return visit.tables.ports.get(row.id) ?? row;
  },
  remove(visit, row) {
    if (["network:router_interface", "network:router_gateway", "network:floatingip"].includes(row.device_owner)) {
      throw new NeutronFault(
        409,
        "ServicePortInUse",
        `Port ${row.id} cannot be deleted directly via the port API: has device owner ${row.device_owner}.`,
      );
    }
    freeFloatingIps(visit, row.id);
    visit.tables.ports.delete(row.id);
  },
  show: ({ caller }, rows) =>
    rows.map((row) => {
      const shown: Json = {
        ...row,
        dns_assignment: row.fixed_ips.map(({ ip_address: address }) => dnsOf(row, address)),
      };
      if (!caller.isAdmin) for (const field of ADMIN_FIELDS) delete shown[field];
      return shown;
    }),
};

/** As Neutron: an update that names only a subnet keeps the address the port has there. */
function keepAddress(
  row: PortRow,
  wish: { subnet_id?: string; ip_address?: string },
): { subnet_id?: string; ip_address?: string } {
  const held = row.fixed_ips.find((ip) => ip.subnet_id === wish.subnet_id);
  return wish.ip_address === undefined && held !== undefined ? held : wish;
}

function dnsOf(row: PortRow, address: string): Json {
  const hostname =
    typeof row["dns_name"] === "string" && row["dns_name"] !== ""
      ? row["dns_name"]
      : `host-${address.replaceAll(/[.:]/g, "-")}`;
  return { ip_address: address, hostname, fqdn: `${hostname}.example.org.` };
}
