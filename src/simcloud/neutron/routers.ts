import type { Json } from "../service.ts";
import { allocate, wishesOf } from "./allocation.ts";
import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, seen, type Collection, type Neutron, type Visit } from "./collection.ts";
import { badRequest, NeutronFault } from "./faults.ts";
import { networks } from "./networks.ts";
import { ports, putPort } from "./ports.ts";
import { newRow, touched, type GatewayInfo, type PortRow, type RouterRow, type SubnetRow } from "./rows.ts";
import { subnets } from "./subnets.ts";

const INTERFACE = "network:router_interface";
const GATEWAY = "network:router_gateway";

/** A router's ports of that kind. */
export function portsOfRouter({ tables }: Neutron, routerId: string, owner: string = INTERFACE): Readonly<PortRow>[] {
  const found: Readonly<PortRow>[] = [];
  for (const port of tables.ports.everything())
    if (port.device_id === routerId && port.device_owner === owner) found.push(port);
  return found;
}

function refuseGatewayInUse({ tables }: Neutron, row: RouterRow): void {
  for (const address of tables.floatingIps.everything()) {
    if (address.router_id === row.id) {
      throw new NeutronFault(
        409,
        "RouterExternalGatewayInUseByFloatingIp",
        `Gateway cannot be updated for router ${row.id}, since a gateway to external network ${row.external_gateway_info?.network_id ?? ""} is required by one or more floating IPs.`,
      );
    }
  }
}

/** Gives a router the gateway asked for, or takes the one it has. */
function setGateway(visit: Visit, row: RouterRow, asked: Json | null): GatewayInfo | null {
  const networkId = asked?.["network_id"];
  const held = row.external_gateway_info;
  const isKept = held !== null && networkId === held.network_id && asked?.["external_fixed_ips"] === undefined;
  if (isKept) return { ...held, enable_snat: asked?.["enable_snat"] !== false };
  if (held !== null && networkId !== held.network_id) refuseGatewayInUse(visit, row);
  for (const port of portsOfRouter(visit, row.id, GATEWAY)) visit.tables.ports.delete(port.id);
  if (typeof networkId !== "string") return null;
  const network = seen(visit, networks, networkId);
  if (!network["router:external"]) {
    throw new NeutronFault(400, "BadRequest", `Bad router request: Network ${network.id} is not an external network.`);
  }
  const fixedIps = allocate(visit, network.id, wishesOf(asked?.["external_fixed_ips"]));
  // As Neutron: the gateway's port belongs to no project, only administrators see it.
  putPort(visit, "", {
    network_id: network.id,
    fixed_ips: fixedIps,
    device_id: row.id,
    device_owner: GATEWAY,
    status: "ACTIVE",
    port_security_enabled: false,
  });
  return { network_id: network.id, external_fixed_ips: fixedIps, enable_snat: asked?.["enable_snat"] !== false };
}

function gatewayAsked(fields: Json): Json | null {
  const sent = fields["external_gateway_info"];
  return typeof sent === "object" && sent !== null ? (sent as Json) : null;
}

/** `/v2.0/routers`. */
export const routers: Collection<RouterRow> = {
  singular: "router",
  plural: "routers",
  quota: "neutron.routers",
  table: (tables) => tables.routers,
  notFound: notFoundFault("RouterNotFound", (id) => `Router ${id} could not be found`),
  attributes: {
    ...COMMON_ATTRIBUTES,
    admin_state_up: { type: "boolean" },
    external_gateway_info: { type: "any" },
    routes: { type: "any" },
    distributed: { type: "boolean", admin: true },
    ha: { type: "boolean", admin: true },
    availability_zone_hints: { type: "any", when: "create" },
    flavor_id: { type: "any", when: "create" },
  },
  create(visit, fields) {
    const owner = ownerOf(fields, visit.caller, "router");
    const row: RouterRow = {
      ...newRow(visit.context, owner),
      admin_state_up: true,
      status: "ACTIVE",
      availability_zones: [],
      availability_zone_hints: [],
      routes: [],
      ...fields,
      external_gateway_info: null,
      tenant_id: owner,
      project_id: owner,
    };
    row.external_gateway_info = setGateway(visit, row, gatewayAsked(fields));
    visit.tables.routers.put(row);
    return row;
  },
  update(visit, row, fields) {
    const { external_gateway_info: sent, ...rest } = fields;
    const gateway = sent === undefined ? {} : { external_gateway_info: setGateway(visit, row, gatewayAsked(fields)) };
    visit.tables.routers.patch(row.id, { ...rest, ...gateway, ...touched(visit.context, row) });
    return visit.tables.routers.get(row.id) ?? row;
  },
  remove(visit, row) {
    const attached = portsOfRouter(visit, row.id);
    if (attached.length > 0) {
      const ids = attached.map(({ id }) => id).join(",");
      throw new NeutronFault(409, "RouterInUse", `Router ${row.id} has ports still attached: ${ids}`);
    }
    refuseGatewayInUse(visit, row);
    for (const port of portsOfRouter(visit, row.id, GATEWAY)) visit.tables.ports.delete(port.id);
    visit.tables.routers.delete(row.id);
  },
  show: (_visit, rows) => [...rows],
};

