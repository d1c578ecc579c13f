import type { KeystoneService, RoleGrant } from "./cloud.ts";
import type { Collection } from "./collection.ts";
import { deriveCollection } from "./derive-collection.ts";
import { isFault } from "./fault.ts";
import type { Session } from "./session.ts";

function grantPath({ role, user, group, project, domain }: RoleGrant): string {
  const target =
    project === undefined ? `/domains/${encodeURIComponent(domain ?? "")}` : `/projects/${encodeURIComponent(project)}`;
  const actor =
    user === undefined ? `/groups/${encodeURIComponent(group ?? "")}` : `/users/${encodeURIComponent(user)}`;
  return `${target}${actor}/roles/${encodeURIComponent(role)}`;
}

function grantsOf(session: Session): KeystoneService["grants"] {
  const send = (method: string, grant: RoleGrant): Promise<unknown> =>
    session.request({ service: "identity", method, path: grantPath(grant) });
  return {
    async grant(grant) {
      await send("PUT", grant);
    },
    async revoke(grant) {
      try {
        await send("DELETE", grant);
      } catch (error) {
        if (!isFault(error, "notFound")) throw error;
      }
    },
    async has(grant) {
      try {
        await send("HEAD", grant);
        return true;
      } catch (error) {
        if (isFault(error, "notFound")) return false;
        throw error;
      }
    },
  };
}

/** Keystone as a session sees it. */
export function keystoneService(session: Session): KeystoneService {
  const collection = (singular: string): Collection =>
    deriveCollection(session, {
      kind: `keystone.${singular}`,
      noun: singular,
      service: "identity",
      path: `/${singular}s`,
      singular,
      plural: `${singular}s`,
      update: "PATCH",
      ids: "any",
      watchedByList: false,
    });
  return {
    projects: collection("project"),
    users: collection("user"),
    groups: collection("group"),
    roles: collection("role"),
    domains: collection("domain"),
    grants: grantsOf(session),
  };
}
