import type { StackRequest } from "#engine/requests.ts";

/** What a template is written with. */
export interface Variant {
  readonly mark?: string;
  readonly size?: number;
  readonly cidr?: string;
  /** Leaves resources out and brings others. */
  readonly without?: boolean;
  readonly fails?: boolean;
}

const head = "heat_template_version: 2018-08-31\nresources:\n";

/** Names that objects of somebody else in the project bear, too. */
export const foreignNames = { network: "app-net", volume: "app-volume", group: "app-group" } as const;

/** Independent resources. */
export function flat({ mark = "one", size = 1, without = false }: Variant = {}): string {
  return `${head}  net: { type: OS::Neutron::Net, properties: { tags: [${mark}] } }
  volume: { type: OS::Cinder::Volume, properties: { size: ${size}, description: ${mark} } }
  value: { type: OS::Heat::TestResource, properties: { value: ${mark}, wait_secs: 1 } }
${
  without
    ? "  more: { type: OS::Neutron::SecurityGroup, properties: { description: more } }\n"
    : "  group: { type: OS::Neutron::SecurityGroup, properties: { rules: [ { protocol: tcp, port_range_min: 22 } ] } }\n  second: { type: OS::Neutron::Net }\n"
}outputs: { value: { value: { get_attr: [value, output] } } }
`;
}

function chained({ mark = "one", cidr = "10.7.0.0/24" }: Variant): string {
  return `  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: ${cidr} } }
  port:
    type: OS::Neutron::Port
    properties: { network: { get_resource: net }, fixed_ips: [ { subnet: { get_resource: subnet } } ] }
  value: { type: OS::Heat::TestResource, properties: { value: ${mark}, wait_secs: 1 }, depends_on: port }
  volume: { type: OS::Cinder::Volume, properties: { size: 1, description: { get_attr: [value, output] } } }
`;
}

const valueOutput = "outputs: { value: { value: { get_attr: [value, output] } } }\n";

/** Each resource needs the one before. */
export function chain(variant: Variant = {}): string {
  return head + chained(variant) + valueOutput;
}

/** Objects whose names the user chose, and somebody else has taken as well. */
export function named(): string {
  return `${head}  net: { type: OS::Neutron::Net, properties: { name: ${foreignNames.network} } }
  volume: { type: OS::Cinder::Volume, properties: { name: ${foreignNames.volume}, size: 1 } }
  group: { type: OS::Neutron::SecurityGroup, properties: { name: ${foreignNames.group} } }
`;
}

/** Two of which one needs the other, and a third that needs both. */
export function ordered(first: string, second: string, mark: string): string {
  return `${head}  ${first}: { type: OS::Heat::TestResource, properties: { update_replace_value: ${mark}, wait_secs: 1 } }
  ${second}: { type: OS::Heat::TestResource, properties: { update_replace_value: ${mark}, value: { get_attr: [${first}, output] } } }
  net: { type: OS::Neutron::Net, depends_on: ${second} }
`;
}

/** The chain with a resource that fails, at its start or its end. */
export function failing(when: "early" | "late", variant: Variant = {}): string {
  const after = when === "late" ? ", depends_on: volume" : "";
  return `${chain(variant).replace("outputs:", `  bad: { type: OS::Heat::TestResource, properties: { fail: true, wait_secs: 1 }${after} }\noutputs:`)}`;
}

/** A nested stack between two resources. */
export function parent({ mark = "one" }: Variant = {}): string {
  return `${head}  first: { type: OS::Neutron::Net, properties: { tags: [${mark}] } }
  inner: { type: My::Inner, depends_on: first }
  value: { type: OS::Heat::TestResource, properties: { value: { get_attr: [inner, value] } } }
  group: { type: OS::Neutron::SecurityGroup, properties: { description: { get_attr: [value, output] } } }
${valueOutput}`;
}

/** The template and registry of what is nested in `parent`. */
export function nested({ fails = false, ...variant }: Variant = {}): Partial<StackRequest> {
  return {
    environment: { resource_registry: { "My::Inner": "file:///inner.yaml" } },
    files: { "file:///inner.yaml": fails ? failing("late", variant) : chain(variant) },
  };
}

/** A resource that stays. */
export function retaining(): string {
  return `${head}  kept: { type: OS::Neutron::Net, deletion_policy: Retain }
  volume: { type: OS::Cinder::Volume, properties: { size: 1 } }
  group: { type: OS::Neutron::SecurityGroup, depends_on: kept }
`;
}

/** A resource that never comes to be. */
export function endless(): string {
  return `${head}  net: { type: OS::Neutron::Net }
  value: { type: OS::Heat::TestResource, properties: { action_wait_secs: { create: 100000 } }, depends_on: net }
`;
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGvZ0c1Y2yMnpXcHcWBTOIwO2y1gKCPCi0Xm0cyPYGDx someone";

/** All kinds of objects that a small application has. */
export function application({ mark = "first", size = 1 }: Variant = {}): string {
  return `${head}  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.7.0.0/24 } }
  router: { type: OS::Neutron::Router, properties: { external_gateway_info: { network: public } } }
  interface:
    type: OS::Neutron::RouterInterface
    properties: { router: { get_resource: router }, subnet: { get_resource: subnet } }
  group: { type: OS::Neutron::SecurityGroup, properties: { rules: [ { protocol: tcp, port_range_min: 22 } ] } }
  port:
    type: OS::Neutron::Port
    properties:
      network: { get_resource: net }
      security_groups: [ { get_resource: group } ]
      fixed_ips: [ { subnet: { get_resource: subnet } } ]
  address:
    type: OS::Neutron::FloatingIP
    properties: { floating_network: public, port_id: { get_resource: port } }
    depends_on: interface
  volume: { type: OS::Cinder::Volume, properties: { size: ${size} } }
  key: { type: OS::Nova::KeyPair, properties: { name: key, public_key: "${publicKey}" } }
  server:
    type: OS::Nova::Server
    properties:
      name: ${mark}
      flavor: m1.nano
      image: cirros
      key_name: { get_resource: key }
      networks: [ { port: { get_resource: port } } ]
  attachment:
    type: OS::Cinder::VolumeAttachment
    properties: { volume_id: { get_resource: volume }, instance_uuid: { get_resource: server } }
`;
}