function interfaceBody(row: RouterRow, port: Readonly<PortRow>): Json {
  const ids = port.fixed_ips.map(({ subnet_id: id }) => id);
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    port_id: port.id,
    network_id: port.network_id,
    subnet_id: ids[0],
    subnet_ids: ids,
  };
}

function addBySubnet(visit: Visit, row: RouterRow, subnet: SubnetRow): PortRow {
  if (subnet.gateway_ip === null) {
    throw new NeutronFault(
      400,
      "BadRequest",
      "Bad router request: Subnet for router interface must have a gateway IP.",
    );
  }
  for (const port of portsOfRouter(visit, row.id)) {
    if (port.fixed_ips.some((ip) => ip.subnet_id === subnet.id)) {
      throw new NeutronFault(
        400,
        "BadRequest",
        `Bad router request: Router already has a port on subnet ${subnet.id}.`,
      );
    }
  }
  const fixedIps = allocate(visit, subnet.network_id, [{ subnet_id: subnet.id, ip_address: subnet.gateway_ip }]);
  const fields = { device_id: row.id, device_owner: INTERFACE, status: "ACTIVE", port_security_enabled: false };
  return putPort(visit, row.project_id, { network_id: subnet.network_id, fixed_ips: fixedIps, ...fields });
}

function addByPort(visit: Visit, row: RouterRow, port: PortRow): PortRow {
  if (port.device_id !== "") {
    throw new NeutronFault(
      409,
      "PortInUse",
      `Unable to complete operation on port ${port.id} for network ${port.network_id}. Port already has an attached device ${port.device_id}.`,
    );
  }
  if (port.fixed_ips.length === 0)
    throw new NeutronFault(400, "BadRequest", "Bad router request: Router port must have at least one fixed IP.");
  visit.tables.ports.patch(port.id, {
    device_id: row.id,
    device_owner: INTERFACE,
    status: "ACTIVE",
    ...touched(visit.context, port),
  });
  return visit.tables.ports.get(port.id) ?? port;
}

/** `PUT /v2.0/routers/{id}/add_router_interface`. */
export function addInterface(visit: Visit, row: RouterRow, { subnet_id: subnetId, port_id: portId }: Json): Json {
  if (typeof portId === "string") return interfaceBody(row, addByPort(visit, row, seen(visit, ports, portId)));
  if (typeof subnetId === "string") return interfaceBody(row, addBySubnet(visit, row, seen(visit, subnets, subnetId)));
  throw new NeutronFault(400, "BadRequest", "Bad router request: Either subnet_id or port_id must be specified.");
}

function refuseInterfaceInUse(visit: Visit, row: RouterRow, port: Readonly<PortRow>): void {
  for (const address of visit.tables.floatingIps.everything()) {
    if (address.router_id !== row.id || address.port_id === null) continue;
    const inner = visit.tables.ports.get(address.port_id);
    const subnet = inner?.fixed_ips.find((ip) => ip.ip_address === address.fixed_ip_address)?.subnet_id;
    if (port.fixed_ips.some((ip) => ip.subnet_id === subnet)) {
      throw new NeutronFault(
        409,
        "RouterInterfaceInUseByFloatingIP",
        `Router interface for subnet ${subnet ?? ""} on router ${row.id} cannot be deleted, as it is required by one or more floating IPs.`,
      );
    }
  }
}

/** `PUT /v2.0/routers/{id}/remove_router_interface`. */
export function removeInterface(visit: Visit, row: RouterRow, { subnet_id: subnetId, port_id: portId }: Json): Json {
  if (typeof subnetId !== "string" && typeof portId !== "string")
    throw badRequest("Either subnet_id or port_id must be specified");
  const port = portsOfRouter(visit, row.id).find((candidate) =>
    typeof portId === "string" ? candidate.id === portId : candidate.fixed_ips.some((ip) => ip.subnet_id === subnetId),
  );
  if (port === undefined) {
    throw typeof portId === "string"
      ? new NeutronFault(
          404,
          "RouterInterfaceNotFound",
          `Router ${row.id} does not have an interface with id ${portId}`,
        )
      : new NeutronFault(
          404,
          "RouterInterfaceNotFoundForSubnet",
          `Router ${row.id} has no interface on subnet ${String(subnetId)}`,
        );
  }
  refuseInterfaceInUse(visit, row, port);
  visit.tables.ports.delete(port.id);
  return interfaceBody(row, port);
}
