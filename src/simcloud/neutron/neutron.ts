import { SimFault, type Json, type SimAnswer, type SimContext, type SimRequest, type SimService } from "../service.ts";
import { refusal } from "../refusals.ts";
import { readBody } from "./attributes.ts";
import { checkQuota, isVisible, seen, type AnyRow, type Collection, type Neutron, type Visit } from "./collection.ts";
import { badRequest, NeutronFault, neutronRefusal, policyRefusal } from "./faults.ts";
import { floatingIps } from "./floating-ips.ts";
import { isListed, listAnswer, onlyFields } from "./listing.ts";
import { networks } from "./networks.ts";
import { ports } from "./ports.ts";
import { answerQuotas, EXTENSIONS } from "./quotas.ts";
import { addInterface, removeInterface, routers } from "./routers.ts";
import { neutronTables, touched, type NeutronRow, type RouterRow } from "./rows.ts";
import { securityGroupRules, securityGroups } from "./security-groups.ts";
import { seedNeutron } from "./seed.ts";
import { subnets } from "./subnets.ts";

const COLLECTIONS: ReadonlyMap<string, Collection<AnyRow>> = new Map<string, Collection<AnyRow>>([
  ["networks", networks as unknown as Collection<AnyRow>],
  ["subnets", subnets as unknown as Collection<AnyRow>],
  ["ports", ports as unknown as Collection<AnyRow>],
  ["routers", routers as unknown as Collection<AnyRow>],
  ["security-groups", securityGroups as unknown as Collection<AnyRow>],
  ["security-group-rules", securityGroupRules as unknown as Collection<AnyRow>],
  ["floatingips", floatingIps as unknown as Collection<AnyRow>],
]);

function notFound(): NeutronFault {
  return new NeutronFault(404, "HTTPNotFound", "The resource could not be found.");
}

function create(visit: Visit, collection: Collection<AnyRow>, body: Json): SimAnswer {
  const one = (sent: Json): AnyRow => {
    const { singular, attributes } = collection;
    const fields = readBody(sent, { singular, attributes, caller: visit.caller, verb: "create" });
    checkQuota(visit, collection, String(fields["project_id"] ?? fields["tenant_id"] ?? visit.caller.projectId));
    return collection.create(visit, fields);
  };
  const many = body[collection.plural];
  if (Array.isArray(many)) {
    const rows = many.map((item: unknown) => one({ [collection.singular]: item }));
    return { status: 201, body: { [collection.plural]: collection.show(visit, rows) } };
  }
  return { status: 201, body: { [collection.singular]: collection.show(visit, [one(body)])[0] } };
}

function list(visit: Visit, collection: Collection<AnyRow>, request: SimRequest): SimAnswer {
  collection.prepare?.(visit);
  const rows = collection
    .table(visit.tables)
    .list()
    .filter((row) => isVisible(visit, collection, row) && isListed(row, request.query));
  const url = `${visit.context.endpoint("network")}/${request.path.join("/")}`;
  return { status: 200, body: listAnswer(collection.plural, collection.show(visit, rows), request.query, url) };
}

/** The object of that id if the caller may change it: 404 where they may not see it, 403 where it is another's. */
function owned(visit: Visit, collection: Collection<AnyRow>, id: string, verb: string): AnyRow {
  const row = seen(visit, collection, id);
  if (row.project_id !== visit.caller.projectId && !visit.caller.isAdmin)
    throw policyRefusal(`rule:${verb}_${collection.singular}`);
  return row;
}

function answerTags(visit: Visit, collection: Collection<AnyRow>, request: SimRequest): SimAnswer {
  const [, , id = "", , tag] = request.path;
  const row = owned(visit, collection, id, "update") as AnyRow & NeutronRow;
  const held = (row["tags"] ?? []) as string[];
  const set = (tags: string[]): void =>
    collection.table(visit.tables).patch(id, { tags, ...touched(visit.context, row) });
  switch (request.method) {
    case "PUT": {
      const wanted = tag === undefined ? ((request.body["tags"] ?? []) as string[]) : [...held, tag];
      set([...new Set(wanted)]);
      return tag === undefined ? { status: 200, body: { tags: [...new Set(wanted)] } } : { status: 201 };
    }
    case "DELETE":
      set(tag === undefined ? [] : held.filter((other) => other !== tag));
      return { status: 204 };
    default:
      return { status: 200, body: { tags: held } };
  }
}

