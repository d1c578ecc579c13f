import { SimFault, type Json, type SimAnswer } from "../service.ts";
import { allowed, listBody, type Visit } from "./access.ts";
import { shown } from "./collections.ts";
import { groupsOf, withImplied } from "./roles.ts";
import { notFound, type AssignmentRow, type IdentityRow } from "./rows.ts";

/** Answers `/{projects|domains}/{id}/{users|groups}/{id}/roles[/{id}]` and `/system/users/{id}/roles…`. */
export function answerGrant(visit: Visit): SimAnswer {
  const path = visit.path[0] === "system" ? ["system", "all", ...visit.path.slice(1)] : visit.path;
  const [scope, scopeId, actor, actorId, , roleId] = path as [
    AssignmentRow["scope"],
    string,
    AssignmentRow["actor"],
    string,
    string,
    string?,
  ];
  const { method } = visit.request;
  allowed(
    visit,
    method === "PUT"
      ? "create_grant"
      : method === "DELETE"
        ? "revoke_grant"
        : roleId === undefined
          ? "list_grants"
          : "check_grant",
  );
  const { tables } = visit;
  if (scope !== "system" && tables[scope].get(scopeId) === undefined) throw notFound(scope.slice(0, -1), scopeId);
  if (tables[actor].get(actorId) === undefined) throw notFound(actor.slice(0, -1), actorId);
  if (roleId === undefined) {
    const roles = tables.assignments
      .list()
      .filter((row) => row.scope === scope && row.scope_id === scopeId && row.actor_id === actorId)
      .flatMap((row) => tables.roles.get(row.role_id) ?? []);
    return {
      status: 200,
      body: listBody(
        visit,
        "roles",
        roles.map((role) => shown(visit, "roles", role)),
      ),
    };
  }
  if (tables.roles.get(roleId) === undefined) throw notFound("role", roleId);
  const id = `${scope}/${scopeId}/${actor}/${actorId}/roles/${roleId}`;
  const isThere = tables.assignments.get(id) !== undefined;
  switch (method) {
    case "PUT":
      if (!isThere) tables.assignments.put({ id, actor, actor_id: actorId, scope, scope_id: scopeId, role_id: roleId });
      return { status: 204 };
    case "GET":
    case "HEAD":
      if (!isThere)
        throw notFound(
          "role assignment with role",
          `${roleId}, user or group: ${actorId}, project, domain, or system: ${scopeId}`,
        );
      return { status: 204 };
    case "DELETE":
      if (!isThere)
        throw notFound(
          "role assignment with role",
          `${roleId}, user or group: ${actorId}, project, domain, or system: ${scopeId}`,
        );
      tables.assignments.delete(id);
      return { status: 204 };
    default:
      throw new SimFault(405, "The method is not allowed for the requested URL.");
  }
}

/** Answers `/groups/{id}/users[/{id}]`. */
export function answerMembers(visit: Visit): SimAnswer {
  const [, groupId = "", , userId] = visit.path;
  const { tables, request } = visit;
  allowed(
    visit,
    request.method === "PUT"
      ? "add_user_to_group"
      : request.method === "DELETE"
        ? "remove_user_from_group"
        : "list_users_in_group",
  );
  if (tables.groups.get(groupId) === undefined) throw notFound("group", groupId);
  if (userId === undefined) {
    const users = tables.users.list().filter((user) => tables.members.get(`${groupId}/${user.id}`) !== undefined);
    return {
      status: 200,
      body: listBody(
        visit,
        "users",
        users.map((user) => shown(visit, "users", user)),
      ),
    };
  }
  if (tables.users.get(userId) === undefined) throw notFound("user", userId);
  const id = `${groupId}/${userId}`;
  if (request.method === "PUT") tables.members.put({ id });
  else if (tables.members.get(id) === undefined)
    throw new SimFault(404, `User '${userId}' not found in group '${groupId}'.`);
  else if (request.method === "DELETE") tables.members.delete(id);
  return { status: 204 };
}

function reference(
  visit: Visit,
  kind: "users" | "groups" | "projects" | "domains" | "roles",
  id: string,
  withNames: boolean,
): Json {
  const row: IdentityRow | undefined = visit.tables[kind].get(id);
  if (!withNames || row === undefined) return { id };
  const domain = typeof row.domain_id === "string" ? visit.tables.domains.get(row.domain_id) : undefined;
  return { id, name: row.name, ...(domain === undefined ? {} : { domain: { id: domain.id, name: domain.name } }) };
}

/** Answers `/role_assignments` with its filters `user.id`, `scope.project.id`, `effective`, … */
export function answerAssignments(visit: Visit): SimAnswer {
  const { query } = visit.request;
  allowed(visit, "list_role_assignments", (own) => query.get("user.id") === own.user.id);
  const isOn = (flag: string): boolean => query.has(flag) && !["0", "false", "False"].includes(query.get(flag) ?? "");
  const effective = isOn("effective");
  const userId = query.get("user.id");
  const groups = effective && userId !== null ? groupsOf(visit.tables, userId) : new Set<string>();
  const found: Json[] = [];
  for (const row of visit.tables.assignments.list()) {
    const isMatch =
      (userId === null || (row.actor === "users" && row.actor_id === userId) || groups.has(row.actor_id)) &&
      (!query.has("group.id") || (row.actor === "groups" && row.actor_id === query.get("group.id"))) &&
      (!query.has("scope.project.id") ||
        (row.scope === "projects" && row.scope_id === query.get("scope.project.id"))) &&
      (!query.has("scope.domain.id") || (row.scope === "domains" && row.scope_id === query.get("scope.domain.id"))) &&
      (!query.has("scope.system") || row.scope === "system") &&
      (!query.has("role.id") || row.role_id === query.get("role.id"));
    if (!isMatch) continue;
    const roles = effective ? withImplied(visit.tables, [row.role_id]).map(({ id }) => id) : [row.role_id];
    for (const roleId of roles) found.push(assignmentBody(visit, { ...row, role_id: roleId }, isOn("include_names")));
  }
  return { status: 200, body: listBody(visit, "role_assignments", found) };
}

function assignmentBody(visit: Visit, row: AssignmentRow, withNames: boolean): Json {
  const scope =
    row.scope === "system"
      ? { system: { all: true } }
      : { [row.scope.slice(0, -1)]: reference(visit, row.scope, row.scope_id, withNames) };
  return {
    links: { assignment: `${visit.context.endpoint("identity")}/${row.id.replace("system/all", "system")}` },
    scope,
    [row.actor.slice(0, -1)]: reference(visit, row.actor, row.actor_id, withNames),
    role: reference(visit, "roles", row.role_id, withNames),
  };
}
