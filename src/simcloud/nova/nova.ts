import { type SimAnswer, type SimContext, SimFault, type SimRequest, type SimService } from "../service.ts";
import { minorVersion } from "../wire.ts";
import { type NovaCollection, novaRoot, noSuchPath } from "./call.ts";
import { flavors } from "./flavors.ts";
import { keypairs } from "./keypairs.ts";
import { limits, quotaSets } from "./limits.ts";
import { availabilityZones, extensions, hypervisors, services } from "./platform.ts";
import { serverGroups } from "./server-groups.ts";
import { servers } from "./servers.ts";

const MAX_MINOR = 93;
const UPDATED = "2013-07-23T11:33:21Z";

const collections: ReadonlyMap<string, NovaCollection> = new Map([
  ["servers", servers],
  ["flavors", flavors],
  ["os-keypairs", keypairs],
  ["os-server-groups", serverGroups],
  ["os-availability-zone", availabilityZones],
  ["limits", limits],
  ["os-quota-sets", quotaSets],
  ["os-hypervisors", hypervisors],
  ["os-services", services],
  ["extensions", extensions],
]);

interface Surroundings {
  readonly context: SimContext;
  readonly neutron: SimService;
}

function version(root: string): Record<string, unknown> {
  const links = [{ rel: "self", href: `${root}/v2.1/` }];
  return { id: "v2.1", status: "CURRENT", version: `2.${MAX_MINOR}`, min_version: "2.1", updated: UPDATED, links };
}

function versionDocument(context: SimContext): SimAnswer {
  const root = novaRoot(context);
  const document = version(root);
  const described = { rel: "describedby", type: "text/html", href: "http://docs.openstack.org/" };
  const media = [{ base: "application/json", type: "application/vnd.openstack.compute+json;version=2.1" }];
  const links = [...(document["links"] as unknown[]), described];
  return { status: 200, body: { version: { ...document, links, "media-types": media } } };
}

function dispatch({ context, neutron }: Surroundings, request: SimRequest, minor: number): SimAnswer {
  const [collectionName, ...rest] = request.path.slice(1).filter((segment) => segment !== "");
  if (collectionName === undefined) return versionDocument(context);
  const collection = collections.get(collectionName);
  if (collection === undefined) return noSuchPath();
  if (request.caller === undefined) throw new SimFault(401, "The request you have made requires authentication.");
  return collection({ request, context, neutron, caller: request.caller, version: minor, rest });
}

function answer(surroundings: Surroundings, request: SimRequest): SimAnswer {
  const { context } = surroundings;
  const first = request.path[0] ?? "";
  if (first === "") return { status: 200, body: { versions: [version(novaRoot(context))] } };
  if (first !== "v2.1") return noSuchPath();
  const minor = minorVersion(request, "compute", MAX_MINOR, "x-openstack-nova-api-version");
  const given = dispatch(surroundings, request, minor);
  const headers = {
    "openstack-api-version": `compute 2.${minor}`,
    "x-openstack-nova-api-version": `2.${minor}`,
    vary: "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
  };
  return { ...given, headers: { ...headers, ...given.headers } };
}

/** The simulated compute service; it has its ports made by `neutron`, as the real one does. */
export function createNova(context: SimContext, neutron: SimService): SimService {
  return {
    type: "compute",
    name: "nova",
    handle: (request) => answer({ context, neutron }, request),
  };
}

export { seedNova } from "./flavors.ts";
