import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { startTestCloud, type Answered, type Client } from "../test-cloud.ts";

const V2 = "/network/v2.0";

async function made(client: Client, collection: string, fields: Json): Promise<Json & { id: string }> {
  const singular = collection.replaceAll("-", "_").replace(/s$/, "");
  const answer = await client("POST", `${V2}/${collection}`, { [singular]: fields });
  expect(answer.body["NeutronError"]).toBeUndefined();
  return answer.body[singular] as Json & { id: string };
}

function refusalOf(answer: Answered): readonly [number, unknown] {
  return [answer.status, (answer.body["NeutronError"] as Json)["type"]];
}

async function networkWithSubnet(client: Client, fields: Json = {}): Promise<{ network: string; subnet: string }> {
  const network = await made(client, "networks", { name: "n" });
  const subnet = await made(client, "subnets", {
    network_id: network.id,
    ip_version: 4,
    cidr: "10.0.0.0/24",
    ...fields,
  });
  return { network: network.id, subnet: subnet.id };
}

test("a port gets a free address, the default security group and can be found by its name", async () => {
  const demo = await startTestCloud().as("demo");
  const { network, subnet } = await networkWithSubnet(demo);
  const first = await made(demo, "ports", { network_id: network, name: "marker-1" });
  await made(demo, "ports", { network_id: network });
  expect(first["fixed_ips"]).toEqual([{ subnet_id: subnet, ip_address: "10.0.0.2" }]);
  expect(first["security_groups"]).toHaveLength(1);
  const found = await demo("GET", `${V2}/ports?name=marker-1&name=other&fields=id`);
  expect(found.body["ports"]).toEqual([{ id: first.id }]);
  const taken = await demo("POST", `${V2}/ports`, {
    port: { network_id: network, fixed_ips: [{ subnet_id: subnet, ip_address: "10.0.0.2" }] },
  });
  expect(refusalOf(taken)).toEqual([409, "IpAddressAlreadyAllocated"]);
  expect((await made(demo, "ports", { network_id: network, fixed_ips: [] }))["fixed_ips"]).toEqual([]);
});

test("a pool that is used up refuses, and an address freed is given again", async () => {
  const demo = await startTestCloud().as("demo");
  const { network } = await networkWithSubnet(demo, { allocation_pools: [{ start: "10.0.0.5", end: "10.0.0.5" }] });
  const port = await made(demo, "ports", { network_id: network });
  expect(refusalOf(await demo("POST", `${V2}/ports`, { port: { network_id: network } }))).toEqual([
    409,
    "IpAddressGenerationFailure",
  ]);
  await demo("DELETE", `${V2}/ports/${port.id}`);
  await made(demo, "ports", { network_id: network });
});

test("what is in use is not deleted", async () => {
  const demo = await startTestCloud().as("demo");
  const { network, subnet } = await networkWithSubnet(demo);
  const group = await made(demo, "security-groups", { name: "g" });
  const port = await made(demo, "ports", { network_id: network, security_groups: [group.id] });
  const router = await made(demo, "routers", { name: "r" });
  await demo("PUT", `${V2}/routers/${router.id}/add_router_interface`, { subnet_id: subnet });
  expect(refusalOf(await demo("DELETE", `${V2}/networks/${network}`))).toEqual([409, "NetworkInUse"]);
  expect(refusalOf(await demo("DELETE", `${V2}/subnets/${subnet}`))).toEqual([409, "SubnetInUse"]);
  expect(refusalOf(await demo("DELETE", `${V2}/security-groups/${group.id}`))).toEqual([409, "SecurityGroupInUse"]);
  expect(refusalOf(await demo("DELETE", `${V2}/routers/${router.id}`))).toEqual([409, "RouterInUse"]);
  await demo("PUT", `${V2}/routers/${router.id}/remove_router_interface`, { subnet_id: subnet });
  for (const path of [
    `ports/${port.id}`,
    `routers/${router.id}`,
    `subnets/${subnet}`,
    `networks/${network}`,
    `security-groups/${group.id}`,
  ]) {
    expect((await demo("DELETE", `${V2}/${path}`)).status).toBe(204);
  }
});

