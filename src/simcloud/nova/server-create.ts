import { type Json, type SimAnswer, SimFault, type SimObject } from "../service.ts";
import { listOf, objectOf, stringsOf, textOf, truthOf } from "../wire.ts";
import { attachWanted, type WantedDevice, wantedDevices } from "./block-devices.ts";
import { linksOf, type NovaCall } from "./call.ts";
import { findFlavor, type FlavorRow } from "./flavors.ts";
import { findKeypair } from "./keypairs.ts";
import { checkQuota } from "./limits.ts";
import {
  bindPort,
  findFreePort,
  findNetwork,
  findSecurityGroups,
  makePort,
  portTable,
  usableNetworks,
} from "./networking.ts";
import { ZONE } from "./platform.ts";
import { serverGroupTable } from "./server-groups.ts";
import { type FlavorSnapshot, type ServerRow, serverTable } from "./server-row.ts";

interface ImageRow extends SimObject {
  status: string;
  min_ram: number;
  min_disk: number;
}

const KNOWN_KEYS = new Set([
  "name",
  "flavorRef",
  "imageRef",
  "networks",
  "block_device_mapping",
  "block_device_mapping_v2",
  "key_name",
  "security_groups",
  "user_data",
  "metadata",
  "availability_zone",
  "config_drive",
  "personality",
  "tags",
  "description",
  "adminPass",
  "accessIPv4",
  "accessIPv6",
  "min_count",
  "max_count",
  "return_reservation_id",
  "OS-DCF:diskConfig",
  "hostname",
  "host",
  "hypervisor_hostname",
  "trusted_image_certificates",
  "os:scheduler_hints",
  "OS-SCH-HNT:scheduler_hints",
  "imageName",
  "flavorName",
]);

/** What a flavor was when a server got it. */
export function snapshotOf({ id, name, vcpus, ram, disk, ephemeral, swap, extraSpecs }: FlavorRow): FlavorSnapshot {
  return { id, name, vcpus, ram, disk, ephemeral, swap, extraSpecs };
}

/** Refuses with Nova's 400 an image that is not there, not active or too big for the flavor. */
export function checkImage(call: NovaCall, id: string, flavor: FlavorSnapshot, local: boolean): void {
  const image = call.context.table<ImageRow>("glance.images").get(id);
  if (image === undefined) throw new SimFault(400, "Can not find requested image");
  if (image.status !== "active") throw new SimFault(400, `Image ${id} is not active.`);
  if (image.min_ram > flavor.ram) throw new SimFault(400, "Flavor's memory is too small for requested image.");
  if (!local || flavor.disk === 0 || image.min_disk <= flavor.disk) return;
  const gib = 1024 ** 3;
  throw new SimFault(
    400,
    `Flavor's disk is too small for requested image. Flavor disk is ${flavor.disk * gib} bytes, minimum size is ${image.min_disk * gib} bytes.`,
  );
}

function checkBody(call: NovaCall, given: Json): void {
  const refuse = (problem: string): never => {
    throw new SimFault(400, `Invalid input for field/attribute server. Value: ${JSON.stringify(given)}. ${problem}`);
  };
  for (const key of ["name", "flavorRef"]) if (given[key] === undefined) refuse(`'${key}' is a required property`);
  if (call.version >= 37 && given["networks"] === undefined) refuse("'networks' is a required property");
  const unknown = Object.keys(given).find((key) => !KNOWN_KEYS.has(key));
  if (unknown !== undefined) refuse(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  const name = textOf(given["name"]) ?? "";
  if (name === "" || name.length > 255)
    throw new SimFault(
      400,
      `Invalid input for field/attribute name. Value: ${name}. '${name}' is too ${name === "" ? "short" : "long"}`,
    );
  if ((textOf(given["user_data"]) ?? "").length > 65535)
    throw new SimFault(400, "Invalid input for field/attribute user_data. It is too long");
  const metadata = Object.entries(objectOf(given["metadata"])).find(
    ([key, value]) => typeof value !== "string" || value.length > 255 || key.length > 255,
  );
  if (metadata !== undefined)
    throw new SimFault(
      400,
      `Invalid input for field/attribute ${metadata[0]}. Value: ${String(metadata[1])}. It is not a string of at most 255 characters`,
    );
}

interface Wiring {
  readonly portIds: string[];
  readonly networks: { networkId: string; fixedIp: string | undefined }[];
  readonly securityGroupIds: string[];
}

function wiringOf(call: NovaCall, given: Json): Wiring {
  const named = listOf(given["security_groups"]).map((group) => textOf(objectOf(group)["name"]) ?? "");
  const securityGroupIds = findSecurityGroups(call, named);
  const asked = given["networks"];
  if (asked === "none") return { portIds: [], networks: [], securityGroupIds };
  if (!Array.isArray(asked) || asked.length === 0) {
    const usable = usableNetworks(call).filter((network) => !network["router:external"]);
    if (usable.length > 1)
      throw new SimFault(409, "Multiple possible networks found, use a Network ID to be more specific.");
    return {
      portIds: [],
      networks: usable.map((network) => ({ networkId: network.id, fixedIp: undefined })),
      securityGroupIds,
    };
  }
  const wiring: Wiring = { portIds: [], networks: [], securityGroupIds };
  for (const item of asked) {
    const { port, uuid, fixed_ip: fixedIp } = objectOf(item);
    if (typeof port === "string") wiring.portIds.push(findFreePort(call, port).id);
    else wiring.networks.push({ networkId: findNetwork(call, textOf(uuid) ?? "").id, fixedIp: textOf(fixedIp) });
  }
  return wiring;
}

function groupOf(call: NovaCall, hints: Json): string | null {
  const id = textOf(hints["group"]);
  if (id === undefined) return null;
  if (serverGroupTable(call.context).get(id)?.projectId !== call.caller.projectId)
    throw new SimFault(400, `Instance group ${id} could not be found.`);
  return id;
}

function rowOf(call: NovaCall, given: Json, hints: Json, kind: Pick<ServerRow, "flavor" | "imageId">): ServerRow {
  const name = String(given["name"]).trim();
  const now = call.context.now();
  const table = serverTable(call.context);
  let number = 1;
  for (const other of table.everything()) number = Math.max(number, other.number + 1);
  return {
    id: call.context.uuid(),
    number,
    name,
    vmState: "building",
    taskState: "spawning",
    projectId: call.caller.projectId,
    userId: call.caller.userId,
    created: now,
    updated: now,
    launchedAt: null,
    deletedAt: null,
    busyUntil: now,
    ...kind,
    before: null,
    metadata: stringsOf(given["metadata"]),
    keyName: textOf(given["key_name"]) ?? null,
    userData: textOf(given["user_data"]) ?? null,
    zone: ZONE,
    configDrive: truthOf(given["config_drive"]),
    // As Nova: a client that does not know descriptions gets the name as one.
    description: call.version >= 19 ? (textOf(given["description"]) ?? null) : name,
    tags: listOf(given["tags"]).map(String),
    locked: false,
    lockedReason: null,
    fault: null,
    hostname:
      textOf(given["hostname"]) ??
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, "-")
        .replaceAll(/^-+|-+$/g, "")
        .slice(0, 63),
    groupId: groupOf(call, hints),
    schedulerHints: hints,
    accessIPv4: textOf(given["accessIPv4"]) ?? "",
    accessIPv6: textOf(given["accessIPv6"]) ?? "",
    diskConfig: textOf(given["OS-DCF:diskConfig"]) ?? "MANUAL",
    madePorts: [],
  };
}

