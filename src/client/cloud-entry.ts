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

function entryOf(name: string, entry: JsonObject): CloudEntry {
  const auth = objectOf(entry["auth"]);
  const region = text(entry["region_name"]);
  const cacert = text(entry["cacert"]);
  const endpoint = text(entry["orchestration_endpoint_override"]);
  return {
    name,
    auth,
    settings: entry,
    authType:
      text(entry["auth_type"]) ?? ("application_credential_id" in auth ? "v3applicationcredential" : "password"),
    interface: (text(entry["interface"]) ?? "public").replace(/URL$/, ""),
    insecure: entry["verify"] === false || entry["insecure"] === true,
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
  const insecure = /^(?:1|true|yes)$/i.test(env["OS_INSECURE"] ?? "");
  return entryOf("envvars", { ...settings, ...(insecure ? { verify: false } : {}) });
}