test("a floating IP reaches a port only through a router, and then becomes ACTIVE", async () => {
  const { as, clock } = startTestCloud();
  const demo = await as("demo");
  const outside = ((await demo("GET", `${V2}/networks?router:external=true`)).body["networks"] as readonly Json[])[0]?.[
    "id"
  ];
  const { network, subnet } = await networkWithSubnet(demo);
  const port = await made(demo, "ports", { network_id: network });
  const wish = { floatingip: { floating_network_id: outside, port_id: port.id } };
  expect(refusalOf(await demo("POST", `${V2}/floatingips`, wish))).toEqual([
    404,
    "ExternalGatewayForFloatingIPNotFound",
  ]);
  const router = await made(demo, "routers", { external_gateway_info: { network_id: outside } });
  await demo("PUT", `${V2}/routers/${router.id}/add_router_interface`, { subnet_id: subnet });
  const address = await made(demo, "floatingips", wish.floatingip);
  expect(address).toMatchObject({ router_id: router.id, fixed_ip_address: "10.0.0.2", status: "DOWN" });
  clock.advance(5000);
  const shown = (await demo("GET", `${V2}/floatingips/${address.id}`)).body["floatingip"] as Json;
  expect(shown["status"]).toBe("ACTIVE");
  const remove = await demo("PUT", `${V2}/routers/${router.id}/remove_router_interface`, { subnet_id: subnet });
  expect(refusalOf(remove)).toEqual([409, "RouterInterfaceInUseByFloatingIP"]);
  await demo("DELETE", `${V2}/ports/${port.id}`);
  expect((await demo("GET", `${V2}/floatingips/${address.id}`)).body["floatingip"]).toMatchObject({
    port_id: null,
    status: "DOWN",
  });
});

test("another project's objects are not there; the external network is, but cannot be changed", async () => {
  const { as } = startTestCloud();
  const demo = await as("demo");
  const admin = await as("admin");
  const { network } = await networkWithSubnet(demo);
  const calor = await as("calor", "service");
  expect((await calor("GET", `${V2}/networks/${network}`)).status).toBe(200);
  const theirs = await made(admin, "networks", { name: "theirs" });
  expect(refusalOf(await demo("GET", `${V2}/networks/${theirs.id}`))).toEqual([404, "NetworkNotFound"]);
  const outside = ((await demo("GET", `${V2}/networks?router:external=true`)).body["networks"] as readonly Json[])[0]?.[
    "id"
  ];
  expect(refusalOf(await demo("DELETE", `${V2}/networks/${String(outside)}`))).toEqual([403, "PolicyNotAuthorized"]);
  expect(refusalOf(await demo("POST", `${V2}/networks`, { network: { shared: true } }))).toEqual([
    403,
    "PolicyNotAuthorized",
  ]);
});

test.each([
  [{ network: { bogus: 1 } }, "networks", "Unrecognized attribute(s) 'bogus'"],
  [{}, "networks", "Unable to find 'network' in request body"],
  [
    { subnet: { cidr: "10.0.0.0/24" } },
    "subnets",
    "Failed to parse request. Required attribute 'ip_version' not specified",
  ],
  [{ port: { network_id: "nope" } }, "ports", "Invalid input for network_id. Reason: 'nope' is not a valid UUID."],
])("%j is refused in Neutron's words", async (body, collection, message) => {
  const demo = await startTestCloud().as("demo");
  const answer = await demo("POST", `${V2}/${collection}`, body as Json);
  expect(answer.status).toBe(400);
  expect((answer.body["NeutronError"] as Json)["message"]).toBe(message);
});

test("a quota refuses what is over it, and lists are paged", async () => {
  const demo = await startTestCloud({ settings: { quotas: { "neutron.networks": 3 } } }).as("demo");
  await made(demo, "networks", { name: "a" });
  await made(demo, "networks", { name: "b" });
  expect(refusalOf(await demo("POST", `${V2}/networks`, { network: {} }))).toEqual([409, "OverQuota"]);
  const names: unknown[] = [];
  let path: string | undefined = `${V2}/networks?sort_key=name&limit=2`;
  while (path !== undefined) {
    const { body }: Answered = await demo("GET", path);
    names.push(...(body["networks"] as readonly Json[]).map((network) => network["name"]));
    const [next] = (body["networks_links"] ?? []) as readonly { href: string }[];
    path = next?.href.replace("http://cloud.test", "");
  }
  expect(names).toEqual(["a", "b", "private", "public"]);
});
