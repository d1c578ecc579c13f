import { isRestricted } from "./application-credentials.ts";
import { SimFault, type Json, type SimAnswer } from "../service.ts";
import { allowed, callerToken, isAdmin, listBody, newId, type Visit } from "./access.ts";
import { shown } from "./collections.ts";
import { rolesOn } from "./roles.ts";
import { forbidden, malformed, notFound, objectAt, stringAt, type TrustRow } from "./rows.ts";

function summary(visit: Visit, { role_ids: _roles, ...trust }: TrustRow): Json {
  const self = `${visit.context.endpoint("identity")}/OS-TRUST/trusts/${trust.id}`;
  return { ...trust, deleted_at: null, redelegated_trust_id: null, links: { self } };
}

function whole(visit: Visit, trust: TrustRow): Json {
  const roles = trust.role_ids.flatMap((id) => visit.tables.roles.get(id) ?? []);
  return {
    roles: roles.map((role) => shown(visit, "roles", role)),
    ...summary(visit, trust),
    roles_links: { self: `${visit.context.endpoint("identity")}/${trust.id}/roles`, next: null, previous: null },
  };
}

function create(visit: Visit): SimAnswer {
  const token = callerToken(visit);
  const body = objectAt(visit.request.body, "trust");
  if (body === undefined) throw malformed("Expecting to find trust in request body.");
  const { tables, context } = visit;
  // A trust cannot be handed on, and a restricted application credential cannot delegate.
  if (token.trust !== undefined || isRestricted(token)) throw forbidden("create_trust");
  const trustorId = stringAt(body, "trustor_user_id");
  if (trustorId !== token.user.id) throw forbidden("create_trust");
  const trusteeId = stringAt(body, "trustee_user_id") ?? "";
  if (tables.users.get(trusteeId) === undefined) throw notFound("user", trusteeId);
  const projectId = stringAt(body, "project_id") ?? null;
  if (projectId !== null && tables.projects.get(projectId) === undefined) throw notFound("project", projectId);
  const held = projectId === null ? [] : rolesOn(tables, trustorId, "projects", projectId);
  const asked = Array.isArray(body["roles"]) ? (body["roles"] as Json[]) : [];
  if (projectId !== null && asked.length === 0) throw new SimFault(403, "At least one role should be specified.");
  const roleIds = asked.map((reference) => {
    const role = held.find(({ id, name }) => id === reference["id"] || name === reference["name"]);
    if (role === undefined) throw notFound("role", String(reference["id"] ?? reference["name"]));
    return role.id;
  });
  const trust: TrustRow = {
    id: newId(context),
    trustor_user_id: trustorId,
    trustee_user_id: trusteeId,
    project_id: projectId,
    impersonation: body["impersonation"] === true,
    expires_at: stringAt(body, "expires_at") ?? null,
    remaining_uses: typeof body["remaining_uses"] === "number" ? body["remaining_uses"] : null,
    role_ids: roleIds,
    redelegation_count: 0,
  };
  tables.trusts.put(trust);
  return { status: 201, body: { trust: whole(visit, trust) } };
}

function list(visit: Visit): SimAnswer {
  const { query } = visit.request;
  const trustor = query.get("trustor_user_id");
  const trustee = query.get("trustee_user_id");
  allowed(visit, "list_trusts", (own) => trustor === own.user.id || trustee === own.user.id);
  const trusts = visit.tables.trusts
    .list()
    .filter(
      (row) =>
        (trustor ?? row.trustor_user_id) === row.trustor_user_id &&
        (trustee ?? row.trustee_user_id) === row.trustee_user_id,
    );
  return {
    status: 200,
    body: listBody(
      visit,
      "trusts",
      trusts.map((trust) => summary(visit, trust)),
    ),
  };
}

/** Answers `/OS-TRUST/trusts[/{id}[/roles]]`. */
export function answerTrusts(visit: Visit): SimAnswer {
  const [, , id, part] = visit.path;
  const { method } = visit.request;
  if (id === undefined) {
    if (method === "POST") return create(visit);
    return list(visit);
  }
  const trust = visit.tables.trusts.get(id);
  const token = callerToken(visit);
  if (trust === undefined) throw notFound("trust", id);
  const isTrustor = trust.trustor_user_id === token.user.id;
  if (method === "DELETE") {
    if (!isTrustor && !isAdmin(token)) throw forbidden("delete_trust");
    visit.tables.trusts.delete(id);
    return { status: 204 };
  }
  if (!isTrustor && trust.trustee_user_id !== token.user.id && !isAdmin(token)) throw forbidden("get_trust");
  if (part === "roles") return { status: 200, body: listBody(visit, "roles", whole(visit, trust)["roles"] as Json[]) };
  return { status: 200, body: { trust: whole(visit, trust) } };
}
