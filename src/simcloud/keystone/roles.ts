import type { IdentityRow, KeystoneTables } from "./rows.ts";

/** Which roles a role brings with it, as Keystone's bootstrap sets it up. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  admin: ["manager"],
  manager: ["member"],
  member: ["reader"],
};

function roleNamed(tables: KeystoneTables, name: string): Readonly<IdentityRow> | undefined {
  for (const role of tables.roles.everything()) if (role.name === name) return role;
  return undefined;
}

/** The roles of these ids, with those they imply. */
export function withImplied(tables: KeystoneTables, roleIds: Iterable<string>): IdentityRow[] {
  const roles = new Map<string, IdentityRow>();
  const add = (role: Readonly<IdentityRow> | undefined): void => {
    if (role === undefined || roles.has(role.id)) return;
    roles.set(role.id, role);
    for (const name of IMPLIED[role.name] ?? []) add(roleNamed(tables, name));
  };
  for (const id of roleIds) add(tables.roles.get(id));
  return [...roles.values()];
}

/** The groups a user is in. */
export function groupsOf(tables: KeystoneTables, userId: string): Set<string> {
  const groups = new Set<string>();
  for (const { id } of tables.members.everything()) {
    const [group = "", member] = id.split("/");
    if (member === userId) groups.add(group);
  }
  return groups;
}

/** The roles a user has on a project or domain, directly, by group or implied. */
export function rolesOn(
  tables: KeystoneTables,
  userId: string,
  scope: "projects" | "domains" | "system",
  scopeId: string,
): IdentityRow[] {
  const groups = groupsOf(tables, userId);
  const ids: string[] = [];
  for (const assignment of tables.assignments.everything()) {
    const isTheirs = assignment.actor === "users" ? assignment.actor_id === userId : groups.has(assignment.actor_id);
    if (isTheirs && assignment.scope === scope && assignment.scope_id === scopeId) ids.push(assignment.role_id);
  }
  return withImplied(tables, ids);
}
