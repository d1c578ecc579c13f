import { isoSeconds } from "#lib/time.ts";
import { type Json, type SimAnswer, SimFault } from "../service.ts";
import { nextQuery, objectOf, pageOf, sorted, textOf, truthOf } from "../wire.ts";
import { changesOf, isOwn } from "./attributes.ts";
import { findImage, type GlanceCall, imageView, mayShow, type MemberRow, requireOwner } from "./call.ts";
import { imageFile, importImage, stageImage } from "./image-data.ts";
import { dataTable, type ImageRow, imageTable, newImage } from "./image-row.ts";
import { members } from "./members.ts";

const PAGING = new Set([
  "limit",
  "marker",
  "sort",
  "sort_key",
  "sort_dir",
  "member_status",
  "os_hidden",
  "visibility",
  "tag",
  "size_min",
  "size_max",
  "created_at",
  "updated_at",
]);

/** Whether a list shows the image: community images only to those who ask for them. */
function isListed(call: GlanceCall, image: ImageRow): boolean {
  const asked = call.request.query.get("visibility");
  if (truthOf(call.request.query.get("os_hidden")) !== image.hidden) return false;
  if (asked !== null && asked !== "all" && image.visibility !== asked) return false;
  const own = image.owner === call.caller.projectId || call.caller.isAdmin;
  if (own || image.visibility === "public") return true;
  if (image.visibility === "community") return asked !== null;
  const member = call.context.table<MemberRow>("glance.members").get(`${image.id}:${call.caller.projectId}`);
  const status = call.request.query.get("member_status") ?? "accepted";
  return mayShow(call, image) && (status === "all" || member?.status === status);
}

function matches(image: ImageRow, key: string, value: string): boolean {
  const shown = imageView(image)[key];
  if (value.startsWith("in:"))
    return value
      .slice(3)
      .split(",")
      .includes(String(shown ?? ""));
  return String(shown ?? "").toLowerCase() === value.toLowerCase();
}

function timeTest(text: string | null, read: (image: ImageRow) => string): (image: ImageRow) => boolean {
  const match = /^(gte|gt|lte|lt|eq|neq):(.*)$/.exec(text ?? "");
  if (match === null) return () => true;
  const [, operator, value = ""] = match;
  const tests: Record<string, (time: string) => boolean> = {
    gte: (time) => time >= value,
    gt: (time) => time > value,
    lte: (time) => time <= value,
    lt: (time) => time < value,
    eq: (time) => time === value,
    neq: (time) => time !== value,
  };
  return (image) => tests[operator ?? ""]?.(read(image)) ?? true;
}

function list(call: GlanceCall): SimAnswer {
  const { query } = call.request;
  const asked = query.get("visibility");
  if (asked !== null && !["public", "private", "shared", "community", "all"].includes(asked))
    throw new SimFault(400, `Invalid visibility value: ${asked}`);
  const fields = [...query].filter(([key]) => !PAGING.has(key));
  const createdTest = timeTest(query.get("created_at"), (image) => isoSeconds(image.created));
  const updatedTest = timeTest(query.get("updated_at"), (image) => isoSeconds(image.updated));
  const tags = query.getAll("tag");
  const chosen = imageTable(call.context)
    .list()
    .filter((image) => isListed(call, image) && createdTest(image) && updatedTest(image))
    .filter(
      (image) =>
        tags.every((tag) => image.tags.includes(tag)) && fields.every(([key, value]) => matches(image, key, value)),
    );
  const [sortKey = "created_at", sortDirection = "desc"] =
    (query.get("sort") ?? `${query.get("sort_key") ?? "created_at"}:${query.get("sort_dir") ?? "desc"}`)
      .split(",")[0]
      ?.split(":") ?? [];
  const key =
    sortKey === "created_at" ? undefined : (image: ImageRow): string => String(imageView(image)[sortKey] ?? "");
  const marker = query.get("marker");
  if (marker !== null && imageTable(call.context).get(marker) === undefined)
    throw new SimFault(400, `No image found with ID ${marker}`);
  const page = pageOf(sorted(chosen, key, sortDirection === "desc"), query, { default: 25, max: 1000 });
  const first = new URLSearchParams(query);
  first.delete("marker");
  const start = first.size === 0 ? "/v2/images" : `/v2/images?${first.toString()}`;
  const next = page.nextMarker === undefined ? {} : { next: `/v2/images?${nextQuery(query, page.nextMarker)}` };
  return {
    status: 200,
    body: { images: page.items.map(imageView), first: start, schema: "/v2/schemas/images", ...next },
  };
}

