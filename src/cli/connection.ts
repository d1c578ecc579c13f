import { createClient, type Client } from "#client/client.ts";
import { cloudEntryOfEnvironment, readCloudEntries, type CloudEntry } from "#client/cloud-entry.ts";
import { orchestrationEndpoint, tokenSource } from "#client/identity.ts";
import type { CliPorts } from "./ports.ts";
import { Problem } from "./problem.ts";

/** The file in which a running `npm start` leaves its addresses, seen from the current directory. */
const ENDPOINTS_FILE = ".calor/endpoints.json";

/** Which cloud and service the user named on the command line. */
export interface ConnectionChoice {
  readonly cloud?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** A client, and the entry it signs in with. */
export interface Connection {
  readonly client: Client;
  readonly entry: CloudEntry;
}

type ConnectionPorts = Pick<CliPorts, "readFile" | "env" | "cwd" | "clock" | "httpFor">;

async function textIfThere(ports: ConnectionPorts, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await ports.readFile(path));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw new Problem(`${path} cannot be read: ${(error as Error).message}`, path, "make it readable");
  }
}

function absolute(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}

/** The clouds.yaml of an `npm start` in this directory, if there is one. */
async function ownCloudsYaml(ports: ConnectionPorts): Promise<string | undefined> {
  const text = await textIfThere(ports, absolute(ports.cwd, ENDPOINTS_FILE));
  if (text === undefined) return undefined;
  try {
    const path = (JSON.parse(text) as { clouds_yaml?: unknown }).clouds_yaml;
    return typeof path === "string" ? absolute(ports.cwd, path) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem(
      `${ENDPOINTS_FILE} is no JSON`,
      absolute(ports.cwd, ENDPOINTS_FILE),
      "remove it, or start the service again: npm start",
    );
  }
}

/** Where clouds.yaml may be, in the order of openstacksdk. */
function cloudsYamlPaths({ env, cwd }: ConnectionPorts): string[] {
  if (env["OS_CLIENT_CONFIG_FILE"]) return [absolute(cwd, env["OS_CLIENT_CONFIG_FILE"])];
  const home = env["XDG_CONFIG_HOME"] ?? `${env["HOME"] ?? ""}/.config`;
  return [`${cwd}/clouds.yaml`, `${home}/openstack/clouds.yaml`, "/etc/openstack/clouds.yaml"];
}

async function entryNamed(ports: ConnectionPorts, name: string, paths: readonly string[]): Promise<CloudEntry> {
  const known: string[] = [];
  for (const path of paths) {
    const text = await textIfThere(ports, path);
    if (text === undefined) continue;
    const entries = readCloudEntries(text, path);
    const entry = entries.get(name);
    if (entry !== undefined) return entry;
    known.push(...entries.keys());
  }
  const hint =
    known.length === 0 ? "write a clouds.yaml, or set OS_CLIENT_CONFIG_FILE" : `use one of: ${known.join(", ")}`;
  throw new Problem(`there is no cloud named "${name}"`, paths.join(", "), hint);
}

/** The entry with its file of authorities as an absolute path: it is read, and written down, elsewhere too. */
function anchored({ cwd, env }: ConnectionPorts, entry: CloudEntry): CloudEntry {
  if (entry.cacert === undefined) return entry;
  const cacert = absolute(cwd, entry.cacert.replace(/^~(?=\/)/, env["HOME"] ?? "~"));
  return { ...entry, cacert, settings: { ...entry.settings, cacert } };
}

/** The entry that the user means. Rejects with `Problem` or `ClientFault`. */
export async function findCloudEntry(ports: ConnectionPorts, cloud: string | undefined): Promise<CloudEntry> {
  return anchored(ports, await entryMeant(ports, cloud));
}

async function entryMeant(ports: ConnectionPorts, cloud: string | undefined): Promise<CloudEntry> {
  const own = await ownCloudsYaml(ports);
  // A file that the user names comes before the one that happens to be here.
  const isNamed = Boolean(ports.env["OS_CLIENT_CONFIG_FILE"]);
  const paths = [...(own === undefined || isNamed ? [] : [own]), ...cloudsYamlPaths(ports)];
  if (cloud === "envvars") {
    const entry = cloudEntryOfEnvironment(ports.env);
    if (entry !== undefined) return entry;
  }
  if (cloud !== undefined) return entryNamed(ports, cloud, paths);
  if (own !== undefined) {
    const text = await textIfThere(ports, own);
    const first = text === undefined ? undefined : readCloudEntries(text, own).values().next().value;
    if (first !== undefined) return first;
  }
  if (ports.env["OS_CLOUD"]) return entryNamed(ports, ports.env["OS_CLOUD"], paths);
  const entry = cloudEntryOfEnvironment(ports.env);
  if (entry !== undefined) return entry;
  throw new Problem(
    "no cloud is named",
    `no ${ENDPOINTS_FILE} in ${ports.cwd}, no OS_CLOUD, no OS_AUTH_URL`,
    "run npm start in this directory, or name an entry of clouds.yaml with --cloud",
    2,
  );
}

/** A client for the user's choice, signed in. Rejects with `Problem` or `ClientFault`. */
export async function connect(ports: ConnectionPorts, choice: ConnectionChoice): Promise<Connection> {
  const entry = await findCloudEntry(ports, choice.cloud);
  const http = ports.httpFor({
    insecure: entry.insecure,
    ...(entry.cacert === undefined ? {} : { cacert: entry.cacert }),
  });
  const source = tokenSource({ http, entry, clock: ports.clock });
  const { catalogue, projectId } = await source.signedIn();
  const given = choice.endpoint ?? entry.endpoint;
  const endpoint = given === undefined ? orchestrationEndpoint(catalogue, entry) : withProject(given, projectId);
  if (endpoint === undefined) {
    const region = entry.region === undefined ? "" : ` in region ${entry.region}`;
    throw new Problem(
      `the catalogue of cloud ${entry.name} has no ${entry.interface} orchestration endpoint${region}`,
      String(entry.auth["auth_url"]),
      "name the service's address with --endpoint",
    );
  }
  return { client: createClient({ http, endpoint, token: source.token }), entry };
}

function withProject(endpoint: string, projectId: string): string {
  const base = endpoint.replace(/\/+$/, "");
  if (/\/v1\/[^/]+$/.test(base)) return base;
  return `${base.endsWith("/v1") ? base : `${base}/v1`}/${projectId}`;
}
