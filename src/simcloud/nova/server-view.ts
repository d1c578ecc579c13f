import { createHash } from "node:crypto";

import { isoSeconds } from "#lib/time.ts";
import type { Json } from "../service.ts";
import { microTime } from "../wire.ts";
import { linksOf, type NovaCall, novaRoot } from "./call.ts";
import { addressesOf, type Devices, securityGroupsOf } from "./devices.ts";
import { COMPUTE_HOST } from "./platform.ts";
import { isGone, type ServerRow, statusOf } from "./server-row.ts";

const POWER: Readonly<Record<string, number>> = {
  active: 1,
  resized: 1,
  rescued: 1,
  paused: 3,
  stopped: 4,
  suspended: 4,
  shelved: 4,
  shelved_offloaded: 4,
};

function flavorView(call: NovaCall, { flavor }: ServerRow): Json {
  if (call.version < 47)
    return { id: flavor.id, links: [{ rel: "bookmark", href: `${novaRoot(call.context)}/flavors/${flavor.id}` }] };
  return {
    vcpus: flavor.vcpus,
    ram: flavor.ram,
    disk: flavor.disk,
    ephemeral: flavor.ephemeral,
    swap: flavor.swap,
    original_name: flavor.name,
    ...(call.version >= 61 ? { extra_specs: flavor.extraSpecs } : {}),
  };
}

function placed(server: ServerRow): boolean {
  return server.launchedAt !== null;
}

/** The part of a server that every answer with a whole server holds. */
function coreView(call: NovaCall, server: ServerRow, devices: Devices): Json {
  const root = novaRoot(call.context);
  const image =
    server.imageId === null
      ? ""
      : { id: server.imageId, links: [{ rel: "bookmark", href: `${root}/images/${server.imageId}` }] };
  return {
    id: server.id,
    name: server.name,
    status: statusOf(call.context, server),
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: placed(server) ? createHash("sha224").update(`${server.projectId}${COMPUTE_HOST}`).digest("hex") : "",
    image,
    flavor: flavorView(call, server),
    created: isoSeconds(server.created),
    updated: isoSeconds(server.updated),
    addresses: placed(server) ? addressesOf(call.context, devices, server.id, true) : {},
    accessIPv4: server.accessIPv4,
    accessIPv6: server.accessIPv6,
    links: linksOf(call.context, `servers/${server.id}`),
    "OS-DCF:diskConfig": server.diskConfig,
    // As Nova: where it went wrong, progress makes place for the fault.
    ...(server.vmState === "error" ? {} : { progress: 0 }),
    ...(server.fault !== null && server.vmState === "error" ? { fault: server.fault } : {}),
  };
}

function microversionView(call: NovaCall, server: ServerRow): Json {
  const from = (version: number, fields: Json): Json => (call.version >= version ? fields : {});
  return {
    ...from(9, { locked: server.locked }),
    ...from(73, { locked_reason: server.lockedReason }),
    ...from(19, { description: server.description }),
    ...from(26, { tags: server.tags }),
    ...from(63, { trusted_image_certificates: null }),
    ...from(90, { "OS-EXT-SRV-ATTR:hostname": server.hostname }),
  };
}

function adminView(call: NovaCall, server: ServerRow): Json {
  if (!call.caller.isAdmin) return {};
  const host = placed(server) ? COMPUTE_HOST : null;
  const early = {
    "OS-EXT-SRV-ATTR:host": host,
    "OS-EXT-SRV-ATTR:instance_name": `instance-${server.number.toString(16).padStart(8, "0")}`,
    "OS-EXT-SRV-ATTR:hypervisor_hostname": host,
  };
  if (call.version < 3) return early;
  return {
    ...early,
    "OS-EXT-SRV-ATTR:reservation_id": `r-${server.id.slice(0, 8)}`,
    "OS-EXT-SRV-ATTR:launch_index": 0,
    "OS-EXT-SRV-ATTR:hostname": server.hostname,
    "OS-EXT-SRV-ATTR:kernel_id": "",
    "OS-EXT-SRV-ATTR:ramdisk_id": "",
    "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
    "OS-EXT-SRV-ATTR:user_data": server.userData,
    ...(call.version >= 16 ? { host_status: "UP" } : {}),
  };
}

/** A server as list and show give it. */
export function serverView(call: NovaCall, server: ServerRow, devices: Devices): Json {
  const volumes = (devices.volumes.get(server.id) ?? []).map((use) =>
    call.version >= 3 ? { id: use.volumeId, delete_on_termination: use.deleteOnTermination } : { id: use.volumeId },
  );
  const groups = placed(server) ? securityGroupsOf(call.context, devices, server.id) : [];
  const gone = isGone(call.context, server);
  return {
    ...coreView(call, server, devices),
    "OS-EXT-AZ:availability_zone": placed(server) ? server.zone : "",
    config_drive: server.configDrive ? "True" : "",
    key_name: server.keyName,
    "OS-SRV-USG:launched_at": server.launchedAt === null ? null : microTime(server.launchedAt),
    "OS-SRV-USG:terminated_at": gone && server.deletedAt !== null ? microTime(server.deletedAt) : null,
    ...(groups.length === 0 ? {} : { security_groups: groups }),
    "OS-EXT-STS:task_state": gone ? null : server.taskState,
    "OS-EXT-STS:vm_state": gone ? "deleted" : server.vmState,
    "OS-EXT-STS:power_state": POWER[server.vmState] ?? 0,
    "os-extended-volumes:volumes_attached": volumes,
    ...microversionView(call, server),
    ...adminView(call, server),
  };
}

/** A server as update and rebuild answer: without the extensions' fields before microversion 2.75. */
export function changedView(call: NovaCall, server: ServerRow, devices: Devices): Json {
  if (call.version >= 75) return serverView(call, server, devices);
  const {
    "OS-EXT-SRV-ATTR:hostname": _hostname,
    trusted_image_certificates: _certificates,
    ...more
  } = microversionView(call, server);
  return { ...coreView(call, server, devices), ...more };
}
