import { integer, string } from "#schema/property.ts";

const protocolNames =
  "ah dccp egp esp gre icmp icmpv6 igmp ipv6-encap ipv6-frag ipv6-icmp ipv6-nonxt ipv6-opts ipv6-route ospf pgm rsvp sctp tcp udp udplite vrrp";

/** Protocols of security group rules: numbers of IP protocols, and the names that Neutron knows. */
export const protocols: readonly (string | number)[] = [
  ...Array.from({ length: 256 }, (_, number) => number),
  ...protocolNames.split(" "),
];

const portNumber = { range: { min: 0, max: 65535 } } as const;

/** What rules of a group and rules on their own have in common. */
export const ruleProperties = {
  description: string("What the rule is for."),
  direction: string("Of traffic to the port (ingress) or from it (egress).", {
    default: "ingress",
    oneOf: ["ingress", "egress"],
  }),
  ethertype: string("Address family.", { default: "IPv4", oneOf: ["IPv4", "IPv6"] }),
  port_range_min: integer("First port, or the type of ICMP messages.", portNumber),
  port_range_max: integer("Last port, or the code of ICMP messages.", portNumber),
  remote_ip_prefix: string("Addresses at the other end.", { constraint: "net_cidr" }),
};
