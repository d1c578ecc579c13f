import { defineResource } from "#resource-model/define-resource.ts";
import { standsUnless } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, list, map, string } from "#schema/property.ts";
import { putRules } from "./group-rules.ts";
import { protocols, ruleProperties } from "./rule-properties.ts";

const rule = map(
  {
    ...ruleProperties,
    protocol: string("Protocol by name or number; any where not given.", { oneOf: protocols }),
    remote_mode: string("Whether the other end is given by addresses or by a group.", {
      default: "remote_ip_prefix",
      oneOf: ["remote_ip_prefix", "remote_group_id"],
    }),
    remote_group_id: string("Group of the ports at the other end; the group itself where not given.", {
      names: "neutron.security_group",
    }),
  },
  "A rule.",
);

const properties = {
  name: string("Name of the group.", { onChange: "update" }),
  description: string("What the group is for.", { onChange: "update" }),
  stateful: boolean("Whether answers to allowed traffic are allowed.", { onChange: "update", since: "27.0.0" }),
  rules: list(rule, "Its rules.", { default: [], onChange: "update" }),
};

const rules: Step<typeof properties> = {
  name: "rules",
  when: (c) => c.before !== undefined || c.props.rules.length > 0,
  start: (c) => putRules(c, c.props.rules),
};

/** A security group with its rules. */
export const securityGroup = defineResource({
  type: "OS::Neutron::SecurityGroup",
  description: "A group of ports, with rules for the traffic to and from them.",
  since: "2014.1",
  requires: "neutron:security-group",
  properties,
  collection: (cloud) => cloud.neutron.securityGroups,
  body: ({ rules: _rules, ...same }) => same,
  validate: ({ name }) => (name === "default" ? ['a security group must not be named "default"'] : []),
  repairable: standsUnless("ERROR"),
  create: (create) => [create, rules],
  update: (update) => [update, { ...rules, when: (c) => c.changed.has("rules") }],
});
