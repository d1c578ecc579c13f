import { boolean, freeMap, list, map, string } from "#schema/property.ts";
import type { Values } from "#schema/property.ts";

const portExtras = map(
  {
    value_specs: freeMap("Further members of the port's body.", { default: {}, onChange: "update" }),
    admin_state_up: boolean("Whether the port is switched on.", { default: true, onChange: "update" }),
    mac_address: string("Its MAC address.", { constraint: "mac_addr" }),
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
    propagate_uplink_status: boolean("Whether it follows its uplink.", { onChange: "update", since: "15.0.0" }),
    no_fixed_ips: boolean("Whether it has no address at all.", {
      default: false,
      onChange: "update",
      since: "16.0.0",
    }),
  },
  "What the port that is made for it is to be like.",
  { onChange: "update", since: "6.0.0" },
);

const keys = {
  network: string("The network.", { names: "neutron.network" }),
  allocate_network: string("Whether Nova finds a network by itself, or gives none.", {
    oneOf: ["none", "auto"],
    onChange: "update",
    since: "9.0.0",
  }),
  fixed_ip: string("Address on it.", { constraint: "ip_addr" }),
  port: string("A port that exists.", { names: "neutron.port" }),
  port_extra_properties: portExtras,
  subnet: string("Subnet to take the address from.", { names: "neutron.subnet", mayComeLater: true, since: "5.0.0" }),
  floating_ip: string("Id of a floating address that is to lead to it.", { since: "6.0.0" }),
  tag: string("Tag by which the server knows the interface.", { since: "9.0.0" }),
};

/** One of a server's networks. */
export const network = map(keys, "A network, or a port on it.");

/** One of a server's networks as the template gives it. */
export type ServerNetwork = Values<typeof keys>;
