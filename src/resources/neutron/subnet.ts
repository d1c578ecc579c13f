import { attribute } from "#resource-model/attributes.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { standsUnless } from "#resource-model/observation.ts";
import { boolean, integer, list, map, string } from "#schema/property.ts";
import { putTags, tags } from "./tags.ts";
import { checkValueSpecs, specsToSend, valueSpecs } from "./value-specs.ts";

const ipv6Modes = ["dhcpv6-stateful", "dhcpv6-stateless", "slaac"] as const;

const properties = {
  network: string("The network it belongs to.", { required: true, names: "neutron.network", since: "2014.2" }),
  subnetpool: string("The pool from which its addresses are taken.", { names: "neutron.subnetpool", since: "6.0.0" }),
  prefixlen: integer("Length of the prefix to take from the pool.", { range: { min: 0 }, since: "6.0.0" }),
  cidr: string("Its addresses.", { constraint: "net_cidr" }),
  name: string("Name of the subnet.", { onChange: "update" }),
  dns_nameservers: list(string("An address."), "DNS servers that DHCP tells.", { default: [], onChange: "update" }),
  gateway_ip: string('Address of the gateway; "" for none, "auto" for the one that Neutron chooses.', {
    onChange: "update",
  }),
  allocation_pools: list(
    map(
      {
        start: string("First address.", { required: true, constraint: "ip_addr" }),
        end: string("Last address.", { required: true, constraint: "ip_addr" }),
      },
      "A range of addresses.",
    ),
    "Ranges from which ports get their addresses.",
    { onChange: "update" },
  ),
  ip_version: integer("Address family.", { default: 4, oneOf: [4, 6] }),
  enable_dhcp: boolean("Whether DHCP serves it.", { default: true, onChange: "update" }),
  host_routes: list(
    map(
      {
        destination: string("Where to.", { required: true, constraint: "net_cidr" }),
        nexthop: string("By way of which address.", { required: true, constraint: "ip_addr" }),
      },
      "A route.",
    ),
    "Routes that DHCP tells.",
    { onChange: "update" },
  ),
  tenant_id: string("Owner project, if not the caller's; for operators."),
  ipv6_ra_mode: string("How the router advertises IPv6.", { oneOf: ipv6Modes, since: "2015.1" }),
  ipv6_address_mode: string("How ports get IPv6 addresses.", { oneOf: ipv6Modes, since: "2015.1" }),
  value_specs: valueSpecs,
  segment: string("Segment of the network that it is on.", {
    names: "neutron.segment",
    onChange: "update",
    since: "9.0.0",
  }),
  tags,
};

/** A range of addresses on a network. */
export const subnet = defineResource({
  type: "OS::Neutron::Subnet",
  description: "A range of addresses on a network, with its gateway, DHCP and routes.",
  requires: "neutron",
  properties,
  formerNames: { network_id: "network" },
  attributes: {
    name: attribute("Its name.", "string"),
    network_id: attribute("Its network.", "string"),
    tenant_id: attribute("The project it belongs to.", "string"),
    allocation_pools: attribute("Ranges from which ports get their addresses.", "list"),
    gateway_ip: attribute("Its gateway.", "string"),
    host_routes: attribute("Routes that DHCP tells.", "list"),
    ip_version: attribute("Its address family.", "string"),
    cidr: attribute("Its addresses.", "string"),
    dns_nameservers: attribute("DNS servers that DHCP tells.", "list"),
    enable_dhcp: attribute("Whether DHCP serves it.", "string"),
  },
  collection: (cloud) => cloud.neutron.subnets,
  body: ({ network, subnetpool, segment, gateway_ip, allocation_pools, value_specs, tags: _tags, ...same }, c) => ({
    ...same,
    network_id: network,
    subnetpool_id: subnetpool,
    segment_id: segment,
    // As Heat: no text means no gateway at all, "auto" leaves the choice to Neutron.
    gateway_ip: gateway_ip === "" ? null : gateway_ip === "auto" ? undefined : gateway_ip,
    allocation_pools: allocation_pools === null ? [] : allocation_pools,
    ...specsToSend(value_specs, c),
  }),
  validate: (props) => [...checkValueSpecs(Object.keys(properties))(props), ...checkAddresses(props)],
  repairable: standsUnless("ERROR"),
  create: (create) => [create, putTags((cloud) => cloud.neutron.subnets)],
  update: (update) => [update, putTags((cloud) => cloud.neutron.subnets)],
});

function checkAddresses(props: Readonly<Record<string, unknown>>): readonly string[] {
  const problems: string[] = [];
  const has = (name: string): boolean => props[name] !== undefined && props[name] !== null;
  if (!has("cidr") && !has("subnetpool")) problems.push("one of cidr and subnetpool is needed");
  if (has("cidr") && has("subnetpool")) problems.push("cidr and subnetpool exclude each other");
  if (has("cidr") && has("prefixlen")) problems.push("prefixlen goes with subnetpool, not with cidr");
  if ((has("ipv6_ra_mode") || has("ipv6_address_mode")) && props.ip_version !== 6)
    problems.push("the IPv6 modes need ip_version 6");
  if (
    typeof props.ipv6_ra_mode === "string" &&
    typeof props.ipv6_address_mode === "string" &&
    props.ipv6_ra_mode !== props.ipv6_address_mode
  )
    problems.push("ipv6_ra_mode and ipv6_address_mode must be equal where both are given");
  return problems;
}
