import { microTime } from "../wire.ts";
import type { Json, SimAnswer } from "../service.ts";
import { type NovaCall, requireAdmin } from "./call.ts";

/** Name of the one host that all simulated servers run on. */
export const COMPUTE_HOST = "sim-compute";
/** Name of the one availability zone. */
export const ZONE = "nova";

/** `/os-availability-zone`, with `/detail` for admins. */
export function availabilityZones(call: NovaCall): SimAnswer {
  if (call.rest[0] !== "detail")
    return {
      status: 200,
      body: { availabilityZoneInfo: [{ zoneName: ZONE, zoneState: { available: true }, hosts: null }] },
    };
  requireAdmin(call, "os-availability-zone:detail");
  const state = { available: true, active: true, updated_at: microTime(call.context.now()) };
  const zone = { zoneName: ZONE, zoneState: { available: true }, hosts: { [COMPUTE_HOST]: { "nova-compute": state } } };
  return { status: 200, body: { availabilityZoneInfo: [zone] } };
}

/** `/os-services`, for admins. */
export function services(call: NovaCall): SimAnswer {
  requireAdmin(call, "os-services:list");
  const updated = microTime(call.context.now());
  const row = (id: number, binary: string, zone: string): Json => ({
    binary,
    host: COMPUTE_HOST,
    id,
    zone,
    status: "enabled",
    state: "up",
    updated_at: updated,
    disabled_reason: null,
  });
  const all = [
    row(1, "nova-conductor", "internal"),
    row(2, "nova-scheduler", "internal"),
    row(3, "nova-compute", ZONE),
  ];
  const host = call.request.query.get("host");
  const binary = call.request.query.get("binary");
  const chosen = all.filter(
    (service) => (host === null || service["host"] === host) && (binary === null || service["binary"] === binary),
  );
  return { status: 200, body: { services: chosen } };
}

/** `/os-hypervisors`, for admins: the simulated cloud has none to show. */
export function hypervisors(call: NovaCall): SimAnswer {
  requireAdmin(call, "os-hypervisors:list");
  return { status: 200, body: { hypervisors: [] } };
}

const EXTENSIONS = [
  "os-keypairs",
  "os-availability-zone",
  "os-server-groups",
  "os-volumes",
  "os-attach-interfaces",
  "os-quota-sets",
  "os-extended-volumes",
  "OS-EXT-STS",
  "OS-EXT-SRV-ATTR",
  "OS-EXT-AZ",
  "OS-DCF",
  "os-flavor-access",
  "os-flavor-extra-specs",
];

/** `/extensions`: what old clients ask before they use an extension. */
export function extensions(call: NovaCall): SimAnswer {
  const view = (alias: string): Json => ({
    alias,
    name: alias,
    description: "",
    links: [],
    namespace: "http://docs.openstack.org/compute/ext/fake_xml",
    updated: "2014-12-03T00:00:00Z",
  });
  const [alias] = call.rest;
  if (alias !== undefined) return { status: EXTENSIONS.includes(alias) ? 200 : 404, body: { extension: view(alias) } };
  return { status: 200, body: { extensions: EXTENSIONS.map(view) } };
}
