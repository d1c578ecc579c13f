import { defineResource } from "#resource-model/define-resource.ts";
import { string } from "#schema/property.ts";

/** A role that users can be given. */
export const role = defineResource({
  type: "OS::Keystone::Role",
  description: "A role that users and groups can be given; for operators.",
  since: "2015.1",
  requires: "keystone",
  properties: {
    name: string("Name of the role.", { onChange: "update" }),
    domain: string("Domain that it belongs to; none for a role of the whole cloud.", {
      names: "keystone.domain",
      since: "16.0.0",
    }),
  },
  collection: (cloud) => cloud.keystone.roles,
  body: ({ domain, ...same }) => ({ ...same, domain_id: domain }),
});
