import type { ResourceType } from "#resource-model/resource-type.ts";
import { groupRoleAssignment } from "./group-role-assignment.ts";
import { project } from "./project.ts";
import { role } from "./role.ts";
import { userRoleAssignment } from "./user-role-assignment.ts";
import { user } from "./user.ts";

/** The types of Keystone. */
export const keystoneTypes: readonly ResourceType[] = [groupRoleAssignment, project, role, user, userRoleAssignment];
