/** A domain by id or by name. */
export type DomainReference = { readonly id: string } | { readonly name: string };

/** A user or project by id, or by name within a domain. */
export type DomainMember = { readonly id: string } | { readonly name: string; readonly domain: DomainReference };

/** What a token is asked for. */
export type Scope =
  { readonly project: DomainMember } | { readonly domain: DomainReference } | { readonly system: "all" };

/** A user with a password. */
export interface PasswordAuth {
  readonly kind: "password";
  readonly user: DomainMember;
  readonly password: string;
  readonly scope?: Scope;
}

/** An application credential: by id, or by name with its user. */
export interface ApplicationCredentialAuth {
  readonly kind: "applicationCredential";
  readonly credential: { readonly id: string } | { readonly name: string; readonly user: DomainMember };
  readonly secret: string;
}

/** A token that somebody gave us: used as it is, or exchanged for one of another scope when a scope is named. */
export interface TokenAuth {
  readonly kind: "token";
  readonly token: string;
  readonly scope?: Scope;
}

/** The trustee of a trust, with the trustee's own password. */
export interface TrustAuth {
  readonly kind: "trust";
  readonly trustId: string;
  readonly user: DomainMember;
  readonly password: string;
}

/** Everything needed to work with one cloud as one user. Holds secrets: never log it. */
export interface Credential {
  /** Identity endpoint with its version: `https://cloud:5000/v3`. */
  readonly authUrl: string;
  readonly auth: PasswordAuth | ApplicationCredentialAuth | TokenAuth | TrustAuth;
  readonly region?: string;
  readonly interface: "public" | "internal" | "admin";
  /** Path of a file with certificate authorities. */
  readonly cacert?: string;
  /** Whether certificates are not checked. */
  readonly insecure: boolean;
  /** Endpoints to use instead of the catalogue's, by service type. */
  readonly endpointOverrides: Readonly<Record<string, string>>;
}

/** The identity endpoint of a URL with or without a version: always ends in `/v3`. */
export function versionedAuthUrl(url: string): string {
  return `${url
    .trim()
    .replace(/\/+$/, "")
    .replace(/\/v(2\.0|3)$/, "")}/v3`;
}
