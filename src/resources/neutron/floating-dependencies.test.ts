import { expect, test } from "vitest";
import { gatewaysTo, interfacesTo } from "./floating-dependencies.ts";

const ref = (name: string) => ({ get_resource: name });
const stack = [
  { name: "net", type: "OS::Neutron::Net", props: {} },
  { name: "sub", type: "OS::Neutron::Subnet", props: { network: ref("net") } },
  { name: "other_sub", type: "OS::Neutron::Subnet", props: { network: ref("other") } },
  { name: "router", type: "OS::Neutron::Router", props: { external_gateway_info: { network: "public" } } },
  { name: "inner", type: "OS::Neutron::Router", props: {} },
  { name: "joint", type: "OS::Neutron::RouterInterface", props: { router: ref("router"), subnet: ref("sub") } },
  { name: "far", type: "OS::Neutron::RouterInterface", props: { router: ref("inner"), subnet: ref("other_sub") } },
  { name: "port", type: "OS::Neutron::Port", props: { network: ref("net") } },
  { name: "fixed", type: "OS::Neutron::Port", props: { network: "x", fixed_ips: [{ subnet: ref("other_sub") }] } },
  { name: "strange", type: "OS::Neutron::Port", props: { network: "elsewhere" } },
];

test("a floating address waits for the gateway to its network", () => {
  expect(gatewaysTo("public", stack)).toEqual(["router"]);
  expect(gatewaysTo("another", stack)).toEqual([]);
});

test("and for the interface of the router to its port's subnet", () => {
  expect(interfacesTo(ref("port"), stack)).toEqual(["joint"]);
  expect(interfacesTo(ref("fixed"), stack)).toEqual(["far"]);
});

test("a port whose subnets cannot be told waits for all interfaces, a port outside of the stack for none", () => {
  expect(interfacesTo(ref("strange"), stack)).toEqual(["joint", "far"]);
  expect(interfacesTo("an-id", stack)).toEqual([]);
});
