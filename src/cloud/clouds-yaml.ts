import { load, YAMLException } from "js-yaml";
import {
  versionedAuthUrl,
  type Credential,
  type DomainMember,
  type DomainReference,
  type Scope,
} from "./credential.ts";

export type { Credential } from "./credential.ts";

/** A clouds.yaml, an entry of it or an environment that no credential can be made of. The message says what to mend and where. */
export class CloudConfigError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "CloudConfigError";
  }
}

/** An entry of a clouds.yaml, as it stands there. */
export type CloudEntry = Readonly<Record<string, unknown>>;

/** Names a key for a reader: as it is called in clouds.yaml, or its environment variable. */
type KeyName = (key: string) => string;

interface Place {
  readonly where: string;
  readonly keyName: KeyName;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of a clouds.yaml; `file` is its name in errors. */
export function readCloudsYaml(text: string, file = "clouds.yaml"): Readonly<Record<string, CloudEntry>> {
  let document: unknown;
  try {
    document = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new CloudConfigError(`${file} is no YAML: ${error.reason ?? "syntax error"}${lineOf(error)}`);
  }
  if (document === null || document === undefined) return {};
  if (!isRecord(document) || !isRecord(document["clouds"] ?? {})) {
    throw new CloudConfigError(`${file}: expected a "clouds" section with one entry a cloud`);
  }
  const clouds = (document["clouds"] ?? {}) as Record<string, unknown>;
  for (const [name, entry] of Object.entries(clouds)) {
    if (!isRecord(entry)) throw new CloudConfigError(`${file}: entry ${name} is not a mapping of keys`);
  }
  return clouds as Record<string, CloudEntry>;
}

function lineOf(error: YAMLException): string {
  const line: unknown = error.mark?.line;
  return typeof line === "number" ? ` in line ${line + 1}` : "";
}

/** The credential an entry of clouds.yaml means; `where` names the entry in errors. */
export function cloudFromEntry(entry: CloudEntry, where = "the entry"): Credential {
  return credentialFrom(entry, { where, keyName: (key) => key });
}

const ENVIRONMENT_AUTH_KEYS = [
  "auth_url",
  "username",
  "user_id",
  "password",
  "token",
  "trust_id",
  "system_scope",
  "project_name",
  "project_id",
  "tenant_name",
  "tenant_id",
  "user_domain_name",
  "user_domain_id",
  "project_domain_name",
  "project_domain_id",
  "domain_name",
  "domain_id",
  "default_domain",
  "default_domain_name",
  "default_domain_id",
  "application_credential_id",
  "application_credential_name",
  "application_credential_secret",
];
const ENVIRONMENT_KEYS = ["auth_type", "region_name", "interface", "endpoint_type", "cacert", "insecure", "verify"];

/** The credential that the `OS_*` variables of an environment mean. */
export function cloudFromEnvironment(env: Readonly<Record<string, string | undefined>>): Credential {
  const entry: Record<string, unknown> = {};
  const auth: Record<string, unknown> = {};
  const variable: KeyName = (key) => `OS_${key.replace(/^auth\./, "").toUpperCase()}`;
  for (const key of ENVIRONMENT_AUTH_KEYS) {
    const value = env[variable(key)];
    if (value) auth[key] = value;
  }
  for (const key of ENVIRONMENT_KEYS) {
    const value = env[variable(key)];
    if (value) entry[key] = value;
  }
  for (const [name, value] of Object.entries(env)) {
    const service = /^OS_([A-Z0-9_]+)_ENDPOINT_OVERRIDE$/.exec(name)?.[1];
    if (service && value) entry[`${service.toLowerCase()}_endpoint_override`] = value;
  }
  return credentialFrom({ ...entry, auth }, { where: "the environment", keyName: variable });
}

function credentialFrom(entry: CloudEntry, place: Place): Credential {
  const auth = entry["auth"];
  if (!isRecord(auth)) throw new CloudConfigError(`${place.where} has no "auth" section`);
  const keys = new AuthKeys(auth, place);
  const region = regionOf(entry);
  const cacert = textOf(entry["cacert"]);
  return {
    authUrl: versionedAuthUrl(keys.need("auth_url")),
    auth: authOf(keys, textOf(entry["auth_type"])),
    ...(region === undefined ? {} : { region }),
    interface: interfaceOf(entry, place),
    ...(cacert === undefined ? {} : { cacert }),
    insecure: isTrue(entry["insecure"]) || (entry["verify"] !== undefined && isFalse(entry["verify"])),
    endpointOverrides: overridesOf(entry),
  };
}

class AuthKeys {
  readonly #auth: Readonly<Record<string, unknown>>;
  readonly #place: Place;
  constructor(auth: Readonly<Record<string, unknown>>, place: Place) {
    this.#auth = auth;
    this.#place = place;
  }

