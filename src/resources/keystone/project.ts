import { attribute } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, list, string } from "#schema/property.ts";

const properties = {
  name: string("Name of the project.", { onChange: "update" }),
  domain: string("Domain that it belongs to.", { default: "default", names: "keystone.domain", onChange: "update" }),
  description: string("What it is for.", { default: "", onChange: "update" }),
  enabled: boolean("Whether it may be used.", { default: true, onChange: "update" }),
  parent: string("Project that it stands under.", { names: "keystone.project", since: "6.0.0" }),
  tags: list(string("A tag."), "Its tags.", { default: [], onChange: "update", since: "10.0.0" }),
};
type Context = ResourceContext<typeof properties>;

/** Neutron makes a default group for every project that looks at it, and nobody else would remove it. */
const removeDefaultGroups: Step<typeof properties> = {
  name: "default-security-groups",
  when: (c) => c.id !== "",
  async start({ cloud, id }: Context) {
    const groups = await cloud.neutron.securityGroups.list({ name: "default", project_id: id });
    for (const group of groups)
      if (group.project_id === id) await cloud.neutron.securityGroups.delete(String(group.id));
  },
};

/** A project, which owns what its users make. */
export const project = defineResource({
  type: "OS::Keystone::Project",
  description: "A project, which owns what its users make; for operators.",
  since: "2015.1",
  requires: "keystone",
  properties,
  attributes: {
    name: attribute("Its name.", "string"),
    parent_id: attribute("Project (or domain) that it stands under.", "string"),
    domain_id: attribute("Domain that it belongs to.", "string"),
    enabled: attribute("Whether it may be used.", "boolean"),
    is_domain: attribute("Whether it is a domain.", "boolean"),
  },
  collection: (cloud) => cloud.keystone.projects,
  body: ({ domain, parent, ...same }) => ({ ...same, domain_id: domain, parent_id: parent }),
  delete: (remove) => [removeDefaultGroups, remove],
});
