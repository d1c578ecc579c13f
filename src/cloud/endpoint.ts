import type { Credential } from "./credential.ts";
import { CloudFault } from "./fault.ts";

/** An entry of the catalogue that a token brings. */
export interface CatalogueService {
  readonly type: string;
  readonly endpoints: readonly CatalogueEndpoint[];
}

interface CatalogueEndpoint {
  readonly interface: string;
  readonly region?: string | undefined;
  readonly url: string;
}

/** Types under which one service is known in catalogues, best first; the first is our name for it. */
const ALIASES: readonly (readonly string[])[] = [
  ["block-storage", "volumev3", "block-store", "volume"],
  ["compute"],
  ["network"],
  ["image"],
  ["identity"],
  ["orchestration"],
  ["object-store"],
  ["dns"],
  ["key-manager"],
  ["load-balancer"],
  ["shared-file-system", "sharev2"],
  ["container-infrastructure-management", "container-infra", "container-infrastructure"],
  ["workflow", "workflowv2"],
];

/** The version our paths are relative to, where an endpoint names none. */
const VERSIONS: Readonly<Record<string, string>> = {
  network: "/v2.0",
  image: "/v2",
  identity: "/v3",
  compute: "/v2.1",
  "block-storage": "/v3/%(project_id)s",
  dns: "/v2",
  "key-manager": "/v1",
  "load-balancer": "/v2.0",
  "shared-file-system": "/v2",
  workflow: "/v2",
  baremetal: "/v1",
  reservation: "/v1",
  "container-infrastructure-management": "/v1",
};

const VERSION_SEGMENT = /\/v\d[^/]*/;

function typesOf(service: string): readonly string[] {
  return ALIASES.find((names) => names.includes(service)) ?? [service];
}

/** Our one name for a service that catalogues know under several types: `"volumev3"` is `"block-storage"`. */
export function canonicalService(service: string): string {
  return typesOf(service)[0] ?? service;
}

function overrideOf(credential: Credential, types: readonly string[]): string | undefined {
  for (const type of types) {
    const url = credential.endpointOverrides[type];
    if (url !== undefined) return url;
  }
  return undefined;
}

/** The endpoint of a service with its version, without a slash at the end; rejects with `"noEndpoint"`. */
export function chooseEndpoint(
  service: string,
  catalogue: readonly CatalogueService[],
  credential: Credential,
  projectId: string,
): string {
  const types = typesOf(service);
  const url = overrideOf(credential, types) ?? fromCatalogue(types, catalogue, credential);
  if (url === undefined) throw noEndpoint(service, catalogue, credential);
  const base = url.replace(/\/+$/, "");
  const versioned = VERSION_SEGMENT.test(pathOf(base)) ? base : base + (VERSIONS[types[0] ?? service] ?? "");
  return versioned.replaceAll(/[%$]\((?:project|tenant)_id\)s/g, projectId);
}

function fromCatalogue(
  types: readonly string[],
  catalogue: readonly CatalogueService[],
  credential: Credential,
): string | undefined {
  for (const type of types) {
    for (const service of catalogue) {
      if (service.type !== type) continue;
      const found = service.endpoints.find(
        (endpoint) =>
          endpoint.interface === credential.interface &&
          (credential.region === undefined || endpoint.region === undefined || endpoint.region === credential.region),
      );
      if (found !== undefined) return found.url;
    }
  }
  // The catalogue of a token without a scope is empty; Keystone itself is where the token came from.
  return types.includes("identity") ? credential.authUrl : undefined;
}

function noEndpoint(service: string, catalogue: readonly CatalogueService[], credential: Credential): CloudFault {
  const where = credential.region === undefined ? "" : ` in region ${credential.region}`;
  const known = catalogue.map(({ type }) => type).toSorted();
  return new CloudFault({
    kind: "noEndpoint",
    message: `the catalogue has no ${credential.interface} endpoint of "${service}"${where}; it has services: ${known.join(", ") || "none"} — check region_name and interface, or the credential's scope`,
    service,
    mayHaveHadEffect: false,
    transient: false,
  });
}

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, "");
}

/** The part of an endpoint up to and with its version: `https://cloud/volume/v3/<project>` → `https://cloud/volume/v3`. */
export function versionRoot(endpoint: string): string {
  const path = pathOf(endpoint);
  const match = VERSION_SEGMENT.exec(path);
  if (match === null) return endpoint;
  return endpoint.slice(0, endpoint.length - path.length) + path.slice(0, match.index + match[0].length);
}

/** How a call's path reads in a sentence: from the version on, without project ids of endpoints. */
export function readablePath(endpoint: string, path: string): string {
  const version = VERSION_SEGMENT.exec(pathOf(endpoint))?.[0] ?? "";
  return version + path;
}
