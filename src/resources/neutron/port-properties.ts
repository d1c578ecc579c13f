import { boolean, list, map, string } from "#schema/property.ts";
import { tags } from "./tags.ts";
import { valueSpecs } from "./value-specs.ts";

/** Properties of OS::Neutron::Port. */
export const portProperties = {
  network: string("The network it is on.", { required: true, names: "neutron.network", since: "2014.2" }),
  device_id: string("The device it belongs to.", { default: "", onChange: "update" }),
  device_owner: string("What kind of device that is, e.g. network:dhcp.", { default: "", onChange: "update" }),
  fixed_ips: list(
    map(
      {
        subnet: string("The subnet.", { names: "neutron.subnet", since: "2014.2" }),
        ip_address: string("The address.", { constraint: "ip_addr" }),
      },
      "An address, or the subnet to take one from.",
    ),
    "Its addresses.",
    { onChange: "update" },
  ),
  mac_address: string("Its MAC address.", { constraint: "mac_addr" }),
  name: string("Name of the port.", { onChange: "update" }),
  security_groups: list(
    string("A security group.", { names: "neutron.security_group", mayComeLater: true }),
    "Its security groups; an empty list for none.",
    { onChange: "update" },
  ),
  replacement_policy: string("Whether an update always replaces it.", {
    oneOf: ["REPLACE_ALWAYS", "AUTO"],
    default: "AUTO",
    onChange: "update",
    hidden: true,
    deprecated: "addresses are freed before a replacement is made",
  }),
  value_specs: valueSpecs,
  admin_state_up: boolean("Whether the port is switched on.", { default: true, onChange: "update" }),
  allowed_address_pairs: list(
    map(
      {
        mac_address: string("The MAC address.", { constraint: "mac_addr" }),
        ip_address: string("The address or range.", { required: true, constraint: "ip_or_cidr" }),
      },
      "Addresses that go together.",
    ),
    "Addresses that it may also send from.",
    { onChange: "update" },
  ),
  "binding:vnic_type": string("How it is bound to the host's network.", {
    default: "normal",
    oneOf: ["normal", "direct", "macvtap", "direct-physical", "baremetal", "virtio-forwarder", "smart-nic"],
    onChange: "update",
    since: "2015.1",
  }),
  port_security_enabled: boolean("Whether port security is on.", { onChange: "update", since: "5.0.0" }),
  qos_policy: string("Its QoS policy.", { names: "neutron.qos_policy", onChange: "update", since: "6.0.0" }),
  dns_name: string("Its name in DNS.", { constraint: "dns_name", onChange: "update", since: "7.0.0" }),
  propagate_uplink_status: boolean("Whether it follows its uplink's status.", { onChange: "update", since: "15.0.0" }),
  no_fixed_ips: boolean("Whether it has no address at all.", { default: false, onChange: "update", since: "16.0.0" }),
  tags,
};
