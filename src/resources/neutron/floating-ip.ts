import { attribute } from "#resource-model/attributes.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { unique } from "#resource-model/lookup.ts";
import { standsUnless } from "#resource-model/observation.ts";
import { string } from "#schema/property.ts";
import { gatewaysTo, interfacesTo } from "./floating-dependencies.ts";
import { checkValueSpecs, valueSpecs } from "./value-specs.ts";

const properties = {
  floating_network: string("The external network to take the address from.", {
    required: true,
    names: "neutron.network",
    since: "2014.2",
  }),
  floating_subnet: string("Its subnet to take the address from.", { names: "neutron.subnet", since: "9.0.0" }),
  value_specs: { ...valueSpecs, onChange: "replace" },
  port_id: string("The port that the address leads to.", { names: "neutron.port", onChange: "update" }),
  fixed_ip_address: string("The port's address that it leads to, if the port has several.", {
    constraint: "ip_addr",
    onChange: "update",
  }),
  floating_ip_address: string("The very address to take.", { constraint: "ip_addr", since: "5.0.0" }),
  dns_name: string("Its name in DNS.", { constraint: "rel_dns_name", onChange: "update", since: "7.0.0" }),
  dns_domain: string("Its domain in DNS.", { constraint: "dns_domain", onChange: "update", since: "7.0.0" }),
} as const;

/** An address of an external network that leads to a port. */
export const floatingIp = defineResource({
  type: "OS::Neutron::FloatingIP",
  description: "An address of an external network, which leads to a port.",
  requires: "neutron",
  properties,
  formerNames: { floating_network_id: "floating_network" },
  attributes: {
    router_id: attribute("The router that translates it.", "string"),
    tenant_id: attribute("The project it belongs to.", "string"),
    floating_network_id: attribute("The external network.", "string"),
    fixed_ip_address: attribute("The address that it leads to.", "string"),
    floating_ip_address: attribute("The address itself.", "string"),
    port_id: attribute("The port that it leads to.", "string"),
  },
  collection: (cloud) => cloud.neutron.floatingIps,
  body: ({ floating_network, floating_subnet, value_specs, port_id, fixed_ip_address, ...same }, c) => ({
    // It has no name: the description is what it is found again by.
    ...(c.before === undefined && { description: c.marker }),
    ...same,
    floating_network_id: floating_network,
    subnet_id: floating_subnet,
    ...(port_id !== undefined || fixed_ip_address !== undefined
      ? { port_id: c.props.port_id ?? null, ...(c.props.port_id && address(c.props.fixed_ip_address)) }
      : {}),
    ...(c.before === undefined && value_specs),
  }),
  lookup: unique("description"),
  dependsOn: ({ floating_network, port_id }, others) => [
    ...gatewaysTo(floating_network, others),
    ...interfacesTo(port_id, others),
  ],
  validate: (props) => [
    ...checkValueSpecs(Object.keys(properties))(props),
    ...(props.fixed_ip_address != null && props.port_id == null ? ["fixed_ip_address needs port_id"] : []),
  ],
  repairable: standsUnless("ERROR"),
});

function address(fixed: string | undefined): { readonly fixed_ip_address?: string } {
  return fixed == null ? {} : { fixed_ip_address: fixed };
}
