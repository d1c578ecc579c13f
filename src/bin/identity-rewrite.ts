/** What the identity proxy changes in Keystone's answers. */
export interface RewriteFacts {
  /** `http://127.0.0.1:9004`. */
  readonly proxyOrigin: string;
  /** Path of Keystone's v3 API behind its origin: `/v3`, `/identity/v3`. */
  readonly identityPath: string;
  /** Base address of our service, `http://127.0.0.1:8004`. */
  readonly orchestrationUrl: string;
  /** The project of the credentials, for answers that name none. */
  readonly projectId: string;
  readonly region?: string;
}

type JsonMap = Record<string, unknown>;

function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapsOf(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** Whether the answer to a request may need changing; all others pass through unread. */
export function isRewritten(method: string, path: string, identityPath: string): boolean {
  const at = path.replace(/\/+$/, "");
  const root = identityPath.replace(/\/v3$/, "");
  if (at === `${identityPath}/auth/tokens`) return method === "POST" || method === "GET";
  if (method !== "GET") return false;
  return at === `${identityPath}/auth/catalog` || at === identityPath || at === root || at === "";
}

/** The regions that the catalogue's identity service is in: one endpoint of ours in each, unless one is chosen. */
function regionsOf(catalogue: readonly JsonMap[], region: string | undefined): (string | null)[] {
  if (region !== undefined) return [region];
  const identity = catalogue
    .filter((service) => service["type"] === "identity")
    .flatMap((service) => mapsOf(service["endpoints"]));
  const regions = new Set(
    identity.map((endpoint) => endpoint["region_id"]).filter((id): id is string => typeof id === "string"),
  );
  return regions.size === 0 ? [null] : [...regions];
}

function ourService(catalogue: readonly JsonMap[], facts: RewriteFacts, projectId: string): JsonMap {
  const url = `${facts.orchestrationUrl.replace(/\/+$/, "")}/v1/${projectId}`;
  const endpoints = regionsOf(catalogue, facts.region).flatMap((region) =>
    ["public", "internal", "admin"].map((side) => ({
      id: `calor-${region ?? "none"}-${side}`,
      interface: side,
      region_id: region,
      region,
      url,
    })),
  );
  return { id: "calor", type: "orchestration", name: "heat", endpoints };
}

function rewrittenCatalogue(catalogue: readonly JsonMap[], facts: RewriteFacts, projectId: string): JsonMap[] {
  const others = catalogue.filter((service) => service["type"] !== "orchestration");
  const url = facts.proxyOrigin + facts.identityPath;
  const seen = others.map((service) =>
    service["type"] === "identity"
      ? { ...service, endpoints: mapsOf(service["endpoints"]).map((endpoint) => ({ ...endpoint, url })) }
      : service,
  );
  return [...seen, ourService(catalogue, facts, projectId)];
}

function rewrittenLinks(version: JsonMap, facts: RewriteFacts): JsonMap {
  const links = mapsOf(version["links"]).map((link) =>
    link["rel"] === "self" && typeof link["href"] === "string" && /\/v3\/?$/.test(link["href"])
      ? { ...link, href: `${facts.proxyOrigin}${facts.identityPath}/` }
      : link,
  );
  return { ...version, links };
}

/** Keystone's answer as clients shall see it: us in the catalogue, the proxy as the identity service. */
export function rewriteIdentityAnswer(body: unknown, facts: RewriteFacts): unknown {
  if (!isMap(body)) return body;
  const { token, catalog, version, versions } = body;
  if (isMap(token) && Array.isArray(token["catalog"])) {
    const project = isMap(token["project"]) ? token["project"]["id"] : undefined;
    const projectId = typeof project === "string" ? project : facts.projectId;
    return { ...body, token: { ...token, catalog: rewrittenCatalogue(mapsOf(token["catalog"]), facts, projectId) } };
  }
  if (Array.isArray(catalog)) return { ...body, catalog: rewrittenCatalogue(mapsOf(catalog), facts, facts.projectId) };
  if (isMap(version)) return { ...body, version: rewrittenLinks(version, facts) };
  if (isMap(versions))
    return {
      ...body,
      versions: { ...versions, values: mapsOf(versions["values"]).map((each) => rewrittenLinks(each, facts)) },
    };
  return body;
}
