import { isFault } from "#cloud/fault.ts";
import { attribute } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { changes } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, list, string } from "#schema/property.ts";
import { checkRoles, grantAll, revokeAll, roles, rolesWithout } from "./role-grants.ts";

const properties = {
  name: string("Name of the user.", { onChange: "update" }),
  domain: string("Domain that the user belongs to.", {
    default: "default",
    names: "keystone.domain",
    onChange: "update",
  }),
  description: string("Who it is.", { default: "", onChange: "update" }),
  enabled: boolean("Whether the user may log in.", { default: true, onChange: "update" }),
  email: string("Address of the user.", { onChange: "update" }),
  password: string("Password of the user.", { onChange: "update", secret: true }),
  default_project: string("Project that the user works in unless told otherwise.", {
    names: "keystone.project",
    onChange: "update",
  }),
  groups: list(string("A group.", { names: "keystone.group" }), "Groups that the user is in.", {
    onChange: "update",
  }),
  roles,
};
type Context = ResourceContext<typeof properties>;

const putGroups: Step<typeof properties> = {
  name: "groups",
  when: changes("groups"),
  async start({ cloud, id, props, before }: Context) {
    const wanted = props.groups ?? [];
    for (const group of wanted) await cloud.keystone.groups.act(group, `users/${id}`, undefined, { method: "PUT" });
    for (const group of before?.groups ?? []) {
      if (wanted.includes(group)) continue;
      try {
        await cloud.keystone.groups.act(group, `users/${id}`, undefined, { method: "DELETE" });
      } catch (error) {
        if (!isFault(error, "notFound")) throw error;
      }
    }
  },
};

const putRoles: Step<typeof properties> = {
  name: "roles",
  when: changes("roles"),
  async start({ cloud, id, props, before }: Context) {
    const wanted = props.roles ?? [];
    await grantAll(cloud, { user: id }, wanted);
    await revokeAll(cloud, { user: id }, rolesWithout(before?.roles ?? [], wanted));
  },
};

/** Somebody (or something) who can log in. */
export const user = defineResource({
  type: "OS::Keystone::User",
  description: "Somebody or something that can log in; for operators.",
  since: "2015.1",
  requires: "keystone",
  properties,
  attributes: {
    name: attribute("The user's name.", "string"),
    default_project_id: attribute("Project that the user works in unless told otherwise.", "string"),
    domain_id: attribute("Domain that the user belongs to.", "string"),
    enabled: attribute("Whether the user may log in.", "boolean"),
    password_expires_at: attribute("When the password ends.", "string"),
  },
  collection: (cloud) => cloud.keystone.users,
  body: ({ domain, default_project, groups: _groups, roles: _roles, password, ...same }) => ({
    ...same,
    domain_id: domain,
    default_project_id: default_project,
    // As Heat: a password that was taken out of the template stays as it is.
    password: password ?? undefined,
  }),
  validate: checkRoles,
  create: (create) => [create, putGroups, putRoles],
  update: (update) => [update, putGroups, putRoles],
});
