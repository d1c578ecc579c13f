import type { CloudObject } from "#cloud/collection.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { atMostOne, rules } from "#resource-model/checks.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { natural } from "#resource-model/lookup.ts";
import { standsUnless } from "#resource-model/observation.ts";
import { string } from "#schema/property.ts";
import { ruleChanges } from "./group-rules.ts";
import { protocols, ruleProperties } from "./rule-properties.ts";

const properties = {
  ...ruleProperties,
  security_group: string("The group it belongs to.", { required: true, names: "neutron.security_group" }),
  remote_group: string("Group of the ports at the other end.", { names: "neutron.security_group" }),
  protocol: string("Protocol by name or number.", { default: "tcp", oneOf: protocols }),
};
type Sent = Partial<{ readonly [K in keyof ResourceContext<typeof properties>["props"]]: unknown }>;

function body({ security_group, remote_group, protocol, ...same }: Sent): CloudObject {
  return {
    ...same,
    security_group_id: security_group,
    ...(remote_group != null && { remote_group_id: remote_group }),
    protocol: String(protocol),
  };
}

function checkPorts({ protocol, port_range_min: min, port_range_max: max }: Sent): readonly string[] {
  if (typeof min !== "number" || typeof max !== "number" || /^(1|58|.*icmp.*)$/.test(String(protocol))) return [];
  return min > max ? [`port_range_max (${max}) is below port_range_min (${min})`] : [];
}

/** A rule of a security group that is made elsewhere. */
export const securityGroupRule = defineResource({
  type: "OS::Neutron::SecurityGroupRule",
  description: "One rule of a security group.",
  since: "7.0.0",
  requires: "neutron:security-group",
  properties,
  collection: (cloud) => cloud.neutron.securityGroupRules,
  body: (sent) => body(sent),
  // A group cannot have the same rule twice, so that what a rule says is its key.
  lookup: natural(async (c) => {
    const wanted = body(c.props);
    const present = await c.cloud.neutron.securityGroupRules.list({ security_group_id: c.props.security_group });
    const others = ruleChanges([wanted], present).stale;
    return present.filter((rule) => !others.includes(rule));
  }),
  repairable: standsUnless("ERROR"),
  validate: rules(atMostOne("remote_group", "remote_ip_prefix"), checkPorts),
});
