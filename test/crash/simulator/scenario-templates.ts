const head = "heat_template_version: 2018-08-31\nresources:\n";

/** Names that objects of somebody else in the project bear, too. */
export const foreignNames = { network: "app-net", volume: "app-volume", group: "app-group" } as const;

/** Objects whose names the user chose, and somebody else has taken as well. */
export function named(): string {
  return `${head}  net: { type: OS::Neutron::Net, properties: { name: ${foreignNames.network} } }
  volume: { type: OS::Cinder::Volume, properties: { name: ${foreignNames.volume}, size: 1 } }
  group: { type: OS::Neutron::SecurityGroup, properties: { name: ${foreignNames.group} } }
`;
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGvZ0c1Y2yMnpXcHcWBTOIwO2y1gKCPCi0Xm0cyPYGDx someone";

/** All kinds of objects that a small application has. */
export function application({
  mark = "first",
  size = 1,
}: { readonly mark?: string; readonly size?: number } = {}): string {
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