function answerRouterAction(visit: Visit, request: SimRequest): SimAnswer {
  const [, , id = "", action] = request.path;
  const router = owned(visit, routers as unknown as Collection<AnyRow>, id, "update") as unknown as RouterRow;
  if (request.method === "PUT" && action === "add_router_interface")
    return { status: 200, body: addInterface(visit, router, request.body) };
  if (request.method === "PUT" && action === "remove_router_interface")
    return { status: 200, body: removeInterface(visit, router, request.body) };
  throw notFound();
}

function answerObject(visit: Visit, collection: Collection<AnyRow>, request: SimRequest): SimAnswer {
  const [, , id = "", part] = request.path;
  if (part === "tags") return answerTags(visit, collection, request);
  if (part !== undefined) {
    if (collection.plural !== "routers") throw notFound();
    return answerRouterAction(visit, request);
  }
  const shown = (row: AnyRow): SimAnswer => {
    const body = onlyFields(collection.show(visit, [row])[0] ?? {}, request.query);
    return { status: 200, body: { [collection.singular]: body } };
  };
  switch (request.method) {
    case "GET":
    case "HEAD":
      return shown(seen(visit, collection, id));
    case "PUT": {
      const row = owned(visit, collection, id, "update");
      const { singular, attributes } = collection;
      return shown(
        collection.update(
          visit,
          row,
          readBody(request.body, { singular, attributes, caller: visit.caller, verb: "update" }),
        ),
      );
    }
    case "DELETE":
      collection.remove(visit, owned(visit, collection, id, "delete"));
      return { status: 204 };
    default:
      throw new NeutronFault(405, "HTTPMethodNotAllowed", "The method is not allowed for this resource.");
  }
}

function answer(neutron: Neutron, request: SimRequest): SimAnswer {
  const { context } = neutron;
  const [version, name = "", id] = request.path;
  const root = `${context.endpoint("network")}/v2.0/`;
  if (version === undefined) {
    return {
      status: 200,
      body: { versions: [{ id: "v2.0", status: "CURRENT", links: [{ rel: "self", href: root }] }] },
    };
  }
  if (version !== "v2.0") throw notFound();
  if (name === "")
    return {
      status: 200,
      body: {
        resources: [...COLLECTIONS.keys()].map((one) => ({
          name: one,
          collection: one,
          links: [{ rel: "self", href: `${root}${one}` }],
        })),
      },
    };
  if (request.caller === undefined) throw new SimFault(401, "The request you have made requires authentication.");
  const visit: Visit = { ...neutron, caller: request.caller };
  if (name === "extensions") return { status: 200, body: { extensions: EXTENSIONS } };
  if (name === "quotas") return answerQuotas(visit, request);
  const collection = COLLECTIONS.get(name);
  if (collection === undefined) throw notFound();
  if (id !== undefined) return answerObject(visit, collection, request);
  if (request.method === "POST") return create(visit, collection, request.body);
  if (request.method === "GET" || request.method === "HEAD") return list(visit, collection, request);
  throw badRequest("The method is not allowed for this resource.");
}

/** Neutron v2.0: networks, subnets, ports, routers, security groups, floating IPs, quotas. Its refusals are answers. */
export function createNeutron(context: SimContext): SimService {
  const neutron: Neutron = { context, tables: neutronTables(context) };
  seedNeutron(neutron);
  return {
    type: "network",
    name: "neutron",
    handle(request: SimRequest): SimAnswer {
      try {
        return answer(neutron, request);
      } catch (error) {
        if (!(error instanceof SimFault)) throw error;
        return neutronRefusal(error) ?? refusal("network", error);
      }
    },
  };
}
