import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { integerOf, objectOf, pageOf, stringsOf, textOf, truthOf } from "../wire.ts";
import { linksOf, type NovaCall, nextLink, noSuchPath, requireAdmin } from "./call.ts";

/** A flavor as it is kept. */
export interface FlavorRow extends SimObject {
  name: string;
  ram: number;
  vcpus: number;
  disk: number;
  ephemeral: number;
  swap: number;
  rxtxFactor: number;
  isPublic: boolean;
  description: string | null;
  extraSpecs: Record<string, string>;
  /** Projects that may use it when it is not public. */
  access: string[];
}

/** Nova's table of flavors. */
function flavorTable(context: SimContext): Table<FlavorRow> {
  return context.table<FlavorRow>("nova.flavors");
}

/** Puts the flavors that a fresh cloud has, unless there are flavors. */
export function seedNova(context: SimContext): void {
  if (flavorTable(context).list().length > 0) return;
  const seeds: [string, string, number, number][] = [
    ["1", "m1.nano", 64, 1],
    ["2", "m1.micro", 128, 1],
    ["3", "m1.tiny", 512, 1],
    ["4", "m1.small", 2048, 20],
  ];
  const same = {
    vcpus: 1,
    ephemeral: 0,
    swap: 0,
    rxtxFactor: 1,
    isPublic: true,
    description: null,
    extraSpecs: {},
    access: [],
  };
  for (const [id, name, ram, disk] of seeds) flavorTable(context).put({ ...same, id, name, ram, disk });
}

function visible(call: NovaCall, flavor: FlavorRow): boolean {
  return flavor.isPublic || call.caller.isAdmin || flavor.access.includes(call.caller.projectId);
}

/** The flavor the caller means, by id; refuses with the status that the place calls for. */
export function findFlavor(call: NovaCall, id: string, missingStatus: number): FlavorRow {
  const flavor = flavorTable(call.context).get(id);
  if (flavor === undefined || !visible(call, flavor))
    throw new SimFault(missingStatus, `Flavor ${id} could not be found.`);
  return flavor;
}

function flavorView(call: NovaCall, flavor: FlavorRow): Json {
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.ram,
    disk: flavor.disk,
    // As Nova: before 2.75 no swap is an empty string.
    swap: flavor.swap === 0 && call.version < 75 ? "" : flavor.swap,
    "OS-FLV-EXT-DATA:ephemeral": flavor.ephemeral,
    "OS-FLV-DISABLED:disabled": false,
    vcpus: flavor.vcpus,
    "os-flavor-access:is_public": flavor.isPublic,
    rxtx_factor: flavor.rxtxFactor,
    links: linksOf(call.context, `flavors/${flavor.id}`),
    ...(call.version >= 55 ? { description: flavor.description } : {}),
    ...(call.version >= 61 ? { extra_specs: flavor.extraSpecs } : {}),
  };
}

function listFlavors(call: NovaCall, detail: boolean): SimAnswer {
  const { query } = call.request;
  const isPublic = query.get("is_public");
  const everyKind = call.caller.isAdmin && isPublic !== null;
  const rows = flavorTable(call.context)
    .list()
    .filter((flavor) =>
      everyKind
        ? isPublic?.toLowerCase() === "none" || flavor.isPublic === truthOf(isPublic)
        : flavor.isPublic || flavor.access.includes(call.caller.projectId),
    )
    .filter(
      (flavor) => flavor.ram >= Number(query.get("minRam") ?? 0) && flavor.disk >= Number(query.get("minDisk") ?? 0),
    );
  const page = pageOf(rows, query, { default: 1000, max: 1000 });
  const views = page.items.map((flavor) => {
    const view = flavorView(call, flavor);
    return detail
      ? view
      : {
          id: view["id"],
          name: view["name"],
          links: view["links"],
          ...(call.version >= 55 ? { description: flavor.description } : {}),
        };
  });
  return { status: 200, body: { flavors: views, ...nextLink(call, "flavors", page.nextMarker) } };
}

function sizeOf(given: Json, key: string, fallback: number | undefined): number {
  const value = given[key] === undefined || given[key] === "" ? fallback : integerOf(given[key]);
  if (value === undefined || value < 0)
    throw new SimFault(400, `Invalid input for field/attribute ${key}. Value: ${String(given[key])}.`);
  return value;
}

