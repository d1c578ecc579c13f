import { defineResource } from "#resource-model/define-resource.ts";
import { string } from "#schema/property.ts";
import { assignment } from "./role-assignment.ts";
import { roles } from "./role-grants.ts";

const properties = {
  user: string("The user.", { required: true, names: "keystone.user", onChange: "update" }),
  roles,
};

/** Gives roles to a user. */
export const userRoleAssignment = defineResource({
  type: "OS::Keystone::UserRoleAssignment",
  description: "Gives a user roles on projects or domains; for operators.",
  since: "5.0.0",
  requires: "keystone",
  properties,
  ...assignment("user"),
});
