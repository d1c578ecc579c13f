import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { objectOf, stringsOf, textOf, truthOf } from "../wire.ts";
import { type CinderCall, noSuchPath, requireAdmin } from "./call.ts";

interface TypeRow extends SimObject {
  name: string;
  description: string | null;
  isPublic: boolean;
  extraSpecs: Record<string, string>;
  /** Projects that may use it when it is not public. */
  access: string[];
}

const DEFAULT_TYPE = "__DEFAULT__";

function table(context: SimContext): Table<TypeRow> {
  return context.table<TypeRow>("cinder.types");
}

/** Puts the volume type that a fresh cloud has, unless there are types. */
export function seedCinder(context: SimContext): void {
  if (table(context).list().length > 0) return;
  table(context).put({
    id: "7d9c6e52-1b40-4a8e-8c55-000000000001",
    name: DEFAULT_TYPE,
    description: "Default Volume Type",
    isPublic: true,
    extraSpecs: {},
    access: [],
  });
}

/** The type of that id or name, or the default where none is asked; refuses with 404. */
export function findType(context: SimContext, idOrName: string | undefined): TypeRow | undefined {
  const wanted = idOrName ?? DEFAULT_TYPE;
  const found =
    table(context).get(wanted) ??
    table(context)
      .list()
      .find((type) => type.name === wanted);
  if (found === undefined && idOrName !== undefined)
    throw new SimFault(404, `Volume type with name ${idOrName} could not be found.`);
  return found;
}

/** The name of a type by its id. */
export function typeName(context: SimContext, id: string | null): string | null {
  return id === null ? null : (table(context).get(id)?.name ?? null);
}

function view(call: CinderCall, type: TypeRow): Json {
  return {
    id: type.id,
    name: type.name,
    is_public: type.isPublic,
    description: type.description,
    extra_specs: type.extraSpecs,
    ...(call.caller.isAdmin ? { qos_specs_id: null } : {}),
    "os-volume-type-access:is_public": type.isPublic,
  };
}

function list(call: CinderCall): SimAnswer {
  const isPublic = call.request.query.get("is_public");
  const usable = (type: TypeRow): boolean => type.isPublic || type.access.includes(call.caller.projectId);
  const asked = (type: TypeRow): boolean => isPublic?.toLowerCase() === "none" || type.isPublic === truthOf(isPublic);
  const types = table(call.context)
    .list()
    .filter((type) => (call.caller.isAdmin && isPublic !== null ? asked(type) : usable(type)));
  return { status: 200, body: { volume_types: types.map((type) => view(call, type)) } };
}

function create(call: CinderCall): SimAnswer {
  requireAdmin(call, "volume_extension:type_create");
  const given = objectOf(call.request.body["volume_type"]);
  const name = textOf(given["name"]) ?? "";
  if (name === "")
    throw new SimFault(400, "Invalid input for field/attribute volume_type. 'name' is a required property");
  if (
    table(call.context)
      .list()
      .some((type) => type.name === name)
  )
    throw new SimFault(409, `Volume Type ${name} already exists.`);
  const open = given["os-volume-type-access:is_public"];
  const type: TypeRow = {
    id: call.context.uuid(),
    name,
    description: textOf(given["description"]) ?? null,
    isPublic: open === undefined || truthOf(open),
    extraSpecs: stringsOf(given["extra_specs"]),
    access: [],
  };
  table(call.context).put(type);
  return { status: 200, body: { volume_type: view(call, type) } };
}

function extraSpecs(call: CinderCall, type: TypeRow, key: string | undefined): SimAnswer {
  const { method, body } = call.request;
  if (method === "GET" && key === undefined) return { status: 200, body: { extra_specs: type.extraSpecs } };
  const value = type.extraSpecs[key ?? ""];
  if (method === "GET" && key !== undefined && value !== undefined) return { status: 200, body: { [key]: value } };
  if (method === "POST" || method === "PUT") {
    requireAdmin(call, "volume_extension:types_extra_specs:create");
    const given = stringsOf(method === "POST" ? body["extra_specs"] : body);
    table(call.context).patch(type.id, { extraSpecs: { ...type.extraSpecs, ...given } });
    return { status: 200, body: method === "POST" ? { extra_specs: given } : given };
  }
  if (key === undefined || value === undefined)
    throw new SimFault(404, `Volume Type ${type.id} has no extra specs with key ${String(key)}.`);
  requireAdmin(call, "volume_extension:types_extra_specs:delete");
  const { [key]: _removed, ...kept } = type.extraSpecs;
  table(call.context).patch(type.id, { extraSpecs: kept });
  return { status: 202 };
}

function action(call: CinderCall, type: TypeRow): SimAnswer {
  requireAdmin(call, "volume_extension:volume_type_access:addProjectAccess");
  const [name, argument] = Object.entries(call.request.body)[0] ?? ["", {}];
  const project = textOf(objectOf(argument)["project"]) ?? "";
  if (name === "addProjectAccess")
    table(call.context).patch(type.id, { access: [...new Set([...type.access, project])] });
  else if (name === "removeProjectAccess")
    table(call.context).patch(type.id, { access: type.access.filter((other) => other !== project) });
  else throw new SimFault(400, `There is no such action: ${name}`);
  return { status: 202 };
}

function update(call: CinderCall, type: TypeRow): SimAnswer {
  requireAdmin(call, "volume_extension:type_update");
  const given = objectOf(call.request.body["volume_type"]);
  const open = given["is_public"];
  const changed: TypeRow = {
    ...type,
    name: textOf(given["name"]) ?? type.name,
    description: textOf(given["description"]) ?? type.description,
    isPublic: open === undefined || open === null ? type.isPublic : truthOf(open),
  };
  table(call.context).put(changed);
  return { status: 200, body: { volume_type: view(call, changed) } };
}

/** `/types`: volume types, their extra specs and access. */
export function types(call: CinderCall): SimAnswer {
  const { method } = call.request;
  const [id, part, key] = call.rest;
  if (id === undefined) return method === "POST" ? create(call) : list(call);
  const type = id === "default" ? findType(call.context, undefined) : table(call.context).get(id);
  if (type === undefined) throw new SimFault(404, `Volume type ${id} could not be found.`);
  if (part === "extra_specs") return extraSpecs(call, type, key);
  if (part === "action") return action(call, type);
  if (part === "os-volume-type-access")
    return {
      status: 200,
      body: { volume_type_access: type.access.map((project) => ({ volume_type_id: type.id, project_id: project })) },
    };
  if (part === "encryption") return { status: 200, body: {} };
  if (part !== undefined) return noSuchPath();
  if (method === "GET") return { status: 200, body: { volume_type: view(call, type) } };
  if (method === "PUT") return update(call, type);
  requireAdmin(call, "volume_extension:type_delete");
  if (type.name === DEFAULT_TYPE)
    throw new SimFault(400, `Volume type with id ${type.id} is the default type and cannot be deleted.`);
  for (const volume of call.context.table<SimObject & { typeId: string | null }>("cinder.volumes").everything()) {
    if (volume.typeId === type.id) throw new SimFault(400, "Target volume type is still in use.");
  }
  table(call.context).delete(type.id);
  return { status: 202 };
}
