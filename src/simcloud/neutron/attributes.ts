import type { Caller, Json } from "../service.ts";
import { badRequest, invalidInput, policyRefusal } from "./faults.ts";

/** What may be sent for a field of a collection. */
export interface Attribute {
  readonly type: "string" | "boolean" | "integer" | "uuid" | "any";
  /** When it may be sent; `"both"` unless given. */
  readonly when?: "create" | "both" | "never";
  readonly required?: true;
  readonly nullable?: true;
  /** Only administrators may send this. */
  readonly admin?: true;
  readonly oneOf?: readonly unknown[];
}

/** The fields of a collection by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function toBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  const word = String(value).toLowerCase();
  if (word === "true" || word === "1") return true;
  if (word === "false" || word === "0") return false;
  throw invalidInput(`'${String(value)}' cannot be converted to boolean`);
}

function toValue(name: string, value: unknown, attribute: Attribute): unknown {
  if (value === null && (attribute.nullable === true || attribute.type === "any")) return null;
  switch (attribute.type) {
    case "string":
      if (typeof value !== "string")
        throw badRequest(`Invalid input for ${name}. Reason: '${String(value)}' is not a valid string.`);
      return value;
    case "boolean":
      return toBoolean(value);
    case "integer": {
      const number = Number(value);
      if (value === "" || !Number.isInteger(number))
        throw badRequest(`Invalid input for ${name}. Reason: '${String(value)}' is not an integer.`);
      return number;
    }
    case "uuid":
      if (typeof value !== "string" || !UUID.test(value)) {
        throw badRequest(`Invalid input for ${name}. Reason: '${String(value)}' is not a valid UUID.`);
      }
      return value;
    case "any":
      return value;
  }
}

/** How a body is read: by which fields, for whom and for what. */
export interface Reading {
  readonly singular: string;
  readonly attributes: Attributes;
  readonly caller: Caller;
  readonly verb: "create" | "update";
}

/** Reads the object of a create or update body; refuses what Neutron refuses. */
export function readBody(body: Json, { singular, attributes, caller, verb }: Reading): Json {
  const sent = body[singular];
  if (typeof sent !== "object" || sent === null || Array.isArray(sent))
    throw badRequest(`Unable to find '${singular}' in request body`);
  const fields: Json = {};
  for (const [name, value] of Object.entries(sent as Json)) {
    const attribute = attributes[name];
    if (attribute === undefined) throw badRequest(`Unrecognized attribute(s) '${name}'`);
    if (verb === "update" && attribute.when !== undefined && attribute.when !== "both") {
      throw badRequest(`Cannot update read-only attribute ${name}`);
    }
    if (verb === "create" && attribute.when === "never") throw badRequest(`Attribute '${name}' not allowed in POST`);
    if (attribute.admin === true && !caller.isAdmin && value !== false) {
      throw policyRefusal(`(rule:${verb}_${singular} and rule:${verb}_${singular}:${name})`);
    }
    const read = toValue(name, value, attribute);
    if (attribute.oneOf !== undefined && !attribute.oneOf.includes(read)) {
      throw badRequest(`Invalid input for ${name}. Reason: ${String(read)} is not in valid_values.`);
    }
    fields[name] = read;
  }
  if (verb === "create") {
    for (const [name, { required }] of Object.entries(attributes)) {
      if (required === true && fields[name] === undefined) {
        throw badRequest(`Failed to parse request. Required attribute '${name}' not specified`);
      }
    }
  }
  return fields;
}

/** The fields most collections have. */
export const COMMON_ATTRIBUTES: Attributes = {
  name: { type: "string" },
  description: { type: "string" },
  project_id: { type: "string", when: "create" },
  tenant_id: { type: "string", when: "create" },
  revision_number: { type: "any", when: "never" },
};

/** The project a new object belongs to: the caller's, unless an administrator names another. */
export function ownerOf(fields: Json, caller: Caller, singular: string): string {
  const named = fields["project_id"] ?? fields["tenant_id"] ?? caller.projectId;
  if (named !== caller.projectId && !caller.isAdmin) throw policyRefusal(`rule:create_${singular}`);
  return String(named);
}
