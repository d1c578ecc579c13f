import { attribute } from "#resource-model/attributes.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { standsUnless } from "#resource-model/observation.ts";
import { namesOf, ofType, sameReference } from "#resource-model/siblings.ts";
import type { Step } from "#resource-model/step.ts";
import { boolean, list, map, string } from "#schema/property.ts";
import type { Values } from "#schema/property.ts";
import { placeOnAgents } from "./agents.ts";
import { putTags, tags } from "./tags.ts";
import { checkValueSpecs, specsToSend, valueSpecs } from "./value-specs.ts";

const gatewayKeys = {
  network: string("The external network.", {
    required: true,
    names: "neutron.network",
    mayComeLater: true,
    onChange: "update",
  }),
  enable_snat: boolean("Whether addresses inside are translated.", { onChange: "update" }),
  external_fixed_ips: list(
    map(
      {
        ip_address: string("The address.", { constraint: "ip_addr" }),
        subnet: string("Its subnet.", { names: "neutron.subnet" }),
      },
      "An address.",
    ),
    "Addresses of the gateway on the external network.",
    { onChange: "update", since: "6.0.0" },
  ),
};

const properties = {
  name: string("Name of the router.", { onChange: "update" }),
  external_gateway_info: map(gatewayKeys, "Its gateway to an external network.", { onChange: "update" }),
  value_specs: valueSpecs,
  admin_state_up: boolean("Whether the router is switched on.", { default: true, onChange: "update" }),
  l3_agent_id: string("Agent that is to serve it.", {
    onChange: "update",
    hidden: true,
    deprecated: "l3_agent_ids says it",
  }),
  l3_agent_ids: list(string("Id of an agent."), "Agents that are to serve it; for operators.", {
    onChange: "update",
    since: "2015.1",
  }),
  distributed: boolean("Whether it is distributed; for operators.", { since: "2015.1" }),
  ha: boolean("Whether it is highly available; for operators.", { since: "2015.1" }),
  availability_zone_hints: list(string("An availability zone."), "Availability zones to prefer.", {
    onChange: "update",
    since: "19.0.0",
  }),
  tenant_id: string("Owner project, if not the caller's; for operators.", { since: "24.0.0" }),
  tags,
};

const placeL3: Step<typeof properties> = {
  name: "l3-agents",
  when: (c) => c.changed.has("l3_agent_ids") || c.changed.has("l3_agent_id"),
  start: (c) =>
    placeOnAgents(c, {
      collection: c.cloud.neutron.routers,
      wanted: c.props.l3_agent_ids ?? (c.props.l3_agent_id ? [c.props.l3_agent_id] : []),
      agentsOf: "l3-agents",
      below: "l3-routers",
      key: "router_id",
    }),
};

/** A router between subnets and an external network. */
export const router = defineResource({
  type: "OS::Neutron::Router",
  description: "A router between subnets, with a gateway to an external network if wanted.",
  requires: "neutron:router",
  properties,
  attributes: {
    status: attribute("Its status.", "string"),
    external_gateway_info: attribute("Its gateway.", "map"),
    name: attribute("Its name.", "string"),
    admin_state_up: attribute("Whether it is switched on.", "string"),
    tenant_id: attribute("The project it belongs to.", "string"),
  },
  collection: (cloud) => cloud.neutron.routers,
  body: ({ external_gateway_info, value_specs, tags: _tags, l3_agent_id: _id, l3_agent_ids: _ids, ...same }, c) => ({
    ...same,
    external_gateway_info:
      external_gateway_info === null ? {} : external_gateway_info && gateway(external_gateway_info),
    ...specsToSend(value_specs, c),
  }),
  ready: ["ACTIVE", "DOWN"],
  failed: ["ERROR", "DEGRADED"],
  dependsOn: (props, others) => {
    const external = (props.external_gateway_info as { network?: unknown } | null | undefined)?.network;
    return namesOf(ofType(others, "OS::Neutron::Subnet").filter((one) => sameReference(one.props.network, external)));
  },
  validate: (props) => [...checkValueSpecs(Object.keys(properties))(props), ...checkKind(props)],
  repairable: standsUnless("ERROR"),
  create: (create) => [create, putTags((cloud) => cloud.neutron.routers), placeL3],
  update: (update) => [update, putTags((cloud) => cloud.neutron.routers), placeL3],
});

function gateway({ network, enable_snat, external_fixed_ips }: Values<typeof gatewayKeys>) {
  return {
    network_id: network,
    ...(enable_snat != null && { enable_snat }),
    ...(external_fixed_ips && {
      external_fixed_ips: external_fixed_ips.map(({ ip_address, subnet }) => ({
        ...(ip_address != null && { ip_address }),
        ...(subnet != null && { subnet_id: subnet }),
      })),
    }),
  };
}

function checkKind({ distributed, ha, l3_agent_ids }: Readonly<Record<string, unknown>>): readonly string[] {
  const agents = Array.isArray(l3_agent_ids) ? l3_agent_ids.length : 0;
  const problems: string[] = [];
  if (distributed === true && ha === true) problems.push("a router cannot be both distributed and ha");
  if (distributed === true && agents > 0) problems.push("a distributed router has no l3_agent_ids");
  if (ha !== true && agents > 1) problems.push("a router that is not ha has at most one agent");
  return problems;
}