function createFlavor(call: NovaCall): SimAnswer {
  requireAdmin(call, "os-flavor-manage:create");
  const given = objectOf(call.request.body["flavor"]);
  const name = textOf(given["name"]);
  if (name === undefined || name === "")
    throw new SimFault(400, "Invalid input for field/attribute flavor. 'name' is a required property");
  const wanted = textOf(given["id"]) ?? textOf(given["flavorid"]);
  const id = wanted === undefined || wanted === "auto" ? call.context.uuid() : wanted;
  const table = flavorTable(call.context);
  if (table.get(id) !== undefined) throw new SimFault(409, `Flavor with ID ${id} already exists.`);
  if (table.list().some((flavor) => flavor.name === name))
    throw new SimFault(409, `Flavor with name ${name} already exists.`);
  const isPublic = given["os-flavor-access:is_public"] === undefined || truthOf(given["os-flavor-access:is_public"]);
  const flavor: FlavorRow = {
    id,
    name,
    ram: sizeOf(given, "ram", undefined),
    vcpus: sizeOf(given, "vcpus", undefined),
    disk: sizeOf(given, "disk", undefined),
    ephemeral: sizeOf(given, "OS-FLV-EXT-DATA:ephemeral", 0),
    swap: sizeOf(given, "swap", 0),
    rxtxFactor: Number(given["rxtx_factor"] ?? 1),
    isPublic,
    description: textOf(given["description"]) ?? null,
    extraSpecs: {},
    access: isPublic ? [] : [call.caller.projectId],
  };
  table.put(flavor);
  return { status: 200, body: { flavor: flavorView(call, flavor) } };
}

function extraSpecs(call: NovaCall, flavor: FlavorRow, key: string | undefined): SimAnswer {
  const table = flavorTable(call.context);
  const { method, body } = call.request;
  if (method === "GET") {
    if (key === undefined) return { status: 200, body: { extra_specs: flavor.extraSpecs } };
    if (!(key in flavor.extraSpecs)) throw new SimFault(404, `Flavor ${flavor.id} has no extra specs with key ${key}.`);
    return { status: 200, body: { [key]: flavor.extraSpecs[key] } };
  }
  requireAdmin(call, `os-flavor-extra-specs:${method === "DELETE" ? "delete" : "create"}`);
  if (method === "POST" && key === undefined) {
    const added = stringsOf(body["extra_specs"]);
    table.patch(flavor.id, { extraSpecs: { ...flavor.extraSpecs, ...added } });
    return { status: 200, body: { extra_specs: added } };
  }
  if (key === undefined) return noSuchPath();
  if (method === "PUT") {
    table.patch(flavor.id, { extraSpecs: { ...flavor.extraSpecs, [key]: String(body[key]) } });
    return { status: 200, body: { [key]: String(body[key]) } };
  }
  if (!(key in flavor.extraSpecs)) throw new SimFault(404, `Flavor ${flavor.id} has no extra specs with key ${key}.`);
  const { [key]: _removed, ...kept } = flavor.extraSpecs;
  table.patch(flavor.id, { extraSpecs: kept });
  return { status: 200 };
}

function accessView(flavor: FlavorRow): Json {
  return { flavor_access: flavor.access.map((project) => ({ flavor_id: flavor.id, tenant_id: project })) };
}

function access(call: NovaCall, flavor: FlavorRow): SimAnswer {
  requireAdmin(call, "os-flavor-access");
  if (flavor.isPublic) throw new SimFault(404, "Access list not available for public flavors.");
  return { status: 200, body: accessView(flavor) };
}

function flavorAction(call: NovaCall, flavor: FlavorRow): SimAnswer {
  requireAdmin(call, "os-flavor-access:add_tenant_access");
  const [action, argument] = Object.entries(call.request.body)[0] ?? ["", {}];
  const project = textOf(objectOf(argument)["tenant"]) ?? "";
  const has = flavor.access.includes(project);
  if (action === "addTenantAccess") {
    if (has)
      throw new SimFault(
        409,
        `Flavor access already exists for flavor ${flavor.id} and project ${project} combination.`,
      );
    flavor.access.push(project);
  } else if (action === "removeTenantAccess") {
    if (!has) throw new SimFault(404, `Flavor access not found for ${flavor.id} / ${project} combination.`);
    flavor.access = flavor.access.filter((other) => other !== project);
  } else throw new SimFault(400, `There is no such action: ${action}`);
  flavorTable(call.context).patch(flavor.id, { access: flavor.access });
  return { status: 200, body: accessView(flavor) };
}

function updateFlavor(call: NovaCall, flavor: FlavorRow): SimAnswer {
  requireAdmin(call, "os-flavor-manage:update");
  if (call.version < 55) return noSuchPath();
  const description = textOf(objectOf(call.request.body["flavor"])["description"]) ?? null;
  flavorTable(call.context).patch(flavor.id, { description });
  return { status: 200, body: { flavor: flavorView(call, { ...flavor, description }) } };
}

/** `/flavors`: list, detail, show, create, delete, extra specs and access. */
export function flavors(call: NovaCall): SimAnswer {
  const { method } = call.request;
  const [id, part, key] = call.rest;
  if (id === undefined) return method === "POST" ? createFlavor(call) : listFlavors(call, false);
  if (id === "detail") return listFlavors(call, true);
  const flavor = findFlavor(call, id, 404);
  if (part === "os-extra_specs") return extraSpecs(call, flavor, key);
  if (part === "os-flavor-access") return access(call, flavor);
  if (part === "action") return flavorAction(call, flavor);
  if (method === "GET") return { status: 200, body: { flavor: flavorView(call, flavor) } };
  if (method === "PUT") return updateFlavor(call, flavor);
  requireAdmin(call, "os-flavor-manage:delete");
  flavorTable(call.context).delete(id);
  return { status: 202 };
}
