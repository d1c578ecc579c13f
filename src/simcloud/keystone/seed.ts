import type { SimContext } from "../service.ts";
import { hashSecret, keystoneTables, seededId } from "./rows.ts";

const PASSWORD = "secret";
const IMMUTABLE_ROLES = ["admin", "manager", "member", "reader", "service"];
const ROLES = [...IMMUTABLE_ROLES, "heat_stack_owner", "heat_stack_user"];
const PROJECTS: readonly (readonly [name: string, description: string])[] = [
  ["admin", "Bootstrap project for initializing the cloud."],
  ["demo", ""],
  ["service", ""],
];
const USERS: readonly (readonly [name: string, project: string, roles: readonly string[]])[] = [
  ["admin", "admin", ["admin", "heat_stack_owner"]],
  ["demo", "demo", ["member", "reader", "heat_stack_owner"]],
  ["calor", "service", ["admin", "service"]],
];

/** The id of a seeded project, the same on every simulated cloud. */
export function seededProjectId(name: string): string {
  return seededId(`project:${name}`);
}

/** Puts the first domain, projects, users and roles, unless there are some. */
export function seedKeystone(context: SimContext): void {
  const tables = keystoneTables(context);
  if (tables.domains.get("default") !== undefined) return;
  tables.domains.put({
    id: "default",
    name: "Default",
    description: "The default domain",
    enabled: true,
    tags: [],
    options: {},
  });
  for (const name of ROLES) {
    const options = IMMUTABLE_ROLES.includes(name) ? { immutable: true } : {};
    tables.roles.put({ id: seededId(`role:${name}`), name, domain_id: null, description: null, options });
  }
  for (const [name, description] of PROJECTS) {
    const fixed = {
      domain_id: "default",
      enabled: true,
      parent_id: "default",
      is_domain: false,
      tags: [],
      options: {},
    };
    tables.projects.put({ id: seededProjectId(name), name, description, ...fixed });
  }
  for (const [name, project, roles] of USERS) {
    const id = seededId(`user:${name}`);
    tables.users.put({
      id,
      name,
      domain_id: "default",
      enabled: true,
      ...(name === "demo" ? { default_project_id: seededProjectId(project) } : {}),
      password_expires_at: null,
      options: {},
      password_hash: hashSecret(PASSWORD, id),
    });
    for (const role of roles) {
      const scopeId = seededProjectId(project);
      const roleId = seededId(`role:${role}`);
      tables.assignments.put({
        id: `projects/${scopeId}/users/${id}/roles/${roleId}`,
        actor: "users",
        actor_id: id,
        scope: "projects",
        scope_id: scopeId,
        role_id: roleId,
      });
    }
  }
}
