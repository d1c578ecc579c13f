import { readDocument } from "#template/document/read-document.ts";
import { ClientFault } from "./client-fault.ts";
import { objectOf, type JsonObject } from "./objects.ts";

/** How to reach a cloud and as whom: an entry of clouds.yaml, or the `OS_*` variables. */
export interface CloudEntry {
  /** Its name in clouds.yaml; `envvars` for the variables. */
  readonly name: string;
  /** clouds.yaml's `auth` map. Holds secrets. */
  readonly auth: JsonObject;
  readonly authType: string;
  readonly region?: string;
  readonly interface: string;
  readonly cacert?: string;
  readonly insecure: boolean;
  /** The whole entry as it stands in clouds.yaml. Holds secrets. */
  readonly settings: JsonObject;
  /** clouds.yaml's `orchestration_endpoint_override`, if any. */
  readonly endpoint?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function saysYes(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(?:true|yes|on|1)$/i.test(value));
}

function saysNo(value: unknown): boolean {
  return value === false || (typeof value === "string" && /^(?:false|no|off|0)$/i.test(value));
}

function regionOf(entry: JsonObject): string | undefined {
  const first: unknown = Array.isArray(entry["regions"]) ? entry["regions"][0] : undefined;
  return text(entry["region_name"]) ?? text(first) ?? text(objectOf(first)["name"]);
}

function authTypeOf(entry: JsonObject, auth: JsonObject): string {
  const named = text(entry["auth_type"]);
  if (named !== undefined) return named;
  if ("application_credential_id" in auth || "application_credential_name" in auth) return "v3applicationcredential";
  return "token" in auth && !("password" in auth) ? "token" : "password";
}

function entryOf(name: string, entry: JsonObject): CloudEntry {
  const auth = objectOf(entry["auth"]);
  const region = regionOf(entry);
  const cacert = text(entry["cacert"]);
  const endpoint = text(entry["orchestration_endpoint_override"]);
  return {
    name,
    auth,
    settings: entry,
    authType: authTypeOf(entry, auth),
    interface: (text(entry["interface"]) ?? text(entry["endpoint_type"]) ?? "public").replace(/URL$/, ""),
    insecure: saysNo(entry["verify"]) || saysYes(entry["insecure"]),
    ...(region === undefined ? {} : { region }),
    ...(cacert === undefined ? {} : { cacert }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** The entries of a clouds.yaml, by name. Rejects a text that is none with `ClientFault`. */
export function readCloudEntries(yaml: string, file: string): ReadonlyMap<string, CloudEntry> {
  const { source, diagnostics } = readDocument(yaml, { what: "clouds.yaml", file });
  if (source === undefined)
    throw new ClientFault({ type: "CloudsYaml", message: `${file}: ${diagnostics[0]?.message ?? "cannot be read"}` });
  const clouds = objectOf(objectOf(source.value)["clouds"]);
  return new Map(Object.entries(clouds).map(([name, entry]) => [name, entryOf(name, objectOf(entry))]));
}

/** What of the `OS_*` variables is a setting of the entry and no part of `auth`. */
const SETTINGS = new Set([
  "auth_type",
  "region_name",
  "interface",
  "endpoint_type",
  "cacert",
  "cert",
  "key",
  "identity_api_version",
]);

/** The entry that the `OS_*` variables describe; undefined when there is no `OS_AUTH_URL`. */
export function cloudEntryOfEnvironment(env: Readonly<Record<string, string | undefined>>): CloudEntry | undefined {
  if (text(env["OS_AUTH_URL"]) === undefined) return undefined;
  const auth: Record<string, string> = {};
  const settings: Record<string, unknown> = { auth };
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("OS_") || value === undefined || value === "") continue;
    const key = name.slice(3).toLowerCase().replace("tenant", "project");
    if (
      /^(?:auth_url|username|user_id|password|token|passcode|project_|user_domain_|domain_|application_credential_|default_domain|trust_id|system_scope)/.test(
        key,
      )
    ) {
      auth[key] = value;
    } else if (SETTINGS.has(key)) settings[key === "endpoint_type" ? "interface" : key] = value;
  }
  const insecure = saysYes(env["OS_INSECURE"]) || saysNo(env["OS_VERIFY"]);
  return entryOf("envvars", { ...settings, ...(insecure ? { verify: false } : {}) });
}
