import { attribute } from "#resource-model/attributes.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { standsUnless } from "#resource-model/observation.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, list, string } from "#schema/property.ts";
import { placeOnAgents } from "./agents.ts";
import { putTags, tags } from "./tags.ts";
import { checkValueSpecs, specsToSend, valueSpecs } from "./value-specs.ts";

const properties = {
  name: string("Name of the network.", { onChange: "update" }),
  admin_state_up: boolean("Whether the network is switched on.", { default: true, onChange: "update" }),
  shared: boolean("Whether other projects may use it; for operators.", { default: false, onChange: "update" }),
  port_security_enabled: boolean("Whether its ports have port security unless they say otherwise.", {
    onChange: "update",
    since: "5.0.0",
  }),
  qos_policy: string("QoS policy of the network.", {
    names: "neutron.qos_policy",
    onChange: "update",
    since: "6.0.0",
  }),
  dns_domain: string("DNS domain of the network's ports.", {
    constraint: "dns_domain",
    onChange: "update",
    since: "7.0.0",
  }),
  availability_zone_hints: list(string("An availability zone."), "Availability zones to prefer.", {
    since: "19.0.0",
  }),
  tenant_id: string("Owner project, if not the caller's; for operators."),
  dhcp_agent_ids: list(string("Id of an agent."), "DHCP agents that are to serve it; for operators.", {
    onChange: "update",
  }),
  value_specs: valueSpecs,
  tags,
};

const placeDhcp: Step<typeof properties> = {
  name: "dhcp-agents",
  when: (c) => c.changed.has("dhcp_agent_ids"),
  start: (c) =>
    placeOnAgents(c, {
      collection: c.cloud.neutron.networks,
      wanted: c.props.dhcp_agent_ids ?? [],
      agentsOf: "dhcp-agents",
      below: "dhcp-networks",
      key: "network_id",
    }),
};

/** A network, in which subnets and ports are made. */
export const net = defineResource({
  type: "OS::Neutron::Net",
  description: "A virtual network, the ground on which subnets and ports stand.",
  requires: "neutron",
  properties,
  attributes: {
    name: attribute("Its name.", "string"),
    status: attribute("Its status.", "string"),
    tenant_id: attribute("The project it belongs to.", "string"),
    admin_state_up: attribute("Whether it is switched on.", "string"),
    subnets: attribute("Ids of its subnets.", "list"),
    mtu: attribute("Largest packet that it carries, in bytes.", "integer"),
    l2_adjacency: attribute("Whether all its ports are on one layer-2 segment.", "boolean"),
    port_security_enabled: attribute("Whether its ports have port security by default.", "boolean"),
    qos_policy_id: attribute("Its QoS policy.", "string"),
    segments: { description: "Its segments.", type: "list", read: segmentsOf },
  },
  collection: (cloud) => cloud.neutron.networks,
  body: ({ qos_policy, value_specs, tags: _tags, dhcp_agent_ids: _agents, ...same }, c) => ({
    ...same,
    qos_policy_id: qos_policy,
    ...specsToSend(value_specs, c),
  }),
  ready: ["ACTIVE", "DOWN"],
  failed: ["ERROR", "DEGRADED"],
  validate: checkValueSpecs(Object.keys(properties)),
  repairable: standsUnless("ERROR"),
  create: (create) => [create, putTags((cloud) => cloud.neutron.networks), placeDhcp],
  update: (update) => [update, putTags((cloud) => cloud.neutron.networks), placeDhcp],
});

async function segmentsOf(c: ResourceContext<typeof properties>): Promise<unknown> {
  return (await c.cloud.collection("neutron.segment")?.list({ network_id: c.id })) ?? null;
}
