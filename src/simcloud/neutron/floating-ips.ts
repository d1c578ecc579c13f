import type { Json } from "../service.ts";
import { allocate } from "./allocation.ts";
import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, seen, type Collection, type Visit } from "./collection.ts";
import { NeutronFault } from "./faults.ts";
import { networks } from "./networks.ts";
import { ports, putPort } from "./ports.ts";
import { portsOfRouter } from "./routers.ts";
import { newRow, touched, type FloatingIpRow, type PortRow } from "./rows.ts";

type Association = Pick<FloatingIpRow, "port_id" | "fixed_ip_address" | "router_id" | "status">;

const FREE: Association = { port_id: null, fixed_ip_address: null, router_id: null, status: "DOWN" };

function routerBetween(visit: Visit, subnetId: string, externalId: string): string | undefined {
  for (const router of visit.tables.routers.everything()) {
    if (router.external_gateway_info?.network_id !== externalId) continue;
    if (portsOfRouter(visit, router.id).some((port) => port.fixed_ips.some((ip) => ip.subnet_id === subnetId)))
      return router.id;
  }
  return undefined;
}

function associate(visit: Visit, row: FloatingIpRow, portId: string, wanted: unknown): Association {
  const port = seen(visit, ports, portId);
  const fixed = port.fixed_ips.find((ip) =>
    typeof wanted === "string" ? ip.ip_address === wanted : !ip.ip_address.includes(":"),
  );
  if (fixed === undefined) {
    throw new NeutronFault(
      400,
      "BadRequest",
      `Bad floatingip request: Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses.`,
    );
  }
  for (const other of visit.tables.floatingIps.everything()) {
    if (other.id !== row.id && other.port_id === port.id && other.fixed_ip_address === fixed.ip_address) {
      throw new NeutronFault(
        409,
        "FloatingIPPortAlreadyAssociated",
        `Cannot associate floating IP ${row.floating_ip_address} (${row.id}) with port ${port.id} using fixed IP ${fixed.ip_address}, as that fixed IP already has a floating IP on external network ${row.floating_network_id}.`,
      );
    }
  }
  const router = routerBetween(visit, fixed.subnet_id, row.floating_network_id);
  if (router === undefined) {
    throw new NeutronFault(
      404,
      "ExternalGatewayForFloatingIPNotFound",
      `External network ${row.floating_network_id} is not reachable from subnet ${fixed.subnet_id}.  Therefore, cannot associate Port ${port.id} with a Floating IP.`,
    );
  }
  return { port_id: port.id, fixed_ip_address: fixed.ip_address, router_id: router, status: "DOWN" };
}

function activate({ context, tables }: Visit, id: string): void {
  tables.floatingIps.later(id, context.duration("neutron.floatingip"), { status: "ACTIVE" });
}

function portDetails(port: Readonly<PortRow> | undefined): Json | null {
  if (port === undefined) return null;
  const { name, network_id, mac_address, admin_state_up, status, device_id, device_owner } = port;
  return { name, network_id, mac_address, admin_state_up, status, device_id, device_owner };
}

/** `/v2.0/floatingips`. */
export const floatingIps: Collection<FloatingIpRow> = {
  singular: "floatingip",
  plural: "floatingips",
  quota: "neutron.floatingips",
  table: (tables) => tables.floatingIps,
  notFound: notFoundFault("FloatingIPNotFound", (id) => `Floating IP ${id} could not be found`),
  attributes: {
    ...COMMON_ATTRIBUTES,
    floating_network_id: { type: "uuid", when: "create", required: true },
    subnet_id: { type: "uuid", when: "create", nullable: true },
    floating_ip_address: { type: "string", when: "create", nullable: true, admin: true },
    port_id: { type: "uuid", nullable: true },
    fixed_ip_address: { type: "string", nullable: true },
    qos_policy_id: { type: "uuid", nullable: true },
    dns_name: { type: "string", when: "create" },
    dns_domain: { type: "string", when: "create" },
  },
  create(visit, fields) {
    const { context, tables, caller } = visit;
    const network = seen(visit, networks, String(fields["floating_network_id"]));
    if (!network["router:external"]) {
      throw new NeutronFault(
        400,
        "BadRequest",
        `Bad floatingip request: Network ${network.id} is not a valid external network.`,
      );
    }
    const owner = ownerOf(fields, caller, "floatingip");
    const { subnet_id: subnetId, floating_ip_address: address } = fields;
    const isFree = typeof subnetId !== "string" && typeof address !== "string";
    const wish = {
      ...(typeof subnetId === "string" ? { subnet_id: subnetId } : {}),
      ...(typeof address === "string" ? { ip_address: address } : {}),
    };
    const [ip] = allocate(visit, network.id, isFree ? undefined : [wish]);
    if (ip === undefined)
      throw new NeutronFault(
        409,
        "IpAddressGenerationFailure",
        `No more IP addresses available on network ${network.id}.`,
      );
    const row: FloatingIpRow = {
      ...newRow(context, owner),
      revision_number: 0,
      qos_policy_id: null,
      dns_domain: "",
      dns_name: "",
      port_forwardings: [],
      ...fields,
      floating_ip_address: ip.ip_address,
      floating_network_id: network.id,
      ...FREE,
      tenant_id: owner,
      project_id: owner,
    };
    delete row["subnet_id"];
    delete (row as Json)["name"];
    if (typeof fields["port_id"] === "string")
      Object.assign(row, associate(visit, row, fields["port_id"], fields["fixed_ip_address"]));
    tables.floatingIps.put(row);
    // As Neutron: the address is held by a port of no project.
    putPort(visit, "", {
      network_id: network.id,
      fixed_ips: [ip],
      device_id: row.id,
      device_owner: "network:floatingip",
      status: "N/A",
    });
    if (row.port_id !== null) activate(visit, row.id);
    return row;
  },
  update(visit, row, fields) {
    const { port_id: portId, fixed_ip_address: fixedIp, ...rest } = fields;
    const association =
      portId === undefined ? {} : portId === null ? FREE : associate(visit, row, String(portId), fixedIp);
    visit.tables.floatingIps.patch(row.id, { ...rest, ...association, ...touched(visit.context, row) });
    if (typeof portId === "string") activate(visit, row.id);
    return visit.tables.floatingIps.get(row.id) ?? row;
  },
  remove(visit, row) {
    for (const port of portsOfRouter(visit, row.id, "network:floatingip")) visit.tables.ports.delete(port.id);
    visit.tables.floatingIps.delete(row.id);
  },
  show({ tables }, rows) {
    return rows.map((row) => ({
      ...row,
      port_details: portDetails(row.port_id === null ? undefined : tables.ports.get(row.port_id)),
    }));
  },
};
