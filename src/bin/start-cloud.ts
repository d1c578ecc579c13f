import { connect, findCloudEntry } from "#cli/connection.ts";
import type { CliPorts } from "#cli/ports.ts";
import { identityUrl, signIn } from "#client/identity.ts";
import type { CloudEntry } from "#client/cloud-entry.ts";
import { objectsOf, type JsonObject } from "#client/objects.ts";
import { cloudFromEntry, CloudConfigError } from "#cloud/clouds-yaml.ts";
import type { Credential } from "#cloud/credential.ts";
import { Problem } from "#cli/problem.ts";
import { personalCloudsYaml, simulatedCloudsYaml, simulatedServiceUser } from "./clouds-yaml-text.ts";
import type { DataDirectory } from "./data-directory.ts";
import { startIdentityProxy } from "./identity-proxy.ts";
import { checkPortFree } from "./port-check.ts";
import type { ServiceOptions } from "./service-contract.ts";
import { startSimulatedCloud } from "./simulated-cloud-process.ts";
import type { StartOptions } from "./start-options.ts";
import { readCertificate } from "./terminal-ports.ts";

/** Where the identity proxy listens, seen from the API's port. */
const PROXY_PORT_OFFSET = 1000;
const MAX_PORT = 65_535;

/** A cloud to orchestrate, with its clouds.yaml written. */
export interface StartedCloud {
  readonly simulated: boolean;
  /** One line: which cloud it is. */
  readonly description: string;
  /** The auth_url for clients. */
  readonly identity: string;
  readonly cloudsYaml: string;
  /** The entry of that clouds.yaml which launches. */
  readonly entry: string;
  readonly credentials: ServiceOptions["credentials"];
  stop(): Promise<void>;
}

/** What starting a cloud needs. */
export interface CloudRequest {
  readonly options: StartOptions;
  readonly data: DataDirectory;
  readonly ports: CliPorts;
  /** Address of the orchestration service for clients. */
  readonly orchestrationUrl: string;
}

function credentialOf(settings: Readonly<Record<string, unknown>>, where: string): Credential {
  try {
    return cloudFromEntry(settings, where);
  } catch (error) {
    if (!(error instanceof CloudConfigError)) throw error;
    throw new Problem(error.message, where, "correct that entry");
  }
}

async function startSimulated({ options, data, ports, orchestrationUrl }: CloudRequest): Promise<StartedCloud> {
  data.bind({ authUrl: "simulated", projectId: "" });
  const http = ports.httpFor({ insecure: false });
  const cloud = await startSimulatedCloud({
    data,
    port: options.cloudPort,
    orchestrationUrl,
    http,
    clock: ports.clock,
  });
  data.write("clouds.yaml", simulatedCloudsYaml(cloud.identityUrl));
  return {
    simulated: true,
    description: `the simulated cloud${cloud.adopted ? " (still running from before)" : ""}`,
    identity: cloud.identityUrl,
    cloudsYaml: data.file("clouds.yaml"),
    entry: "demo",
    credentials: {
      mode: "service",
      credential: credentialOf(simulatedServiceUser(cloud.identityUrl), "the simulated cloud's service user"),
    },
    stop: () => cloud.stop(),
  };
}

function proxyPort({ options }: CloudRequest): number {
  const port = options.port + PROXY_PORT_OFFSET;
  return port <= MAX_PORT ? port : options.port - PROXY_PORT_OFFSET;
}

function tlsOf(entry: CloudEntry): { cacert?: string; insecure: boolean } {
  return { insecure: entry.insecure, ...(entry.cacert === undefined ? {} : { cacert: entry.cacert }) };
}

function checkRegion({ name, region }: CloudEntry, catalogue: readonly JsonObject[]): void {
  const endpoints = catalogue.flatMap((service) => objectsOf(service["endpoints"]));
  const known = new Set(endpoints.map((endpoint) => endpoint["region_id"] ?? endpoint["region"]));
  if (region === undefined || known.size === 0 || known.has(region)) return;
  const there = [...known].filter((each) => typeof each === "string").toSorted();
  throw new Problem(
    `cloud ${name} has no region "${region}"`,
    `region_name of ${name}`,
    `correct it (or OS_REGION_NAME); its regions: ${there.join(", ") || "none"}`,
  );
}

async function startPersonal(request: CloudRequest, name: string): Promise<StartedCloud> {
  const { data, ports, orchestrationUrl } = request;
  // Our own clouds.yaml of an earlier start would lead to our own proxy.
  const foreign = { ...ports, cwd: ports.cwd, readFile: withoutOwn(ports.readFile, data) };
  const entry = await findCloudEntry(foreign, name);
  const { projectId, catalogue } = await signIn(ports.httpFor(tlsOf(entry)), entry);
  if (projectId === "")
    throw new Problem(
      `cloud ${entry.name} is not scoped to a project`,
      `auth of ${entry.name}`,
      "add project_name (and project_domain_name) to it",
    );
  checkRegion(entry, catalogue);
  data.bind({ authUrl: identityUrl(entry), projectId });
  const port = proxyPort(request);
  await checkPortFree(port, "--port");
  const proxy = await startIdentityProxy({
    port,
    authUrl: identityUrl(entry),
    insecure: entry.insecure,
    ...(entry.cacert === undefined ? {} : { ca: readCertificate(entry.cacert) }),
    orchestrationUrl,
    projectId,
    ...(entry.region === undefined ? {} : { region: entry.region }),
  });
  data.write("clouds.yaml", personalCloudsYaml(entry, proxy.url));
  return {
    simulated: false,
    description: `cloud ${entry.name}, with its own credentials (project ${projectId})`,
    identity: proxy.url,
    cloudsYaml: data.file("clouds.yaml"),
    entry: entry.name === "envvars" ? "calor" : entry.name,
    credentials: { mode: "personal", credential: credentialOf(entry.settings, `cloud ${entry.name}`) },
    stop: () => proxy.close(),
  };
}

function withoutOwn(readFile: CliPorts["readFile"], data: DataDirectory): CliPorts["readFile"] {
  return (path) => {
    if (!path.endsWith("/endpoints.json") && path !== data.file("clouds.yaml")) return readFile(path);
    return Promise.reject(Object.assign(new Problem("is our own", path, ""), { code: "ENOENT" }));
  };
}

/** Starts the simulated cloud, or the proxy before a real one, and writes `clouds.yaml`. */
export function startCloud(request: CloudRequest): Promise<StartedCloud> {
  const { cloud } = request.options;
  return cloud === undefined ? startSimulated(request) : startPersonal(request, cloud);
}

/** A client of our service with the entry of the clouds.yaml that was written. */
export async function clientOf(
  cloud: StartedCloud,
  { data, ports, orchestrationUrl }: CloudRequest,
): Promise<Awaited<ReturnType<typeof connect>>["client"]> {
  const env = { OS_CLIENT_CONFIG_FILE: data.file("clouds.yaml") };
  const { client } = await connect(
    { ...ports, env, cwd: data.path },
    { cloud: cloud.entry, endpoint: orchestrationUrl },
  );
  return client;
}
