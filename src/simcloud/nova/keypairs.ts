import { createHash } from "node:crypto";

import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";
import { isUsable, quotaOf } from "./limits.ts";
import { microTime, objectOf, pageOf, textOf } from "../wire.ts";
import { type NovaCall, nextLink, noSuchPath } from "./call.ts";

interface KeypairRow extends SimObject {
  name: string;
  userId: string;
  type: "ssh" | "x509";
  publicKey: string;
  fingerprint: string;
  created: number;
  number: number;
}

function table(context: SimContext): Table<KeypairRow> {
  return context.table<KeypairRow>("nova.keypairs");
}

/** The user's key pair of that name, if there is one. */
export function findKeypair(context: SimContext, userId: string, name: string): KeypairRow | undefined {
  return table(context).get(`${userId}:${name}`);
}

function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function bytesFrom(seed: string, count: number): Buffer {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 32 < count; block += 1)
    blocks.push(createHash("sha256").update(`${seed}/${block}`).digest());
  return Buffer.concat(blocks).subarray(0, count);
}

/** A key pair that looks right but opens nothing: no simulated server has a lock. */
function generate(seed: string): { publicKey: string; privateKey: string } {
  const modulus = bytesFrom(`${seed}n`, 256);
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  const blob = Buffer.concat([
    field(Buffer.from("ssh-rsa")),
    field(Buffer.from([1, 0, 1])),
    field(Buffer.concat([Buffer.from([0]), modulus])),
  ]);
  const lines =
    bytesFrom(`${seed}p`, 1190)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    publicKey: `ssh-rsa ${blob.toString("base64")} Generated-by-Nova`,
    privateKey: `-----BEGIN RSA PRIVATE KEY-----\n${lines.join("\n")}\n-----END RSA PRIVATE KEY-----\n`,
  };
}

function fingerprintOf(publicKey: string): string {
  const [kind, encoded] = publicKey.trim().split(/\s+/);
  const blob = Buffer.from(encoded ?? "", "base64");
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  if (encoded === undefined || length === 0 || blob.subarray(4, 4 + length).toString() !== kind)
    throw new SimFault(400, "Keypair data is invalid: failed to generate fingerprint");
  return createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "";
}

function view(call: NovaCall, row: KeypairRow): Json {
  const type = call.version >= 2 ? { type: row.type } : {};
  return { name: row.name, public_key: row.publicKey, fingerprint: row.fingerprint, ...type };
}

function create(call: NovaCall): SimAnswer {
  const given = objectOf(call.request.body["keypair"]);
  const unknown = Object.keys(given).find((key) => !["name", "type", "public_key", "user_id"].includes(key));
  if (unknown !== undefined)
    throw new SimFault(
      400,
      `Invalid input for field/attribute keypair. Additional properties are not allowed ('${unknown}' was unexpected)`,
    );
  const name = textOf(given["name"]);
  if (name === undefined || name === "")
    throw new SimFault(400, "Invalid input for field/attribute keypair. 'name' is a required property");
  if (!/^[\w .@-]{1,255}$/.test(name))
    throw new SimFault(400, `Keypair data is invalid: Keypair name contains unsafe characters`);
  const userId = (call.caller.isAdmin ? textOf(given["user_id"]) : undefined) ?? call.caller.userId;
  if (findKeypair(call.context, userId, name) !== undefined)
    throw new SimFault(409, `Key pair '${name}' already exists.`);
  const rows = table(call.context).list();
  const allowed = quotaOf(call.context, "key_pairs", call.caller.projectId);
  if (!isUsable(rows.filter((row) => row.userId === userId).length + 1, allowed))
    throw new SimFault(403, "Quota exceeded, too many key pairs.");
  const imported = textOf(given["public_key"]);
  if (imported === undefined && call.version >= 92)
    throw new SimFault(400, "Invalid input for field/attribute keypair. 'public_key' is a required property");
  const made = imported === undefined ? generate(call.context.uuid()) : undefined;
  const publicKey = imported ?? made?.publicKey ?? "";
  const row: KeypairRow = {
    id: `${userId}:${name}`,
    name,
    userId,
    type: given["type"] === "x509" ? "x509" : "ssh",
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    created: call.context.now(),
    number: rows.reduce((highest, other) => Math.max(highest, other.number), 0) + 1,
  };
  table(call.context).put(row);
  const secret = made === undefined ? {} : { private_key: made.privateKey };
  return {
    status: call.version >= 2 ? 201 : 200,
    body: { keypair: { ...secret, ...view(call, row), user_id: userId } },
  };
}

function list(call: NovaCall, userId: string): SimAnswer {
  const rows = table(call.context)
    .list()
    .filter((row) => row.userId === userId)
    .map((row) => ({ ...row, id: row.name }));
  const page = pageOf(rows, call.request.query, { default: 1000, max: 1000 });
  const keys = page.items.map((row) => ({ keypair: view(call, row) }));
  return {
    status: 200,
    body: { keypairs: keys, ...(call.version >= 35 ? nextLink(call, "keypairs", page.nextMarker) : {}) },
  };
}

/** `/os-keypairs`: the caller's key pairs (an admin may name another user). */
export function keypairs(call: NovaCall): SimAnswer {
  const { method, query } = call.request;
  const asked = query.get("user_id") ?? call.caller.userId;
  if (asked !== call.caller.userId && !call.caller.isAdmin)
    throw new SimFault(403, "Policy doesn't allow os_compute_api:os-keypairs:show to be performed.");
  const [name] = call.rest;
  if (name === undefined) return method === "POST" ? create(call) : list(call, asked);
  const row = findKeypair(call.context, asked, name);
  if (row === undefined) throw new SimFault(404, `Keypair ${name} not found for user ${asked}`);
  if (method === "GET") {
    const more = {
      user_id: row.userId,
      created_at: microTime(row.created),
      deleted: false,
      deleted_at: null,
      id: row.number,
      updated_at: null,
    };
    return { status: 200, body: { keypair: { ...view(call, row), ...more } } };
  }
  if (method !== "DELETE") return noSuchPath();
  table(call.context).delete(row.id);
  return { status: call.version >= 2 ? 204 : 202 };
}
