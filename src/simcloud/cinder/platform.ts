import type { Json, SimAnswer } from "../service.ts";
import { microTime } from "../wire.ts";
import { type CinderCall, requireAdmin } from "./call.ts";

/** `/os-availability-zone`. */
export function availabilityZones(): SimAnswer {
  return { status: 200, body: { availabilityZoneInfo: [{ zoneName: "nova", zoneState: { available: true } }] } };
}

/** `/os-services`, for admins. */
export function services(call: CinderCall): SimAnswer {
  requireAdmin(call, "volume_extension:services:index");
  const updated = microTime(call.context.now());
  const row = (binary: string, host: string): Json => ({
    binary,
    host,
    zone: "nova",
    status: "enabled",
    state: "up",
    updated_at: updated,
    disabled_reason: null,
  });
  const volume = {
    ...row("cinder-volume", "sim-volume@file"),
    replication_status: "disabled",
    active_backend_id: null,
    frozen: false,
  };
  return {
    status: 200,
    body: { services: [row("cinder-backup", "sim-volume"), row("cinder-scheduler", "sim-volume"), volume] },
  };
}

const EXTENSIONS = [
  "os-vol-image-meta",
  "os-used-limits",
  "os-admin-actions",
  "os-types-extra-specs",
  "backups",
  "os-quota-sets",
  "os-volume-actions",
  "os-availability-zone",
  "os-volume-type-access",
  "os-services",
  "os-types-manage",
  "os-vol-tenant-attr",
  "OS-SCH-HNT",
  "os-extended-snapshot-attributes",
];

/** `/extensions`: what clients ask before they use an extension. */
export function extensions(): SimAnswer {
  return {
    status: 200,
    body: {
      extensions: EXTENSIONS.map((alias) => ({
        name: alias,
        alias,
        description: "",
        updated: "2015-08-31T00:00:00+00:00",
        links: [],
      })),
    },
  };
}
