import { createHash } from "node:crypto";
import type { Json, SimContext, SimObject } from "../service.ts";
import type { Table } from "../state.ts";

/** What every object of Neutron has; stored in its wire form. */
export interface NeutronRow extends SimObject, Json {
  name: string;
  tenant_id: string;
  project_id: string;
  description: string;
  created_at: string;
  updated_at: string;
  revision_number: number;
}

/** A network; `subnets` is kept with it. */
export interface NetworkRow extends NeutronRow {
  status: string;
  shared: boolean;
  "router:external": boolean;
  subnets: string[];
}

/** A subnet. */
export interface SubnetRow extends NeutronRow {
  network_id: string;
  cidr: string;
  ip_version: 4 | 6;
  gateway_ip: string | null;
  allocation_pools: { start: string; end: string }[];
}

/** An address of a port. */
export interface FixedIp {
  subnet_id: string;
  ip_address: string;
}

/** A port. */
export interface PortRow extends NeutronRow {
  network_id: string;
  status: string;
  mac_address: string;
  admin_state_up: boolean;
  device_id: string;
  device_owner: string;
  fixed_ips: FixedIp[];
  security_groups: string[];
}

/** What a router's gateway is. */
export interface GatewayInfo {
  network_id: string;
  external_fixed_ips: FixedIp[];
  enable_snat: boolean;
}

/** A router. */
export interface RouterRow extends NeutronRow {
  external_gateway_info: GatewayInfo | null;
}

/** A security group; its rules are a table of their own. */
export type SecurityGroupRow = NeutronRow;

/** A rule of a security group. */
export interface SecurityGroupRuleRow extends SimObject, Json {
  security_group_id: string;
  project_id: string;
}

/** A floating IP. */
export interface FloatingIpRow extends NeutronRow {
  floating_network_id: string;
  floating_ip_address: string;
  port_id: string | null;
  fixed_ip_address: string | null;
  router_id: string | null;
  status: string;
}

/** Neutron's tables. */
export interface NeutronTables {
  readonly networks: Table<NetworkRow>;
  readonly subnets: Table<SubnetRow>;
  readonly ports: Table<PortRow>;
  readonly routers: Table<RouterRow>;
  readonly securityGroups: Table<SecurityGroupRow>;
  readonly securityGroupRules: Table<SecurityGroupRuleRow>;
  readonly floatingIps: Table<FloatingIpRow>;
}

/** Opens Neutron's tables. */
export function neutronTables(context: SimContext): NeutronTables {
  return {
    networks: context.table("neutron.networks"),
    subnets: context.table("neutron.subnets"),
    ports: context.table("neutron.ports"),
    routers: context.table("neutron.routers"),
    securityGroups: context.table("neutron.security_groups"),
    securityGroupRules: context.table("neutron.security_group_rules"),
    floatingIps: context.table("neutron.floatingips"),
  };
}

/** A time as Neutron writes it. */
export function neutronTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

/** What a new object of that project has besides its own fields. */
export function newRow(context: SimContext, projectId: string): NeutronRow & { tags: string[] } {
  const now = neutronTime(context.now());
  return {
    id: context.uuid(),
    name: "",
    tenant_id: projectId,
    project_id: projectId,
    description: "",
    tags: [],
    created_at: now,
    updated_at: now,
    revision_number: 1,
  };
}

/** The fields that every change of an object changes. */
export function touched(context: SimContext, row: NeutronRow): { updated_at: string; revision_number: number } {
  return { updated_at: neutronTime(context.now()), revision_number: row.revision_number + 1 };
}

/** A UUID that is the same on every simulated cloud. */
export function seededUuid(what: string): string {
  const hex = createHash("sha256").update(`simulated cloud:${what}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
