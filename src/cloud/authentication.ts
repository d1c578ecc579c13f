import type { Credential, DomainMember } from "./credential.ts";
import type { CatalogueService } from "./endpoint.ts";
import { CloudFault } from "./fault.ts";

/** A token with all that Keystone says about it. Holds a secret: never log it. */
export interface Token {
  readonly id: string;
  /** By our own clock, in ms since the epoch. */
  readonly expiresAt: number;
  /** From when on a new one is asked for. */
  readonly renewAt: number;
  readonly userId: string;
  readonly userName: string;
  readonly userDomainId: string;
  /** Empty when the token is not for a project. */
  readonly projectId: string;
  readonly projectName: string;
  readonly roles: readonly string[];
  readonly catalogue: readonly CatalogueService[];
}

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function userBody(user: DomainMember, password: string): Json {
  return { ...user, password };
}

/** The body of `POST /v3/auth/tokens` for a credential. */
export function authenticationBody({ auth }: Credential): Json {
  switch (auth.kind) {
    case "password":
      return {
        auth: {
          identity: { methods: ["password"], password: { user: userBody(auth.user, auth.password) } },
          ...(auth.scope === undefined ? {} : { scope: scopeBody(auth.scope) }),
        },
      };
    case "trust":
      return {
        auth: {
          identity: { methods: ["password"], password: { user: userBody(auth.user, auth.password) } },
          scope: { "OS-TRUST:trust": { id: auth.trustId } },
        },
      };
    case "applicationCredential":
      return {
        auth: {
          identity: {
            methods: ["application_credential"],
            application_credential: { ...auth.credential, secret: auth.secret },
          },
        },
      };
    case "token":
      return {
        auth: {
          identity: { methods: ["token"], token: { id: auth.token } },
          ...(auth.scope === undefined ? {} : { scope: scopeBody(auth.scope) }),
        },
      };
  }
}

function scopeBody(scope: object): unknown {
  return "system" in scope ? { system: { all: true } } : scope;
}

/** The secrets of a credential, to be kept out of messages. */
export function secretsOf({ auth }: Credential): readonly string[] {
  if (auth.kind === "token") return [auth.token];
  return [auth.kind === "applicationCredential" ? auth.secret : auth.password];
}

function catalogueOf(value: unknown): CatalogueService[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((service) => ({
    type: text(service["type"]),
    endpoints: (Array.isArray(service["endpoints"]) ? service["endpoints"] : []).filter(isRecord).map((endpoint) => ({
      interface: text(endpoint["interface"]),
      region: text(endpoint["region_id"]) || text(endpoint["region"]) || undefined,
      url: text(endpoint["url"]),
    })),
  }));
}

/** The token that an answer of `/v3/auth/tokens` describes; `issuedNow` says that it was made for this call. */
export function tokenOf(id: string, body: unknown, now: number, issuedNow: boolean): Token {
  const token = record(record(body)["token"]);
  const expires = Date.parse(text(token["expires_at"]));
  const issued = Date.parse(text(token["issued_at"]));
  if (id === "" || Number.isNaN(expires)) {
    throw new CloudFault({
      kind: "unexpected",
      message: "the identity service answered without a token — check that auth_url is Keystone's",
      service: "identity",
      mayHaveHadEffect: false,
      transient: false,
    });
  }
  // Our clock and Keystone's may differ: of a fresh token only its lifetime counts.
  const lifetimeMs = issuedNow && !Number.isNaN(issued) ? expires - issued : expires - now;
  const user = record(token["user"]);
  const project = record(token["project"]);
  const roles = Array.isArray(token["roles"]) ? token["roles"] : [];
  return {
    id,
    expiresAt: now + lifetimeMs,
    renewAt: now + lifetimeMs - Math.min(120_000, lifetimeMs / 5),
    userId: text(user["id"]),
    userName: text(user["name"]),
    userDomainId: text(record(user["domain"])["id"]),
    projectId: text(project["id"]),
    projectName: text(project["name"]),
    roles: roles.filter(isRecord).map((role) => text(role["name"])),
    catalogue: catalogueOf(token["catalog"]),
  };
}
