import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

test("get_attr of a resource alone gives the attributes of its type, whatever else is read of it", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(`
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net, properties: { name: all } }
  many: { type: OS::Heat::ResourceGroup, properties: { count: 1, resource_def: { type: OS::Heat::RandomString } } }
outputs:
  net: { value: { get_attr: [net] } }
  show: { value: { get_attr: [net, show] } }
  many: { value: { get_attr: [many] } }
  member: { value: { get_attr: [many, resource.0.value] } }
  values: { value: { get_attr: [many, attributes, value] } }
`);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const net = (await stack.output("net")) as Record<string, unknown>;
  expect(net["name"]).toBe("all");
  expect(Object.keys(net)).not.toContain("show");
  expect(await stack.output("show")).toMatchObject({ name: "all" });
  const many = (await stack.output("many")) as Record<string, unknown>;
  expect(Object.keys(many).filter((name) => name.startsWith("["))).toEqual([]);
  expect(many["refs"]).toEqual([await stack.output("member")]);
});
