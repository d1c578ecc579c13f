import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

const service = "network";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;
let network = "";
let subnet = "";
let outside = "";

const get = (path: string) => ({ service, method: "GET", path });
const remove = (path: string) => ({ service, method: "DELETE", path });
const put = (path: string, body: JsonObject) => ({ service, method: "PUT", path, body });
const post = (path: string, body: JsonObject) => ({ service, method: "POST", path, body });

/** Makes an object, deleted at the end; its id. */
async function made(step: string, path: string, body: JsonObject): Promise<string> {
  const [answer] = Object.values(await cloud.step(step, post(path, body)));
  const id = String(objectOf(answer)["id"]);
  cloud.later(remove(`${path}/${id}`));
  return id;
}

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract(service);
  if (opened === undefined) return;
  cloud = opened;
  const found = await cloud.ask({ ...get("/networks"), query: { name: cloud.externalNetwork } });
  outside = String(objectsOf(found["networks"])[0]?.["id"]);
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("networks and subnets", async () => {
  network = await made("network created", "/networks", { network: { name } });
  await cloud.step("network shown", get(`/networks/${network}`));
  await cloud.step("networks listed", { ...get("/networks"), query: { name } });
  await cloud.step("network renamed", put(`/networks/${network}`, { network: { description: "changed" } }));
  const body = { network_id: network, ip_version: 4, cidr: "10.91.0.0/24", name };
  subnet = await made("subnet created", "/subnets", { subnet: body });
  await cloud.step("subnet shown", get(`/subnets/${subnet}`));
  await cloud.step("subnet changed", put(`/subnets/${subnet}`, { subnet: { dns_nameservers: ["10.91.0.9"] } }));
  await cloud.step("subnet overlaps", post("/subnets", { subnet: body }));
  await cloud.step("subnet of no network", post("/subnets", { subnet: { ...body, network_id: cloud.projectId } }));
  await cloud.step("subnet with a bad cidr", post("/subnets", { subnet: { ...body, cidr: "nonsense" } }));
  await cloud.step("network with an unknown attribute", post("/networks", { network: { name, nonsense: 1 } }));
  await cloud.step("network with a value of a wrong type", post("/networks", { network: { admin_state_up: "maybe" } }));
  await cloud.step("network without a body", post("/networks", {}));
  await cloud.step("network not found", get("/networks/8a5ce3f3-7d3c-4f5e-9d0c-000000000000"));
  await cloud.step("network not found to delete", remove("/networks/8a5ce3f3-7d3c-4f5e-9d0c-000000000000"));
  await cloud.step("path not found", get("/nonsense"));
});

test("ports", async () => {
  const port = await made("port created", "/ports", { port: { network_id: network, name } });
  const shown = objectOf((await cloud.step("port shown", get(`/ports/${port}`)))["port"]);
  const fixed = objectsOf(shown["fixed_ips"])[0];
  await cloud.step("port renamed", put(`/ports/${port}`, { port: { name: `${name}-2` } }));
  await cloud.step("address in use", post("/ports", { port: { network_id: network, fixed_ips: [fixed] } }));
  const elsewhere = { network_id: network, fixed_ips: [{ ip_address: "192.0.2.1" }] };
  await cloud.step("address outside the subnet", post("/ports", { port: elsewhere }));
  await cloud.step("port without a network", post("/ports", { port: { name } }));
  await cloud.step("network in use", remove(`/networks/${network}`));
  await cloud.step("subnet in use", remove(`/subnets/${subnet}`));
  await cloud.step("port deleted", remove(`/ports/${port}`));
  await cloud.step("port not found", get(`/ports/${port}`));
});

test("routers and floating IPs", async () => {
  const gateway = { external_gateway_info: { network_id: outside } };
  const router = await made("router created", "/routers", { router: { name, ...gateway } });
  const interfaceOf = (action: string) => put(`/routers/${router}/${action}_router_interface`, { subnet_id: subnet });
  await cloud.step("interface added", interfaceOf("add"));
  await cloud.step("interface there already", interfaceOf("add"));
  await cloud.step("router shown", get(`/routers/${router}`));
  await cloud.step("router in use", remove(`/routers/${router}`));
  const port = await made("port for a floating IP", "/ports", { port: { network_id: network, name } });
  const address = await made("floating IP created", "/floatingips", { floatingip: { floating_network_id: outside } });
  await cloud.step("floating IP bound", put(`/floatingips/${address}`, { floatingip: { port_id: port } }));
  await cloud.step("router interface in use", interfaceOf("remove"));
  await cloud.step("floating IP freed", put(`/floatingips/${address}`, { floatingip: { port_id: null } }));
  await cloud.step(
    "floating IP on no external network",
    post("/floatingips", { floatingip: { floating_network_id: network } }),
  );
  await cloud.step("floating IP deleted", remove(`/floatingips/${address}`));
  await cloud.step("floating IP not found", get(`/floatingips/${address}`));
  await cloud.step("port in the way deleted", remove(`/ports/${port}`));
  await cloud.step("interface removed", interfaceOf("remove"));
  await cloud.step("interface not there", interfaceOf("remove"));
  await cloud.step("router deleted", remove(`/routers/${router}`));
});

test("security groups", async () => {
  const group = await made("group created", "/security-groups", { security_group: { name } });
  const rule = {
    security_group_id: group,
    direction: "ingress",
    protocol: "tcp",
    port_range_min: 80,
    port_range_max: 80,
  };
  const id = await made("rule created", "/security-group-rules", { security_group_rule: rule });
  await cloud.step("rule there already", post("/security-group-rules", { security_group_rule: rule }));
  const backwards = { ...rule, port_range_min: 90 };
  await cloud.step("rule with ports backwards", post("/security-group-rules", { security_group_rule: backwards }));
  await cloud.step("group shown", get(`/security-groups/${group}`));
  await cloud.step("rule deleted", remove(`/security-group-rules/${id}`));
  const port = await made("port in the group", "/ports", {
    port: { network_id: network, name, security_groups: [group] },
  });
  await cloud.step("group in use", remove(`/security-groups/${group}`));
  await cloud.step("port in the group deleted", remove(`/ports/${port}`));
  await cloud.step("group deleted", remove(`/security-groups/${group}`));
});