function start(call: NovaCall, server: ServerRow, wiring: Wiring, devices: readonly WantedDevice[]): void {
  const { context } = call;
  const table = serverTable(context);
  const bootMs = context.duration("nova.boot");
  const end = context.now() + bootMs;
  if (server.metadata["simulate"] === "error") {
    table.put({ ...server, busyUntil: end });
    const fault = {
      code: 500,
      created: `${new Date(end).toISOString().slice(0, 19)}Z`,
      message: "No valid host was found. There are not enough hosts available.",
    };
    table.later(server.id, bootMs, { vmState: "error", taskState: null, updated: end, fault });
    return;
  }
  const { securityGroupIds } = wiring;
  const madePorts: string[] = [];
  try {
    for (const network of wiring.networks) madePorts.push(makePort(call, server.id, { ...network, securityGroupIds }));
    attachWanted(call, server.id, devices, bootMs);
  } catch (error) {
    for (const port of madePorts) portTable(context).delete(port);
    throw error;
  }
  for (const port of [...wiring.portIds, ...madePorts]) bindPort(context, port, server.id, bootMs);
  table.put({ ...server, madePorts, busyUntil: end });
  table.later(server.id, bootMs, { vmState: "active", taskState: null, updated: end, launchedAt: end });
}

/** `POST /servers`. */
export function createServer(call: NovaCall): SimAnswer {
  const given = objectOf(call.request.body["server"]);
  checkBody(call, given);
  const hints = objectOf(
    call.request.body["os:scheduler_hints"] ??
      call.request.body["OS-SCH-HNT:scheduler_hints"] ??
      given["os:scheduler_hints"],
  );
  const imageRef = (textOf(given["imageRef"]) ?? "").split("/").at(-1) ?? "";
  const devices = wantedDevices(call, given, imageRef);
  const root = devices.find((device) => device.bootIndex === 0);
  if (imageRef === "" && root === undefined)
    throw new SimFault(
      400,
      devices.length === 0
        ? "Missing imageRef attribute"
        : "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.",
    );
  const flavor = snapshotOf(findFlavor(call, String(given["flavorRef"]).split("/").at(-1) ?? "", 400));
  const fromVolume = root?.destination === "volume";
  if (imageRef !== "") checkImage(call, imageRef, flavor, !fromVolume);
  const key = textOf(given["key_name"]);
  if (key !== undefined && findKeypair(call.context, call.caller.userId, key) === undefined)
    throw new SimFault(400, "Invalid key_name provided.");
  const zone = textOf(given["availability_zone"])?.split(":")[0];
  if (zone !== undefined && zone !== ZONE) throw new SimFault(400, "The requested availability zone is not available");
  const wiring = wiringOf(call, given);
  checkQuota(call, { instances: 1, cores: flavor.vcpus, ram: flavor.ram });
  const server = rowOf(call, given, hints, { flavor, imageId: fromVolume ? null : imageRef });
  start(call, server, wiring, devices);
  const answer = {
    id: server.id,
    links: linksOf(call.context, `servers/${server.id}`),
    "OS-DCF:diskConfig": server.diskConfig,
    security_groups: listOf(given["security_groups"]).length === 0 ? [{ name: "default" }] : given["security_groups"],
    adminPass: textOf(given["adminPass"]) ?? call.context.uuid().replaceAll("-", "").slice(0, 12),
  };
  return { status: 202, headers: { location: answer.links[0]?.["href"] as string }, body: { server: answer } };
}
