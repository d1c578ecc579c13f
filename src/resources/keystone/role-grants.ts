import type { RoleGrant } from "#cloud/cloud.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { list, map, string } from "#schema/property.ts";

/** The `roles` property: which roles, on what. */
export const roles = list(
  map(
    {
      role: string("The role.", { required: true, names: "keystone.role" }),
      project: string("The project that it is for.", { names: "keystone.project" }),
      domain: string("The domain that it is for.", { names: "keystone.domain" }),
    },
    "A role on a project or a domain.",
  ),
  "Roles, each on a project or a domain.",
  { onChange: "update" },
);

/** A role as the template gives it. */
export interface GivenRole {
  readonly role: string;
  readonly project?: string | undefined;
  readonly domain?: string | undefined;
}

/** Whose roles they are. */
export type Actor = { readonly user: string } | { readonly group: string };

function grantOf({ role, project, domain }: GivenRole, actor: Actor): RoleGrant {
  return { role, ...(project ? { project } : { domain: domain ?? "" }), ...actor };
}

type Cloud = ResourceContext["cloud"];

/** Gives the actor all these roles; may be repeated. */
export async function grantAll(cloud: Cloud, actor: Actor, given: readonly GivenRole[]): Promise<void> {
  for (const role of given) await cloud.keystone.grants.grant(grantOf(role, actor));
}

/** Takes these roles from the actor; what is gone already is no error. */
export async function revokeAll(cloud: Cloud, actor: Actor, taken: readonly GivenRole[]): Promise<void> {
  for (const role of taken) {
    try {
      await cloud.keystone.grants.revoke(grantOf(role, actor));
    } catch (error) {
      if (!isFault(error, "notFound")) throw error;
    }
  }
}

/** Those of the first that are not among the second. */
export function rolesWithout(these: readonly GivenRole[], others: readonly GivenRole[]): readonly GivenRole[] {
  const key = ({ role, project, domain }: GivenRole): string => JSON.stringify([role, project ?? "", domain ?? ""]);
  const known = new Set(others.map(key));
  return these.filter((role) => !known.has(key(role)));
}

/** What is wrong with the given roles. */
export function checkRoles({ roles: given }: Readonly<Record<string, unknown>>): readonly string[] {
  if (!Array.isArray(given)) return [];
  return (given as readonly { project?: unknown; domain?: unknown }[]).flatMap(({ project, domain }, at) =>
    (project == null) === (domain == null) ? [`roles[${at}] needs exactly one of project and domain`] : [],
  );
}
