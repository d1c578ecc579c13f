import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../../harness.ts";

const network = `
  net: { type: OS::Neutron::Net }
  sub: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.2.0.0/24 } }`;
const hot = (resources: string): string => `heat_template_version: 2018-08-31\nresources:${network}${resources}\n`;

test("a port without addresses gets none", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(
    hot(`
  p: { type: OS::Neutron::Port, properties: { network: { get_resource: net }, no_fixed_ips: true } }`),
  );
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const id = await stack.physicalId("p");
  expect(calor.cloud.objects("neutron.ports").find((port) => port.id === id)).toMatchObject({ fixed_ips: [] });
});

test("a port that is replaced hands its address to the new one", async () => {
  await using calor = await startOnSimulatedCloud();
  const port = (mac: string): string =>
    hot(`
  p:
    type: OS::Neutron::Port
    properties:
      network: { get_resource: net }
      mac_address: ${mac}
      fixed_ips: [{ subnet: { get_resource: sub }, ip_address: 10.2.0.40 }]`);
  const stack = await calor.create(port("fa:16:3e:00:00:01"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const old = await stack.physicalId("p");
  await stack.update(port("fa:16:3e:00:00:02"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const ports = calor.cloud.objects("neutron.ports").filter((one) => JSON.stringify(one).includes("10.2.0.40"));
  expect(ports).toHaveLength(1);
  expect(ports[0]?.id).not.toBe(old);
});

test("the rules of a security group follow the template", async () => {
  await using calor = await startOnSimulatedCloud();
  const group = (rules: string): string =>
    hot(`
  g: { type: OS::Neutron::SecurityGroup, properties: { rules: ${rules} } }`);
  const stack = await calor.create(group("[{ protocol: tcp, port_range_min: 80, port_range_max: 80 }]"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const id = await stack.physicalId("g");
  const rules = () =>
    calor.cloud
      .objects("neutron.security_group_rules")
      .filter((rule) => rule.security_group_id === id)
      .map((rule) => `${String(rule.direction)} ${String(rule.ethertype)} ${String(rule.protocol)}`)
      .sort();
  expect(rules()).toEqual(["egress IPv4 null", "egress IPv6 null", "ingress IPv4 tcp"]);
  await stack.update(group("[{ protocol: icmp }, { direction: egress, protocol: udp }]"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("g")).toBe(id);
  expect(rules()).toEqual(["egress IPv4 udp", "ingress IPv4 icmp"]);
});

test("a server moves between networks in place", async () => {
  await using calor = await startOnSimulatedCloud();
  const server = (networks: string): string =>
    hot(`
  s:
    type: OS::Nova::Server
    properties: { image: cirros, flavor: m1.tiny, user_data_format: RAW, networks: ${networks} }`);
  const stack = await calor.create(server("[{ network: { get_resource: net } }]"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const id = await stack.physicalId("s");
  const ports = () => calor.cloud.objects("neutron.ports").filter((port) => port.device_id === id);
  const [first] = ports();
  await stack.update(server("[{ subnet: { get_resource: sub }, network: { get_resource: net } }]"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("s")).toBe(id);
  expect(ports()).toHaveLength(1);
  expect(ports()[0]?.id).not.toBe(first?.id);
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(["DELETE_COMPLETE", "Stack DELETE complete"]);
  expect(ports()).toEqual([]);
});
