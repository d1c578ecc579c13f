import { readFile } from "node:fs/promises";
import { realClock } from "#bin/ports.ts";
import { httpFor } from "#bin/terminal-ports.ts";
import { findCloudEntry } from "#cli/connection.ts";
import { signIn } from "#client/identity.ts";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";

/** A call to the real cloud that a test makes for itself was refused. */
class RealCloudRefused extends Error {
  constructor(what: string, status: number, body: unknown) {
    super(`${what} was answered ${status}: ${String(body).slice(0, 300)}`);
    this.name = "RealCloudRefused";
  }
}

/** A real cloud as a test looks at it: without the client that is tested. */
export interface RealCloud {
  readonly projectId: string;
  /** Sends a request to the service of that catalogue type; the answer's JSON, or the bytes of a file. */
  call(type: string, path: string, more?: { method?: string; body?: JsonObject | Uint8Array }): Promise<JsonObject>;
  bytes(type: string, path: string): Promise<Uint8Array>;
  /** Everything that the project has: `kind name (id)`. */
  inventory(): Promise<ReadonlySet<string>>;
}

/** What is listed: catalogue type, path, the list's key. */
const ownLists: readonly (readonly [type: string, path: string, key: string])[] = [
  ["compute", "/servers", "servers"],
  ["compute", "/os-keypairs", "keypairs"],
  ["network", "/v2.0/networks", "networks"],
  ["network", "/v2.0/subnets", "subnets"],
  ["network", "/v2.0/routers", "routers"],
  ["network", "/v2.0/ports", "ports"],
  ["network", "/v2.0/floatingips", "floatingips"],
  ["network", "/v2.0/security-groups", "security_groups"],
  ["volumev3", "/volumes", "volumes"],
  ["image", "/v2/images?limit=1000", "images"],
];

const operatorLists: typeof ownLists = [
  ["identity", "/projects", "projects"],
  ["identity", "/users", "users"],
  ["compute", "/flavors?is_public=None", "flavors"],
];

/** Signs in to an entry of clouds.yaml; an operator also sees projects, users and all flavors. */
export async function openRealCloud(entryName: string, { operator = false } = {}): Promise<RealCloud> {
  const entry = await findCloudEntry(
    { readFile: (path) => readFile(path), env: process.env, cwd: "/", clock: realClock, httpFor },
    entryName,
  );
  const http = httpFor({ insecure: entry.insecure, ...(entry.cacert !== undefined && { cacert: entry.cacert }) });
  const { token, projectId, catalogue } = await signIn(http, entry);
  const urlOf = (type: string): string => {
    const service = catalogue.find(
      (each) => each["type"] === type || (type === "volumev3" && each["type"] === "block-storage"),
    );
    const endpoint = objectsOf(service?.["endpoints"]).find((each) => each["interface"] === entry.interface);
    const url = String(endpoint?.["url"] ?? "").replace(/\/+$/, "");
    return type === "identity" && !url.endsWith("/v3")
      ? `${url}/v3`
      : url.replace(type === "network" || type === "image" ? /\/v2(?:\.0)?$/ : /$^/, "");
  };
  const send = async (
    type: string,
    path: string,
    { method = "GET", body }: { method?: string; body?: JsonObject | Uint8Array } = {},
  ) => {
    const binary = body instanceof Uint8Array;
    const response = await http({
      method,
      url: `${urlOf(type)}${path}`,
      headers: { "x-auth-token": token, "content-type": binary ? "application/octet-stream" : "application/json" },
      ...(body !== undefined && { body: binary ? body : JSON.stringify(body) }),
    });
    if (response.status >= 300)
      throw new RealCloudRefused(`${method} ${path} on ${type}`, response.status, response.body);
    return response.body;
  };
  const call: RealCloud["call"] = async (type, path, more) => {
    const body = await send(type, path, more);
    return typeof body === "string" && body.startsWith("{") ? objectOf(JSON.parse(body)) : {};
  };
  return {
    projectId,
    call,
    async bytes(type, path) {
      const body = await send(type, path);
      return typeof body === "string" ? Buffer.from(body) : body;
    },
    async inventory() {
      const found = new Set<string>();
      for (const [type, path, key] of operator ? [...ownLists, ...operatorLists] : ownLists) {
        for (const row of objectsOf((await call(type, path))[key])) {
          const object = objectOf(row["keypair"] ?? row);
          const owner = object["project_id"] ?? projectId;
          // An operator sees what everybody has; others may be at work meanwhile.
          if (owner === projectId) found.add(`${key} ${String(object["name"])} (${String(object["id"] ?? "")})`);
        }
      }
      return found;
    },
  };
}
