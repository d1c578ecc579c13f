import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, type Collection } from "./collection.ts";
import { NeutronFault } from "./faults.ts";
import { newRow, touched, type NetworkRow } from "./rows.ts";
import { ensureDefaultGroup } from "./security-groups.ts";

/** `/v2.0/networks`. */
export const networks: Collection<NetworkRow> = {
  singular: "network",
  plural: "networks",
  quota: "neutron.networks",
  table: (tables) => tables.networks,
  notFound: notFoundFault("NetworkNotFound", (id) => `Network ${id} could not be found.`),
  attributes: {
    ...COMMON_ATTRIBUTES,
    admin_state_up: { type: "boolean" },
    shared: { type: "boolean", admin: true },
    "router:external": { type: "boolean", admin: true },
    is_default: { type: "boolean", admin: true },
    port_security_enabled: { type: "boolean" },
    mtu: { type: "integer" },
    dns_domain: { type: "string" },
    qos_policy_id: { type: "uuid", nullable: true },
    availability_zone_hints: { type: "any", when: "create" },
    "provider:network_type": { type: "string", when: "create", admin: true },
    "provider:physical_network": { type: "string", when: "create", nullable: true, admin: true },
    "provider:segmentation_id": { type: "integer", when: "create", nullable: true, admin: true },
  },
  isPublic: (_visit, row) => row.shared || row["router:external"],
  create({ context, tables, caller }, fields) {
    const owner = ownerOf(fields, caller, "network");
    ensureDefaultGroup({ context, tables }, owner);
    const row: NetworkRow = {
      ...newRow(context, owner),
      admin_state_up: true,
      mtu: 1442,
      status: "ACTIVE",
      subnets: [],
      shared: false,
      availability_zone_hints: [],
      availability_zones: [],
      ipv4_address_scope: null,
      ipv6_address_scope: null,
      "router:external": false,
      port_security_enabled: true,
      qos_policy_id: null,
      dns_domain: "",
      l2_adjacency: true,
      "provider:network_type": "geneve",
      "provider:physical_network": null,
      "provider:segmentation_id": null,
      ...fields,
      tenant_id: owner,
      project_id: owner,
    };
    tables.networks.put(row);
    // As Neutron: only the answer to creating says so of networks that are not external.
    return { is_default: false, ...row };
  },
  update({ context, tables }, row, fields) {
    tables.networks.patch(row.id, { ...fields, ...touched(context, row) });
    return tables.networks.get(row.id) ?? row;
  },
  remove({ tables }, row) {
    const users: string[] = [];
    for (const port of tables.ports.everything()) if (port.network_id === row.id) users.push(port.id);
    if (users.length > 0) {
      throw new NeutronFault(
        409,
        "NetworkInUse",
        `Unable to complete operation on network ${row.id}. There are one or more ports still in use on the network, id for these ports is: ${users.join(",")}.`,
      );
    }
    for (const id of row.subnets) tables.subnets.delete(id);
    tables.networks.delete(row.id);
  },
  show: ({ caller }, rows) =>
    rows.map((row) =>
      caller.isAdmin
        ? row
        : Object.fromEntries(Object.entries(row).filter(([field]) => !field.startsWith("provider:"))),
    ),
};
