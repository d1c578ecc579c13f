import { SimFault, type Json, type SimAnswer } from "../service.ts";
import { allowed, listBody, newId, type Visit } from "./access.ts";
import {
  forbidden,
  hashSecret,
  malformed,
  notFound,
  objectAt,
  stringAt,
  type ApplicationCredentialRow,
} from "./rows.ts";
import type { LiveToken } from "./tokens.ts";

function body(visit: Visit, { secret_hash: _hash, role_ids, ...row }: ApplicationCredentialRow): Json {
  const roles = role_ids.flatMap((id) => visit.tables.roles.get(id) ?? []);
  const self = `${visit.context.endpoint("identity")}/application_credentials/${row.id}`;
  return { ...row, system: null, roles, links: { self } };
}

/** Whether a token comes of an application credential that may make no others, and no trusts. */
export function isRestricted({ applicationCredential }: LiveToken): boolean {
  return applicationCredential !== undefined && applicationCredential.unrestricted !== true;
}

/** Keystone keeps times with microseconds and without a zone: they are UTC. */
function expiryOf(asked: string | undefined): string | null {
  if (asked === undefined) return null;
  const timeMs = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(asked) ? asked : `${asked}Z`);
  if (Number.isNaN(timeMs)) throw malformed(`Invalid input for field 'expires_at': '${asked}' is not a 'date-time'`);
  return new Date(timeMs).toISOString().replace("Z", "000");
}

function create(visit: Visit, token: LiveToken): SimAnswer {
  const asked = objectAt(visit.request.body, "application_credential");
  const name = stringAt(asked, "name");
  if (asked === undefined || name === undefined) throw malformed("'name' is a required property.");
  if (token.project === undefined || token.trust !== undefined || isRestricted(token)) {
    throw forbidden("create_application_credential");
  }
  for (const row of visit.tables.applicationCredentials.everything()) {
    if (row.user_id === token.user.id && row.name === name) {
      throw new SimFault(409, "Conflict occurred attempting to store application_credential - Duplicate entry found.");
    }
  }
  const wanted = Array.isArray(asked["roles"]) ? (asked["roles"] as Json[]) : undefined;
  const roles =
    wanted === undefined
      ? token.roles
      : wanted.map((reference) => {
          const role = token.roles.find(
            ({ id, name: roleName }) => id === reference["id"] || roleName === reference["name"],
          );
          if (role === undefined)
            throw new SimFault(
              400,
              `Invalid application credential: Could not find role assignment with role: ${String(reference["id"] ?? reference["name"])}.`,
            );
          return role;
        });
  const secret = stringAt(asked, "secret") ?? `${newId(visit.context)}${newId(visit.context)}`;
  const id = newId(visit.context);
  const row: ApplicationCredentialRow = {
    id,
    name,
    description: stringAt(asked, "description") ?? null,
    user_id: token.user.id,
    project_id: token.project.id,
    expires_at: expiryOf(stringAt(asked, "expires_at")),
    unrestricted: typeof asked["unrestricted"] === "boolean" ? asked["unrestricted"] : null,
    role_ids: roles.map((role) => role.id),
    secret_hash: hashSecret(secret, id),
  };
  visit.tables.applicationCredentials.put(row);
  return { status: 201, body: { application_credential: { ...body(visit, row), secret } } };
}

/** Answers `/users/{id}/application_credentials[/{id}]`. */
export function answerApplicationCredentials(visit: Visit): SimAnswer {
  const [, userId, , id] = visit.path;
  const { method, query } = visit.request;
  const token = allowed(
    visit,
    `${method === "POST" ? "create" : "get"}_application_credential`,
    (own) => own.user.id === userId,
  );
  if (id === undefined) {
    if (method === "POST") {
      if (token.user.id !== userId) throw forbidden("create_application_credential");
      return create(visit, token);
    }
    const name = query.get("name");
    const rows = visit.tables.applicationCredentials
      .list()
      .filter((row) => row.user_id === userId && (name ?? row.name) === row.name);
    return {
      status: 200,
      body: listBody(
        visit,
        "application_credentials",
        rows.map((row) => body(visit, row)),
      ),
    };
  }
  const row = visit.tables.applicationCredentials.get(id);
  if (row?.user_id !== userId || row === undefined) throw notFound("Application Credential", id);
  if (method !== "DELETE") return { status: 200, body: { application_credential: body(visit, row) } };
  visit.tables.applicationCredentials.delete(id);
  return { status: 204 };
}
