import type { ResourceContext } from "#resource-model/context.ts";
import type { Step } from "#resource-model/step.ts";
import { checkRoles, grantAll, revokeAll, roles, rolesWithout } from "./role-grants.ts";
import type { Actor, GivenRole } from "./role-grants.ts";

type Properties = { readonly roles: typeof roles };
type Given = ResourceContext<Properties>["props"];
type Steps = () => readonly Step<Properties>[];

/** Steps and rules of an assignment. */
export interface Assignment {
  readonly create: Steps;
  readonly update: Steps;
  readonly delete: Steps;
  readonly reference: (c: Pick<ResourceContext, "resource">) => string;
  readonly validate: typeof checkRoles;
}

/** What the assignments of a user's and of a group's roles have in common. */
export function assignment(who: "user" | "group"): Assignment {
  const actor = (props: Given): Actor => {
    const id = String((props as Readonly<Record<string, unknown>>)[who]);
    return who === "user" ? { user: id } : { group: id };
  };
  const given = (props: Given): readonly GivenRole[] => props.roles ?? [];
  const grant = ({ cloud, props }: ResourceContext<Properties>): Promise<void> =>
    grantAll(cloud, actor(props), given(props));
  return {
    // Grants have no id. One is stored first, so that grants cut short by a crash are revoked too.
    create: () => [
      { name: "begin", start: (c) => ({ id: c.resource.id }) },
      { name: "grant", start: grant },
    ],
    update: () => [
      { name: "grant", start: grant },
      {
        name: "revoke",
        async start({ cloud, before, props }) {
          if (!before) return;
          const same = JSON.stringify(actor(before)) === JSON.stringify(actor(props));
          await revokeAll(cloud, actor(before), rolesWithout(given(before), same ? given(props) : []));
        },
      },
    ],
    delete: () => [
      {
        name: "revoke",
        when: (c) => c.id !== "",
        start: ({ cloud, props }) => revokeAll(cloud, actor(props), given(props)),
      },
    ],
    reference: (c) => c.resource.name,
    validate: checkRoles,
  };
}
