import { titleOf } from "../refusals.ts";
import {
  SimFault,
  type Caller,
  type Json,
  type SimAnswer,
  type SimContext,
  type SimRequest,
  type SimService,
} from "../service.ts";
import { allowed, callerToken, isAdmin, listBody, type Visit } from "./access.ts";
import { answerApplicationCredentials } from "./application-credentials.ts";
import { issueToken } from "./authentication.ts";
import { answerCollection, isCollection, shown } from "./collections.ts";
import { answerAssignments, answerGrant, answerMembers } from "./grants.ts";
import { rolesOn } from "./roles.ts";
import {
  forbidden,
  hashSecret,
  keystoneTables,
  notFound,
  objectAt,
  seededId,
  stringAt,
  unauthenticated,
  type KeystoneTables,
} from "./rows.ts";
import { seedKeystone } from "./seed.ts";
import { catalogueDocument, liveToken, tokenDocument, type LiveToken } from "./tokens.ts";
import { answerTrusts } from "./trusts.ts";

/** Keystone, and the token check that the other services have in front of them. */
export interface Keystone extends SimService {
  /** Who holds this token, or undefined where it does not hold. */
  callerOf(secret: string | undefined): Caller | undefined;
}

function version(context: SimContext): Json {
  return {
    id: "v3.14",
    status: "stable",
    updated: "2020-04-07T00:00:00Z",
    links: [{ rel: "self", href: `${context.endpoint("identity")}/` }],
    "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  };
}

function tokenAnswer(visit: Visit, status: number, secret: string, token: LiveToken): SimAnswer {
  const withCatalogue = !visit.request.query.has("nocatalog");
  return {
    status,
    headers: { "x-subject-token": secret, vary: "X-Auth-Token" },
    body: { token: tokenDocument(visit.tables, token, visit.context.catalogue(), withCatalogue) },
  };
}

function answerTokens(visit: Visit): SimAnswer {
  const { context, tables, request } = visit;
  if (request.method === "POST") {
    const { secret, token } = issueToken(context, tables, request.body);
    return tokenAnswer(visit, 201, secret, token);
  }
  const subject = request.headers["x-subject-token"];
  const own = callerToken(visit);
  const isService = own.roles.some(({ name }) => name === "service");
  const token = liveToken(tables, subject, context.now());
  if (subject === undefined || token === undefined) throw new SimFault(404, "Could not recognize Fernet token");
  if (!isAdmin(own) && !isService && token.user.id !== own.user.id) {
    throw forbidden(request.method === "DELETE" ? "revoke_token" : "validate_token");
  }
  if (request.method !== "DELETE") return tokenAnswer(visit, 200, subject, token);
  tables.tokens.delete(token.row.id);
  return { status: 204 };
}

function projectsOf(visit: Visit, userId: string): SimAnswer {
  const projects = visit.tables.projects
    .list()
    .filter((project) => project.enabled !== false && rolesOn(visit.tables, userId, "projects", project.id).length > 0);
  return {
    status: 200,
    body: listBody(
      visit,
      "projects",
      projects.map((project) => shown(visit, "projects", project)),
    ),
  };
}

function answerAuth(visit: Visit): SimAnswer {
  const [, what] = visit.path;
  if (what === "tokens") return answerTokens(visit);
  const token = callerToken(visit);
  switch (what) {
    case "catalog": {
      if (token.row.scope.kind === "unscoped") throw forbidden("get_auth_catalog");
      return {
        status: 200,
        body: listBody(visit, "catalog", catalogueDocument(visit.context.catalogue(), token.project?.id ?? "")),
      };
    }
    case "projects":
      return projectsOf(visit, token.user.id);
    case "domains": {
      const domains = visit.tables.domains
        .list()
        .filter((domain) => rolesOn(visit.tables, token.user.id, "domains", domain.id).length > 0);
      return {
        status: 200,
        body: listBody(
          visit,
          "domains",
          domains.map((domain) => shown(visit, "domains", domain)),
        ),
      };
    }
    default:
      throw new SimFault(404, "The resource could not be found.");
  }
}

function answerServiceCatalogue(
  visit: Visit,
  plural: "services" | "endpoints" | "regions",
  id: string | undefined,
): SimAnswer {
  allowed(visit, `list_${plural}`, () => plural === "regions");
  if (visit.request.method !== "GET") throw new SimFault(403, "The simulated cloud's catalogue cannot be changed.");
  const entries = visit.context.catalogue();
  const rows: Json[] =
    plural === "regions"
      ? [{ id: "RegionOne", description: "", parent_region_id: null }]
      : plural === "services"
        ? entries.map(({ type, name }) => ({ name, id: seededId(`service:${type}`), type, enabled: true }))
        : entries.flatMap(({ type, url }) =>
            ["admin", "internal", "public"].map((side) => ({
              id: seededId(`endpoint:${type}:${side}`),
              interface: side,
              region_id: "RegionOne",
              service_id: seededId(`service:${type}`),
              url,
              enabled: true,
              region: "RegionOne",
            })),
          );
  const matches = rows.filter((row) =>
    [...visit.request.query].every(([key, value]) => !(key in row) || row[key] === value),
  );
  if (id === undefined)
    return {
      status: 200,
      body: listBody(
        visit,
        plural,
        matches.map((row) => shown(visit, plural, row)),
      ),
    };
  const row = rows.find((candidate) => candidate["id"] === id);
  if (row === undefined) throw notFound(plural.slice(0, -1), id);
  return { status: 200, body: { [plural.slice(0, -1)]: shown(visit, plural, row) } };
}

function changePassword(visit: Visit, userId: string): SimAnswer {
  const body = objectAt(visit.request.body, "user");
  const user = visit.tables.users.get(userId);
  const original = stringAt(body, "original_password");
  const wanted = stringAt(body, "password");
  if (user === undefined || original === undefined || wanted === undefined) throw unauthenticated();
  if (hashSecret(original, userId) !== user["password_hash"]) throw unauthenticated();
  visit.tables.users.patch(userId, {
    password_hash: hashSecret(wanted, userId),
    tokens_valid_from: visit.context.now(),
  });
  return { status: 204 };
}

function answerUserPart(visit: Visit, userId: string, part: string): SimAnswer {
  switch (part) {
    case "application_credentials":
      return answerApplicationCredentials(visit);
    case "projects":
      allowed(visit, "list_user_projects", (own) => own.user.id === userId);
      return projectsOf(visit, userId);
    case "password":
      return changePassword(visit, userId);
    default:
      throw new SimFault(404, "The resource could not be found.");
  }
}

function answer(visit: Visit): SimAnswer {
  const [first, id, part, , last] = visit.path;
  if (first === undefined) return { status: 200, body: { version: version(visit.context) } };
  if (first === "auth") return answerAuth(visit);
  if (first === "OS-TRUST" && id === "trusts") return answerTrusts(visit);
  if (first === "role_assignments") return answerAssignments(visit);
  if (first === "system") return answerGrant(visit);
  if (first === "services" || first === "endpoints" || first === "regions")
    return answerServiceCatalogue(visit, first, id);
  if ((first === "projects" || first === "domains") && last === "roles") return answerGrant(visit);
  if (first === "groups" && part === "users") return answerMembers(visit);
  if (first === "users" && id !== undefined && part !== undefined) return answerUserPart(visit, id, part);
  if (isCollection(first) && part === undefined) return answerCollection(visit, first, id);
  throw new SimFault(404, "The resource could not be found.");
}

function callerOf(tables: KeystoneTables, context: SimContext, secret: string | undefined): Caller | undefined {
  const token = liveToken(tables, secret, context.now());
  if (token === undefined) return undefined;
  const roles = token.roles.map(({ name }) => name);
  return { userId: token.user.id, projectId: token.project?.id ?? "", roles, isAdmin: roles.includes("admin") };
}

/** Keystone v3: tokens, catalogue, users, projects, domains, roles, grants, trusts, credentials. */
export function createKeystone(context: SimContext): Keystone {
  seedKeystone(context);
  const tables = keystoneTables(context);
  return {
    type: "identity",
    name: "keystone",
    callerOf: (secret) => callerOf(tables, context, secret),
    handle(request: SimRequest): SimAnswer {
      const [root, ...path] = request.path;
      if (root === undefined) return { status: 300, body: { versions: { values: [version(context)] } } };
      if (root !== "v3") throw new SimFault(404, "The resource could not be found.");
      return answer({ context, tables, request, path });
    },
    refuse: ({ status, message }: SimFault): SimAnswer => ({
      status,
      ...(status === 401 ? { headers: { "www-authenticate": `Keystone uri="${context.endpoint("identity")}"` } } : {}),
      body: { error: { code: status, message, title: titleOf(status) } },
    }),
  };
}