  get(...keys: readonly string[]): string | undefined {
    for (const key of keys) {
      const value = textOf(this.#auth[key]);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  need(...keys: readonly string[]): string {
    const value = this.get(...keys);
    if (value !== undefined) return value;
    const names = keys.map((key) => this.#place.keyName(`auth.${key}`)).join(" or ");
    throw new CloudConfigError(`${this.#place.where}: ${names} is missing`);
  }

  domain(...prefixes: readonly string[]): DomainReference | undefined {
    for (const prefix of prefixes) {
      const id = this.get(`${prefix}_id`);
      if (id !== undefined) return { id };
      const name = this.get(`${prefix}_name`);
      if (name !== undefined) return { name };
    }
    return undefined;
  }

  refuse(what: string): CloudConfigError {
    return new CloudConfigError(`${this.#place.where}: ${what}`);
  }
}

function defaultDomain(keys: AuthKeys): DomainReference {
  return keys.domain("default_domain") ?? { id: keys.get("default_domain") ?? "default" };
}

function userOf(keys: AuthKeys): DomainMember {
  const id = keys.get("user_id");
  if (id !== undefined) return { id };
  const domain = keys.domain("user_domain", "domain", "project_domain") ?? defaultDomain(keys);
  return { name: keys.need("username", "user_id"), domain };
}

function scopeOf(keys: AuthKeys): Scope | undefined {
  if (keys.get("system_scope") !== undefined) return { system: "all" };
  const id = keys.get("project_id", "tenant_id");
  if (id !== undefined) return { project: { id } };
  const name = keys.get("project_name", "tenant_name");
  if (name !== undefined) {
    const domain = keys.domain("project_domain", "domain", "user_domain") ?? defaultDomain(keys);
    return { project: { name, domain } };
  }
  const domain = keys.domain("domain");
  return domain === undefined ? undefined : { domain };
}

function kindOf(keys: AuthKeys, type: string | undefined): Credential["auth"]["kind"] {
  const word = type?.toLowerCase().replace(/^v3/, "").replaceAll(/[_-]/g, "");
  if (word === "applicationcredential") return "applicationCredential";
  if (word === "token") return "token";
  if (word !== undefined && word !== "password")
    throw keys.refuse(`auth_type ${type} is not supported; password, token and v3applicationcredential are`);
  if (word === undefined && keys.get("application_credential_id", "application_credential_name"))
    return "applicationCredential";
  if (word === undefined && keys.get("token") && !keys.get("password")) return "token";
  return keys.get("trust_id") === undefined ? "password" : "trust";
}

function authOf(keys: AuthKeys, type: string | undefined): Credential["auth"] {
  const kind = kindOf(keys, type);
  const scope = scopeOf(keys);
  const scoped = scope === undefined ? {} : { scope };
  switch (kind) {
    case "applicationCredential": {
      const secret = keys.need("application_credential_secret");
      const id = keys.get("application_credential_id");
      if (id !== undefined) return { kind, credential: { id }, secret };
      const name = keys.need("application_credential_id", "application_credential_name");
      return { kind, credential: { name, user: userOf(keys) }, secret };
    }
    case "token":
      return { kind, token: keys.need("token"), ...scoped };
    case "trust":
      return { kind, trustId: keys.need("trust_id"), user: userOf(keys), password: keys.need("password") };
    case "password":
      return { kind, user: userOf(keys), password: keys.need("password"), ...scoped };
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" ? String(value) : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(true|yes|on|1)$/i.test(value));
}

function isFalse(value: unknown): boolean {
  return value === false || (typeof value === "string" && /^(false|no|off|0)$/i.test(value));
}

function regionOf(entry: CloudEntry): string | undefined {
  const named = textOf(entry["region_name"]);
  if (named !== undefined) return named;
  const first: unknown = Array.isArray(entry["regions"]) ? entry["regions"][0] : undefined;
  return isRecord(first) ? textOf(first["name"]) : textOf(first);
}

function interfaceOf(entry: CloudEntry, place: Place): Credential["interface"] {
  const word = (textOf(entry["interface"]) ?? textOf(entry["endpoint_type"]) ?? "public").replace(/URL$/, "");
  if (word === "public" || word === "internal" || word === "admin") return word;
  throw new CloudConfigError(`${place.where}: interface ${word} is none of public, internal, admin`);
}

function overridesOf(entry: CloudEntry): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const [key, value] of Object.entries(entry)) {
    const service = /^(.+)_endpoint(?:_override)?$/.exec(key)?.[1];
    const url = textOf(value);
    if (service !== undefined && url !== undefined) overrides[service.replaceAll("_", "-")] = url;
  }
  return overrides;
}
