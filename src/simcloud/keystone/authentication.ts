import type { Json, SimContext } from "../service.ts";
import { SimFault } from "../service.ts";
import {
  hashSecret,
  malformed,
  objectAt,
  stringAt,
  unauthenticated,
  type IdentityRow,
  type KeystoneTables,
  type TokenScope,
} from "./rows.ts";
import { liveToken, newAuditId, newTokenSecret, standingOf, tokenKey, type LiveToken } from "./tokens.ts";

/** Who the caller has shown to be, and what that brings along. */
interface Proof {
  readonly userId: string;
  readonly methods: readonly string[];
  /** Set where the credential itself says what it is good for. */
  readonly scope?: TokenScope;
  /** The token it was proved with. */
  readonly parent?: LiveToken;
}

function find<T extends IdentityRow>(
  rows: Iterable<Readonly<T>>,
  test: (row: Readonly<T>) => boolean,
): Readonly<T> | undefined {
  for (const row of rows) if (test(row)) return row;
  return undefined;
}

function domainId(tables: KeystoneTables, reference: Json | undefined): string | undefined {
  const id = stringAt(reference, "id");
  if (id !== undefined) return id;
  const name = stringAt(reference, "name");
  return find(tables.domains.everything(), (domain) => domain.name === name)?.id;
}

/** The user or project a body names by id, or by name and domain. */
function named(tables: KeystoneTables, kind: "users" | "projects", reference: Json): IdentityRow {
  const id = stringAt(reference, "id");
  const name = stringAt(reference, "name");
  if (id === undefined && name === undefined) throw malformed(`Expecting to find id or name in ${kind.slice(0, -1)}.`);
  const domain = id === undefined ? domainId(tables, objectAt(reference, "domain")) : undefined;
  if (id === undefined && domain === undefined) throw unauthenticated();
  const row =
    id === undefined
      ? find(tables[kind].everything(), (candidate) => candidate.name === name && candidate.domain_id === domain)
      : tables[kind].get(id);
  if (row === undefined) throw unauthenticated();
  return row;
}

function byPassword(tables: KeystoneTables, identity: Json): Proof {
  const reference = objectAt(objectAt(identity, "password") ?? {}, "user");
  if (reference === undefined) throw malformed("Expecting to find user in password.");
  const user = named(tables, "users", reference);
  const password = stringAt(reference, "password");
  if (password === undefined || hashSecret(password, user.id) !== user["password_hash"]) throw unauthenticated();
  return { userId: user.id, methods: ["password"] };
}

function byToken(tables: KeystoneTables, identity: Json, now: number): Proof {
  const parent = liveToken(tables, stringAt(objectAt(identity, "token"), "id"), now);
  if (parent === undefined) throw unauthenticated();
  if (parent.trust !== undefined || parent.applicationCredential !== undefined) {
    throw new SimFault(403, "A token of a trust or an application credential cannot be used to get another token.");
  }
  return {
    userId: parent.row.user_id,
    methods: ["token", ...parent.row.methods.filter((method) => method !== "token")],
    parent,
  };
}

function byApplicationCredential(tables: KeystoneTables, identity: Json): Proof {
  const reference = objectAt(identity, "application_credential") ?? {};
  const id = stringAt(reference, "id");
  const name = stringAt(reference, "name");
  if (id === undefined && name === undefined)
    throw malformed("Expecting to find name or ID in application credential.");
  let credential = id === undefined ? undefined : tables.applicationCredentials.get(id);
  if (id === undefined) {
    const user = named(tables, "users", objectAt(reference, "user") ?? {});
    for (const row of tables.applicationCredentials.everything()) {
      if (row.user_id === user.id && row.name === name) credential = row;
    }
  }
  if (credential === undefined && id !== undefined)
    throw new SimFault(404, `Could not find Application Credential: ${id}.`);
  const secret = stringAt(reference, "secret");
  if (
    credential === undefined ||
    secret === undefined ||
    hashSecret(secret, credential.id) !== credential.secret_hash
  ) {
    throw unauthenticated();
  }
  return {
    userId: credential.user_id,
    methods: ["application_credential"],
    scope: { kind: "project", projectId: credential.project_id, applicationCredentialId: credential.id },
  };
}