function create(call: GlanceCall): SimAnswer {
  const { id: wanted, ...attributes } = call.request.body;
  const id = textOf(wanted) ?? call.context.uuid();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new SimFault(
      400,
      `Provided object does not match schema 'image': '${id}' does not match the pattern of an id`,
    );
  if (imageTable(call.context).get(id) !== undefined) throw new SimFault(409, `Image ID ${id} already exists!`);
  const { changes, properties } = changesOf(attributes, call.caller);
  const image = newImage(call.context, {
    name: null,
    owner: call.caller.projectId,
    visibility: "shared",
    status: "queued",
    ...changes,
    properties,
    id,
  });
  const headers = {
    location: `${call.context.endpoint("image")}/v2/images/${id}`,
    "openstack-image-import-methods": "glance-direct,web-download",
  };
  return { status: 201, headers, body: imageView(image) };
}

interface Operation {
  readonly op: string;
  readonly key: string;
  readonly value: unknown;
}

function operationsOf(call: GlanceCall): Operation[] {
  const type = (call.request.headers["content-type"] ?? "").split(";")[0];
  if (!/^application\/openstack-images-v2\.[01]-json-patch$/.test(type ?? ""))
    throw new SimFault(415, `The request media type ${String(type)} is not supported by this server.`);
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(call.request.raw).toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new SimFault(400, "Malformed JSON in request body.");
    throw error;
  }
  if (!Array.isArray(given)) throw new SimFault(400, "Request body must be a JSON array of operation objects.");
  return given.map((item) => {
    const { op, path, value } = objectOf(item);
    const key = (textOf(path) ?? "").replace(/^\//, "").replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof op !== "string" || !["add", "replace", "remove"].includes(op) || key === "")
      throw new SimFault(400, `Unable to find 'op' or 'path' in JSON Schema change.`);
    return { op, key, value };
  });
}

function patch(call: GlanceCall, image: ImageRow): SimAnswer {
  requireOwner(call, image);
  const properties = { ...image.properties };
  let changes: Partial<ImageRow> = {};
  for (const { op, key, value } of operationsOf(call)) {
    if (key === "id") throw new SimFault(403, "Attribute 'id' is read-only.");
    const known = isOwn(key) || properties[key] !== undefined;
    if (op !== "add" && !known)
      throw new SimFault(
        409,
        `There was a conflict when trying to complete your request. Property ${key} does not exist.`,
      );
    if (op === "remove") {
      if (isOwn(key)) throw new SimFault(403, `Property ${key} may not be removed.`);
      delete properties[key];
      continue;
    }
    const set = changesOf({ [key]: value }, call.caller);
    changes = { ...changes, ...set.changes };
    Object.assign(properties, set.properties);
  }
  const changed = { ...image, ...changes, properties, updated: call.context.now() };
  imageTable(call.context).put(changed);
  return { status: 200, body: imageView(changed) };
}

function remove(call: GlanceCall, image: ImageRow): SimAnswer {
  requireOwner(call, image);
  if (image.protected) throw new SimFault(403, `Image ${image.id} is protected and cannot be deleted.`);
  imageTable(call.context).delete(image.id);
  dataTable(call.context).delete(image.id);
  return { status: 204 };
}

function tag(call: GlanceCall, image: ImageRow, name: string): SimAnswer {
  requireOwner(call, image);
  const has = image.tags.includes(name);
  if (call.request.method === "DELETE" && !has) throw new SimFault(404, `Tag ${name} not found`);
  const tags =
    call.request.method === "DELETE"
      ? image.tags.filter((other) => other !== name)
      : has
        ? image.tags
        : [...image.tags, name];
  imageTable(call.context).patch(image.id, { tags, updated: call.context.now() });
  return { status: 204 };
}

function action(call: GlanceCall, image: ImageRow, name: string | undefined): SimAnswer {
  const from =
    name === "deactivate" ? ["active", "deactivated"] : name === "reactivate" ? ["deactivated", "active"] : undefined;
  if (from === undefined) throw new SimFault(404, "The resource could not be found.");
  if (!call.caller.isAdmin) throw new SimFault(403, `You are not authorized to complete ${String(name)} action.`);
  if (!from.includes(image.status))
    throw new SimFault(403, `Not allowed to ${String(name)} image in status '${image.status}'`);
  imageTable(call.context).patch(image.id, {
    status: name === "deactivate" ? "deactivated" : "active",
    updated: call.context.now(),
  });
  return { status: 204 };
}

/** `/images` and everything below it. */
export function images(call: GlanceCall): SimAnswer {
  const { method } = call.request;
  const [id, part, name] = call.rest;
  if (id === undefined) return method === "POST" ? create(call) : list(call);
  const image = findImage(call, id);
  if (part === "file") return imageFile(call, image);
  if (part === "stage") return stageImage(call, image);
  if (part === "import") return importImage(call, image);
  if (part === "members") return members(call, image, name);
  if (part === "actions") return action(call, image, name);
  if (part === "tags" && name !== undefined) return tag(call, image, name);
  if (part === "tasks") return { status: 200, body: { tasks: [] as Json[] } };
  if (part === undefined && method === "GET") return { status: 200, body: imageView(image) };
  if (part === undefined && method === "PATCH") return patch(call, image);
  if (part === undefined && method === "DELETE") return remove(call, image);
  throw new SimFault(404, "The resource could not be found.");
}
