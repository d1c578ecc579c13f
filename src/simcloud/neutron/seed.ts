import { seededProjectId } from "../keystone/seed.ts";
import type { Caller } from "../service.ts";
import type { Neutron, Visit } from "./collection.ts";
import { networks } from "./networks.ts";
import { addInterface, routers } from "./routers.ts";
import { seededUuid } from "./rows.ts";
import { subnets } from "./subnets.ts";

function callerOf(project: string, isAdmin: boolean): Caller {
  return { userId: "", projectId: seededProjectId(project), roles: [], isAdmin };
}

/** Puts the external network, and a network with a router in the project demo, unless there are networks. */
export function seedNeutron(neutron: Neutron): void {
  if (neutron.tables.networks.list().length > 0) return;
  let count = 0;
  // The ids are the same on every simulated cloud, so that they can be written down.
  const context = { ...neutron.context, uuid: () => seededUuid(`neutron:${count++}`) };
  const admin: Visit = { context, tables: neutron.tables, caller: callerOf("admin", true) };
  const demo: Visit = { ...admin, caller: callerOf("demo", false) };
  const outside = networks.create(admin, { name: "public", "router:external": true, is_default: false, mtu: 1500 });
  subnets.create(admin, {
    name: "public-subnet",
    network_id: outside.id,
    ip_version: 4,
    cidr: "203.0.113.0/24",
    enable_dhcp: false,
    allocation_pools: [{ start: "203.0.113.10", end: "203.0.113.250" }],
  });
  const inside = networks.create(demo, { name: "private" });
  const subnet = subnets.create(demo, {
    name: "private-subnet",
    network_id: inside.id,
    ip_version: 4,
    cidr: "192.0.2.0/24",
    dns_nameservers: ["192.0.2.1"],
  });
  const router = routers.create(demo, { name: "router", external_gateway_info: { network_id: outside.id } });
  addInterface(demo, router, { subnet_id: subnet.id });
}