function proofOf(tables: KeystoneTables, identity: Json, now: number): Proof {
  const methods = identity["methods"];
  const method: unknown = Array.isArray(methods) ? methods[0] : undefined;
  switch (method) {
    case "password":
      return byPassword(tables, identity);
    case "token":
      return byToken(tables, identity, now);
    case "application_credential":
      return byApplicationCredential(tables, identity);
    default:
      throw unauthenticated();
  }
}

function scopeOf(tables: KeystoneTables, auth: Json, proof: Proof): TokenScope {
  if (proof.scope !== undefined) return proof.scope;
  const asked = auth["scope"];
  if (asked === "unscoped") return { kind: "unscoped" };
  const scope = objectAt(auth, "scope");
  if (scope === undefined) {
    const projectId = stringAt(tables.users.get(proof.userId), "default_project_id");
    const isUsable =
      projectId !== undefined && standingOf(tables, proof.userId, { kind: "project", projectId }, 0) !== undefined;
    return isUsable ? { kind: "project", projectId } : { kind: "unscoped" };
  }
  const project = objectAt(scope, "project");
  if (project !== undefined) return { kind: "project", projectId: named(tables, "projects", project).id };
  const domain = objectAt(scope, "domain");
  if (domain !== undefined) {
    const id = domainId(tables, domain);
    if (id === undefined) throw unauthenticated();
    return { kind: "domain", domainId: id };
  }
  const trust = objectAt(scope, "OS-TRUST:trust");
  if (trust !== undefined) {
    const id = stringAt(trust, "id");
    if (id === undefined) throw malformed("Expecting to find trust_id in trust.");
    return { kind: "trust", trustId: id };
  }
  if (objectAt(scope, "system") !== undefined) return { kind: "system" };
  throw malformed("Expecting to find a scope of a project, a domain, a trust or the system in scope.");
}

function useTrust(tables: KeystoneTables, trustId: string): void {
  const trust = tables.trusts.get(trustId);
  if (trust === undefined || trust.remaining_uses === null) return;
  if (trust.remaining_uses <= 0) throw new SimFault(403, `No remaining uses for trust: ${trustId}`);
  tables.trusts.patch(trustId, { remaining_uses: trust.remaining_uses - 1 });
}

/** Issues a token for an `auth` body; 401 where the proof or the scope does not hold. */
export function issueToken(
  context: SimContext,
  tables: KeystoneTables,
  body: Json,
): { secret: string; token: LiveToken } {
  const now = context.now();
  const auth = objectAt(body, "auth");
  if (auth === undefined) throw malformed("Expecting to find auth in request body.");
  const identity = objectAt(auth, "identity");
  if (identity === undefined) throw malformed("Expecting to find identity in auth.");
  const proof = proofOf(tables, identity, now);
  const scope = scopeOf(tables, auth, proof);
  if (scope.kind === "trust") {
    const trust = tables.trusts.get(scope.trustId);
    if (trust !== undefined && trust.trustee_user_id !== proof.userId) {
      throw new SimFault(403, "User is not a trustee.");
    }
    useTrust(tables, scope.trustId);
  }
  const standing = standingOf(tables, proof.userId, scope, now);
  if (standing === undefined) throw unauthenticated();
  const secret = newTokenSecret(context);
  const row = {
    id: tokenKey(secret),
    user_id: proof.userId,
    methods: [...proof.methods],
    audit_ids: [newAuditId(context), ...(proof.parent?.row.audit_ids.slice(-1) ?? [])],
    issued_at: now,
    expires_at: proof.parent?.row.expires_at ?? now + context.tokenLifetimeMs(),
    scope,
  };
  tables.tokens.put(row);
  // Nobody asks for a token long over; without this the table and its log would only grow.
  tables.tokens.deleteLater(row.id, Math.max(0, row.expires_at - now));
  return { secret, token: { row, ...standing } };
}
