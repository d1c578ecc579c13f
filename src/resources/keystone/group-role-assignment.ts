import { defineResource } from "#resource-model/define-resource.ts";
import { string } from "#schema/property.ts";
import { assignment } from "./role-assignment.ts";
import { roles } from "./role-grants.ts";

const properties = {
  group: string("The group.", { required: true, names: "keystone.group", onChange: "update" }),
  roles,
};

/** Gives roles to a group. */
export const groupRoleAssignment = defineResource({
  type: "OS::Keystone::GroupRoleAssignment",
  description: "Gives a group of users roles on projects or domains; for operators.",
  since: "5.0.0",
  requires: "keystone",
  properties,
  ...assignment("group"),
});
