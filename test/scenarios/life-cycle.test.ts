import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const random = `
heat_template_version: 2018-08-31
resources:
  password: { type: OS::Heat::RandomString, properties: { length: 12 } }
  copy: { type: OS::Heat::Value, properties: { value: { get_attr: [password, value] } } }
outputs:
  password: { value: { get_attr: [copy, value] } }
`;

test("resources without a cloud are made in order and deleted", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(random);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(await stack.output("password")).toMatch(/^\w{12}$/);
  expect(await stack.events()).toEqual([
    "test CREATE_IN_PROGRESS",
    "password CREATE_IN_PROGRESS",
    "password CREATE_COMPLETE",
    "copy CREATE_IN_PROGRESS",
    "copy CREATE_COMPLETE",
    "test CREATE_COMPLETE",
  ]);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

const network = (name: string, mtu = 1400, port = true) => `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net, properties: { name: ${name} } }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.1.${mtu % 100}.0/24 } }
${port ? "  port: { type: OS::Neutron::Port, properties: { network: { get_resource: net } } }" : ""}
outputs:
  cidr: { value: { get_attr: [subnet, cidr] } }
`;

test("a network is made, renamed in place, its subnet replaced, one resource less, deleted without a trace", async () => {
  await using calor = await startOnSimulatedCloud();
  const before = calor.cloud.objects("neutron.networks").length;
  const stack = await calor.create(network("one"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const [net, subnet] = [await stack.physicalId("net"), await stack.physicalId("subnet")];
  await stack.update(network("two", 1401, false));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("net")).toBe(net);
  expect(await stack.physicalId("subnet")).not.toBe(subnet);
  expect(calor.cloud.objects("neutron.subnets").map((object) => object.id)).not.toContain(subnet);
  expect(await stack.output("cidr")).toBe("10.1.1.0/24");
  expect(await stack.resources()).toEqual({ net: "UPDATE_COMPLETE", subnet: "CREATE_COMPLETE" });
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(["DELETE_COMPLETE", "Stack DELETE complete"]);
  expect(calor.cloud.objects("neutron.networks")).toHaveLength(before);
});
