import { type SimAnswer, type SimContext, SimFault, type SimRequest, type SimService } from "../service.ts";
import { minorVersion } from "../wire.ts";
import { attachments } from "./attachments.ts";
import { backups } from "./backups.ts";
import { type CinderCollection, cinderRoot, noSuchPath } from "./call.ts";
import { availabilityZones, extensions, services } from "./platform.ts";
import { limits, quotaSets } from "./quotas.ts";
import { snapshots } from "./snapshots.ts";
import { types } from "./types.ts";
import { volumes } from "./volumes.ts";

const MAX_MINOR = 70;

const collections: ReadonlyMap<string, CinderCollection> = new Map<string, CinderCollection>([
  ["volumes", volumes],
  ["snapshots", snapshots],
  ["backups", backups],
  ["types", types],
  ["attachments", attachments],
  ["limits", limits],
  ["os-quota-sets", quotaSets],
  ["os-services", services],
  ["os-availability-zone", availabilityZones],
  ["extensions", extensions],
]);

function versions(context: SimContext): SimAnswer {
  const links = [
    { rel: "describedby", type: "text/html", href: "https://docs.openstack.org/" },
    { rel: "self", href: `${cinderRoot(context)}/v3/` },
  ];
  const media = [{ base: "application/json", type: "application/vnd.openstack.volume+json;version=3" }];
  const version = {
    id: "v3.0",
    status: "CURRENT",
    version: `3.${MAX_MINOR}`,
    min_version: "3.0",
    updated: "2022-08-31T00:00:00Z",
    links,
    "media-types": media,
  };
  return { status: 200, body: { versions: [version] } };
}

function dispatch(context: SimContext, request: SimRequest, minor: number): SimAnswer {
  const segments = request.path.slice(1);
  // The project in the URL may be left out; what follows names the collection either way.
  const [name, ...rest] = collections.has(segments[0] ?? "") ? segments : segments.slice(1);
  const project = collections.has(segments[0] ?? "") ? undefined : segments[0];
  if (request.caller === undefined) throw new SimFault(401, "The request you have made requires authentication.");
  if (project !== undefined && project !== request.caller.projectId && !request.caller.isAdmin)
    throw new SimFault(400, `Malformed request url`);
  const collection = name === undefined ? undefined : collections.get(name);
  if (collection === undefined) return noSuchPath();
  return collection({ request, context, caller: request.caller, version: minor, rest });
}

function answer(context: SimContext, request: SimRequest): SimAnswer {
  const [first, second] = request.path.filter((segment) => segment !== "");
  if (first === undefined) return { ...versions(context), status: 300 };
  if (first !== "v3") return noSuchPath();
  if (second === undefined) return versions(context);
  const minor = minorVersion(request, "volume", MAX_MINOR);
  const given = dispatch(context, request, minor);
  return {
    ...given,
    headers: { "openstack-api-version": `volume 3.${minor}`, vary: "OpenStack-API-Version", ...given.headers },
  };
}

/** The simulated block storage service. */
export function createCinder(context: SimContext): SimService {
  return { type: "volumev3", name: "cinder", handle: (request) => answer(context, request) };
}

export { seedCinder } from "./types.ts";
