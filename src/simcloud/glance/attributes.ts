import { type Caller, type Json, SimFault } from "../service.ts";
import { listOf } from "../wire.ts";
import type { ImageRow } from "./image-row.ts";

const DISK_FORMATS = ["ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"];
const CONTAINER_FORMATS = ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"];
const VISIBILITIES = ["community", "public", "private", "shared"];

const READ_ONLY = new Set([
  "status",
  "checksum",
  "os_hash_algo",
  "os_hash_value",
  "size",
  "virtual_size",
  "created_at",
  "updated_at",
  "self",
  "file",
  "schema",
  "direct_url",
  "stores",
  "locations",
]);

function refuse(key: string, value: unknown, problem: string): never {
  throw new SimFault(
    400,
    `Provided object does not match schema 'image': ${JSON.stringify(value)} ${problem}\n\nOn instance['${key}']`,
  );
}

function oneOf(key: string, value: unknown, choices: readonly string[]): string | null {
  if (value === null) return null;
  if (typeof value !== "string" || !choices.includes(value))
    refuse(key, value, `is not one of ${JSON.stringify(choices)}`);
  return value;
}

function amount(key: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    refuse(key, value, "is not of type 'integer'");
  return value;
}

function flag(key: string, value: unknown): boolean {
  if (typeof value !== "boolean") refuse(key, value, "is not of type 'boolean'");
  return value;
}

function text(key: string, value: unknown): string | null {
  if (value !== null && typeof value !== "string") refuse(key, value, "is not of type 'null', 'string'");
  return value;
}

function visibility(value: unknown, caller: Caller): string {
  const chosen = oneOf("visibility", value, VISIBILITIES) ?? "shared";
  if (chosen === "public" && !caller.isAdmin)
    throw new SimFault(403, "You are not authorized to complete publicize_image action.");
  return chosen;
}

type Changes = Partial<ImageRow>;

const setters: Readonly<Record<string, (value: unknown, caller: Caller) => Changes>> = {
  name: (value) => ({ name: text("name", value) }),
  disk_format: (value) => ({ disk_format: oneOf("disk_format", value, DISK_FORMATS) }),
  container_format: (value) => ({ container_format: oneOf("container_format", value, CONTAINER_FORMATS) }),
  visibility: (value, caller) => ({ visibility: visibility(value, caller) }),
  protected: (value) => ({ protected: flag("protected", value) }),
  os_hidden: (value) => ({ hidden: flag("os_hidden", value) }),
  min_ram: (value) => ({ min_ram: amount("min_ram", value) }),
  min_disk: (value) => ({ min_disk: amount("min_disk", value) }),
  tags: (value) => ({ tags: [...new Set(listOf(value).map(String))] }),
  owner: (value, caller) => {
    if (!caller.isAdmin && value !== caller.projectId)
      throw new SimFault(403, "You are not permitted to create images owned by that project.");
    return { owner: text("owner", value) ?? caller.projectId };
  },
};

/** What setting these attributes changes in an image; refuses as Glance does what cannot be set. */
export function changesOf(attributes: Json, caller: Caller): { changes: Changes; properties: Record<string, string> } {
  let changes: Changes = {};
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (READ_ONLY.has(key)) throw new SimFault(403, `Attribute '${key}' is read-only.`);
    const set = setters[key];
    if (set !== undefined) changes = { ...changes, ...set(value, caller) };
    else if (typeof value === "string") properties[key] = value;
    else refuse(key, value, "is not of type 'string'");
  }
  return { changes, properties };
}

/** Whether an attribute is Glance's own, and so cannot be removed. */
export function isOwn(key: string): boolean {
  return setters[key] !== undefined || READ_ONLY.has(key) || key === "id";
}
