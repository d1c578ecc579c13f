import { createHash } from "node:crypto";
import type { CatalogueEntry, Json, SimContext } from "../service.ts";
import { rolesOn, withImplied } from "./roles.ts";
import {
  seededId,
  type ApplicationCredentialRow,
  type IdentityRow,
  type KeystoneTables,
  type TokenRow,
  type TokenScope,
  type TrustRow,
} from "./rows.ts";

/** A token that holds, with everything it speaks for. */
export interface LiveToken {
  readonly row: TokenRow;
  /** Whom it speaks as: a trust may impersonate. */
  readonly user: IdentityRow;
  readonly roles: readonly IdentityRow[];
  readonly project?: IdentityRow;
  readonly domain?: IdentityRow;
  readonly trust?: TrustRow;
  readonly applicationCredential?: ApplicationCredentialRow;
}

const SEEN_FORM = "gAAAAAB";

/** The id under which a token is stored. */
export function tokenKey(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Makes a token secret; 244 random bits in Fernet's look. */
export function newTokenSecret(context: SimContext): string {
  const bytes = Buffer.from(`${context.uuid()}${context.uuid()}`.replaceAll("-", ""), "hex");
  return `${SEEN_FORM}${bytes.toString("base64url")}`;
}

/** An audit id in Keystone's form. */
export function newAuditId(context: SimContext): string {
  return Buffer.from(context.uuid().replaceAll("-", ""), "hex").toString("base64url");
}

function isOver(expiresAt: string | null, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

function enabled(row: IdentityRow | undefined): IdentityRow | undefined {
  return row?.enabled === false ? undefined : row;
}

type Standing = Omit<LiveToken, "row">;

function projectStanding(
  tables: KeystoneTables,
  user: IdentityRow,
  scope: TokenScope & { kind: "project" },
  now: number,
): Standing | undefined {
  const project = enabled(tables.projects.get(scope.projectId));
  if (project === undefined) return undefined;
  const held = rolesOn(tables, user.id, "projects", project.id);
  if (scope.applicationCredentialId === undefined)
    return held.length === 0 ? undefined : { user, project, roles: held };
  const credential = tables.applicationCredentials.get(scope.applicationCredentialId);
  if (
    credential === undefined ||
    isOver(credential.expires_at === null ? null : `${credential.expires_at.replace(/Z$/, "")}Z`, now)
  )
    return undefined;
  const granted = credential.role_ids.flatMap((id) => tables.roles.get(id) ?? []);
  if (!granted.every((role) => held.some(({ id }) => id === role.id))) return undefined;
  return { user, project, roles: granted, applicationCredential: credential };
}

function trustStanding(tables: KeystoneTables, user: IdentityRow, trustId: string, now: number): Standing | undefined {
  const trust = tables.trusts.get(trustId);
  if (trust === undefined || trust.trustee_user_id !== user.id || isOver(trust.expires_at, now)) return undefined;
  const trustor = enabled(tables.users.get(trust.trustor_user_id));
  const project = enabled(tables.projects.get(trust.project_id ?? ""));
  if (trustor === undefined || project === undefined) return undefined;
  const held = rolesOn(tables, trustor.id, "projects", project.id);
  if (!trust.role_ids.every((id) => held.some((role) => role.id === id))) return undefined;
  return { user: trust.impersonation ? trustor : user, project, trust, roles: withImplied(tables, trust.role_ids) };
}

/** What a user may do within a scope now, or undefined where nothing. */
export function standingOf(
  tables: KeystoneTables,
  userId: string,
  scope: TokenScope,
  now: number,
): Standing | undefined {
  const user = enabled(tables.users.get(userId));
  if (user === undefined || enabled(tables.domains.get(user.domain_id ?? "")) === undefined) return undefined;
  switch (scope.kind) {
    case "unscoped":
      return { user, roles: [] };
    case "project":
      return projectStanding(tables, user, scope, now);
    case "trust":
      return trustStanding(tables, user, scope.trustId, now);
    case "domain": {
      const domain = enabled(tables.domains.get(scope.domainId));
      const roles = rolesOn(tables, user.id, "domains", scope.domainId);
      return domain === undefined || roles.length === 0 ? undefined : { user, domain, roles };
    }
    case "system": {
      const roles = rolesOn(tables, user.id, "system", "all");
      return roles.length === 0 ? undefined : { user, roles };
    }
  }
}

/** The token a caller holds, if it still holds: not expired, not revoked, and what it speaks for exists. */
export function liveToken(tables: KeystoneTables, secret: string | undefined, now: number): LiveToken | undefined {
  if (secret === undefined) return undefined;
  const row = tables.tokens.get(tokenKey(secret));
  if (row === undefined || row.expires_at <= now) return undefined;
  const validFrom = tables.users.get(row.user_id)?.["tokens_valid_from"];
  if (typeof validFrom === "number" && row.issued_at < validFrom) return undefined;
  const standing = standingOf(tables, row.user_id, row.scope, now);
  return standing && { row, ...standing };
}

function micros(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("Z", "000Z");
}

/** The catalogue as a token of that project shows it. */
export function catalogueDocument(entries: readonly CatalogueEntry[], projectId: string): Json[] {
  return entries.map(({ type, name, url }) => ({
    endpoints: ["admin", "internal", "public"].map((side) => ({
      id: seededId(`endpoint:${type}:${side}`),
      interface: side,
      region_id: "RegionOne",
      url: url.replace("%(tenant_id)s", projectId),
      region: "RegionOne",
    })),
    id: seededId(`service:${type}`),
    type,
    name,
  }));
}

/** The token document, as Keystone's answers to issuing and validating have it. */
export function tokenDocument(
  tables: KeystoneTables,
  token: LiveToken,
  entries: readonly CatalogueEntry[],
  withCatalogue: boolean,
): Json {
  const domainOf = (row: IdentityRow): Json => {
    const domain = tables.domains.get(row.domain_id ?? "");
    return { id: domain?.id ?? null, name: domain?.name ?? null };
  };
  const { row, user, project, domain, trust, applicationCredential } = token;
  const isScoped = row.scope.kind !== "unscoped";
  return {
    methods: row.methods,
    user: { domain: domainOf(user), id: user.id, name: user.name, password_expires_at: null },
    audit_ids: row.audit_ids,
    expires_at: micros(row.expires_at),
    issued_at: micros(row.issued_at),
    ...(trust === undefined
      ? {}
      : {
          "OS-TRUST:trust": {
            id: trust.id,
            trustor_user: { id: trust.trustor_user_id },
            trustee_user: { id: trust.trustee_user_id },
            impersonation: trust.impersonation,
          },
        }),
    ...(project === undefined ? {} : { project: { domain: domainOf(project), id: project.id, name: project.name } }),
    ...(project === undefined || trust !== undefined ? {} : { is_domain: false }),
    ...(domain === undefined ? {} : { domain: { id: domain.id, name: domain.name } }),
    ...(row.scope.kind === "system" ? { system: { all: true } } : {}),
    ...(isScoped ? { roles: token.roles.map(({ id, name }) => ({ id, name })) } : {}),
    ...(isScoped && withCatalogue ? { catalog: catalogueDocument(entries, project?.id ?? "") } : {}),
    ...(applicationCredential === undefined
      ? {}
      : {
          application_credential: {
            id: applicationCredential.id,
            name: applicationCredential.name,
            restricted: !applicationCredential.unrestricted,
          },
        }),
  };
}
