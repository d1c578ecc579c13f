import { createHash } from "node:crypto";
import { SimFault, type Json, type SimContext, type SimObject } from "../service.ts";
import type { Table } from "../state.ts";

/** A user, project, domain, role or group as stored: its wire form, plus secrets that never leave. */
export interface IdentityRow extends SimObject, Json {
  name: string;
  domain_id?: string | null;
  enabled?: boolean;
}

/** A role given to a user or group on a project, a domain or all there is. */
export interface AssignmentRow extends SimObject {
  actor: "users" | "groups";
  actor_id: string;
  scope: "projects" | "domains" | "system";
  scope_id: string;
  role_id: string;
}

/** A token; its id is the hash of what the caller holds. */
export interface TokenRow extends SimObject {
  user_id: string;
  methods: string[];
  audit_ids: string[];
  issued_at: number;
  expires_at: number;
  scope: TokenScope;
}

/** What a token is good for. */
export type TokenScope =
  | { readonly kind: "unscoped" }
  | { readonly kind: "project"; readonly projectId: string; readonly applicationCredentialId?: string }
  | { readonly kind: "domain"; readonly domainId: string }
  | { readonly kind: "system" }
  | { readonly kind: "trust"; readonly trustId: string };

/** A trust. */
export interface TrustRow extends SimObject {
  trustor_user_id: string;
  trustee_user_id: string;
  project_id: string | null;
  impersonation: boolean;
  expires_at: string | null;
  remaining_uses: number | null;
  role_ids: string[];
  redelegation_count: number;
}

/** An application credential; `secret_hash` never leaves. */
export interface ApplicationCredentialRow extends SimObject {
  name: string;
  description: string | null;
  user_id: string;
  project_id: string;
  expires_at: string | null;
  /** Null where nobody said: it is restricted then. */
  unrestricted: boolean | null;
  role_ids: string[];
  secret_hash: string;
}

/** Keystone's tables. */
export interface KeystoneTables {
  readonly domains: Table<IdentityRow>;
  readonly projects: Table<IdentityRow>;
  readonly users: Table<IdentityRow>;
  readonly groups: Table<IdentityRow>;
  readonly roles: Table<IdentityRow>;
  /** id: `<group>/<user>`. */
  readonly members: Table<SimObject>;
  readonly assignments: Table<AssignmentRow>;
  readonly tokens: Table<TokenRow>;
  readonly trusts: Table<TrustRow>;
  readonly applicationCredentials: Table<ApplicationCredentialRow>;
  readonly credentials: Table<SimObject & Json>;
}

/** Opens Keystone's tables. */
export function keystoneTables(context: SimContext): KeystoneTables {
  return {
    domains: context.table("keystone.domains"),
    projects: context.table("keystone.projects"),
    users: context.table("keystone.users"),
    groups: context.table("keystone.groups"),
    roles: context.table("keystone.roles"),
    members: context.table("keystone.group_members"),
    assignments: context.table("keystone.assignments"),
    tokens: context.table("keystone.tokens"),
    trusts: context.table("keystone.trusts"),
    applicationCredentials: context.table("keystone.application_credentials"),
    credentials: context.table("keystone.credentials"),
  };
}

/** What is stored of a secret; `salt` is the id of what it belongs to. */
export function hashSecret(secret: string, salt: string): string {
  return createHash("sha256").update(`${salt}:${secret}`).digest("hex");
}

/** An id of 32 hexadecimal digits that is the same on every simulated cloud. */
export function seededId(what: string): string {
  return createHash("sha256").update(`simulated cloud:${what}`).digest("hex").slice(0, 32);
}

/** "Could not find …", in Keystone's words. */
export function notFound(what: string, id: string): SimFault {
  return new SimFault(404, `Could not find ${what}: ${id}.`);
}

/** The refusal of a caller whose roles do not suffice. */
export function forbidden(action: string): SimFault {
  return new SimFault(403, `You are not authorized to perform the requested action: identity:${action}.`);
}

/** The refusal of wrong or missing credentials: Keystone does not say which. */
export function unauthenticated(): SimFault {
  return new SimFault(401, "The request you have made requires authentication.");
}

/** The refusal of a body that cannot be read. */
export function malformed(what: string): SimFault {
  return new SimFault(
    400,
    `${what} The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  );
}

/** The object under `key`, or undefined where there is none. */
export function objectAt(body: Json, key: string): Json | undefined {
  const value = body[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The string under `key`, or undefined where there is none. */
export function stringAt(body: Json | undefined, key: string): string | undefined {
  const value = body?.[key];
  return typeof value === "string" ? value : undefined;
}
