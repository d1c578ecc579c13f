import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { startTestCloud, type Client, type TestCloud } from "../test-cloud.ts";

const IMAGE = "5c1a2f04-7d3b-4c1e-9f60-000000000001";
const NEWEST = { "openstack-api-version": "compute 2.93" };

interface World extends TestCloud {
  readonly demo: Client;
  readonly network: string;
}

async function world(): Promise<World> {
  const cloud = startTestCloud();
  const demo = await cloud.as("demo");
  const networks = (await demo("GET", "/network/v2.0/networks?name=private")).body["networks"] as Json[];
  return { ...cloud, demo, network: String(networks[0]?.["id"]) };
}

async function boot({ demo, network }: World, more: Json = {}): Promise<string> {
  const server = { name: "web", imageRef: IMAGE, flavorRef: "1", networks: [{ uuid: network }], ...more };
  const answer = await demo("POST", "/compute/v2.1/servers", { server }, NEWEST);
  expect([answer.status, answer.body]).toMatchObject([202, { server: {} }]);
  return String((answer.body["server"] as Json)["id"]);
}

async function show({ demo }: World, id: string): Promise<Json> {
  const answer = await demo("GET", `/compute/v2.1/servers/${id}`);
  return answer.status === 200 ? (answer.body["server"] as Json) : { gone: answer.status };
}

test("a server builds, is active with its address, and takes its port with it", async () => {
  const here = await world();
  const id = await boot(here);
  expect(await show(here, id)).toMatchObject({ status: "BUILD", addresses: {} });
  here.clock.advance(1500);
  const active = await show(here, id);
  expect(active).toMatchObject({
    status: "ACTIVE",
    security_groups: [{ name: "default" }],
    addresses: { private: [{ "OS-EXT-IPS:type": "fixed" }] },
  });
  expect(here.cloud.objects("neutron.ports").filter((port) => port["device_id"] === id)).toMatchObject([
    { status: "ACTIVE", device_owner: "compute:nova" },
  ]);
  expect((await here.demo("DELETE", `/compute/v2.1/servers/${id}`)).status).toBe(204);
  expect(await show(here, id)).toMatchObject({ status: "ACTIVE", "OS-EXT-STS:task_state": "deleting" });
  here.clock.advance(500);
  expect(await show(here, id)).toEqual({ gone: 404 });
  expect(here.cloud.objects("neutron.ports").filter((port) => port["device_id"] === id)).toEqual([]);
});

test("a given port is bound, refused to a second server, and free after a delete while building", async () => {
  const here = await world();
  const made = await here.demo("POST", "/network/v2.0/ports", { port: { network_id: here.network } });
  const port = String((made.body["port"] as Json)["id"]);
  const id = await boot(here, { networks: [{ port }] });
  const second = { server: { name: "b", imageRef: IMAGE, flavorRef: "1", networks: [{ port }] } };
  expect((await here.demo("POST", "/compute/v2.1/servers", second)).body).toEqual({
    conflictingRequest: { code: 409, message: `Port ${port} is still in use.` },
  });
  await here.demo("DELETE", `/compute/v2.1/servers/${id}`);
  here.clock.advance(5000);
  expect(await show(here, id)).toEqual({ gone: 404 });
  expect((await here.demo("GET", `/network/v2.0/ports/${port}`)).body["port"]).toMatchObject({
    device_id: "",
    status: "DOWN",
  });
});

test("changes-since names deleted servers, the plain list does not", async () => {
  const here = await world();
  const id = await boot(here);
  here.clock.advance(2000);
  await here.demo("DELETE", `/compute/v2.1/servers/${id}`);
  here.clock.advance(1000);
  expect((await here.demo("GET", "/compute/v2.1/servers/detail")).body).toEqual({ servers: [] });
  const since = new Date(here.clock.now() - 2000).toISOString();
  expect((await here.demo("GET", `/compute/v2.1/servers/detail?changes-since=${since}`)).body).toMatchObject({
    servers: [{ id, status: "DELETED" }],
  });
  const later = new Date(here.clock.now() + 2000).toISOString();
  expect((await here.demo("GET", `/compute/v2.1/servers/detail?changes-since=${later}`)).body).toEqual({ servers: [] });
});

test("a resize waits to be confirmed, or goes back", async () => {
  const here = await world();
  const id = await boot(here);
  const act = (action: Json): Promise<{ status: number }> =>
    here.demo("POST", `/compute/v2.1/servers/${id}/action`, action);
  expect((await act({ resize: { flavorRef: "2" } })).status).toBe(409);
  here.clock.advance(1500);
  expect((await act({ resize: { flavorRef: "1" } })).status).toBe(400);
  expect((await act({ resize: { flavorRef: "2" } })).status).toBe(202);
  expect(await show(here, id)).toMatchObject({ status: "RESIZE", flavor: { id: "1" } });
  here.clock.advance(1000);
  expect(await show(here, id)).toMatchObject({ status: "VERIFY_RESIZE", flavor: { id: "2" } });
  await act({ revertResize: null });
  here.clock.advance(800);
  expect(await show(here, id)).toMatchObject({ status: "ACTIVE", flavor: { id: "1" } });
  await act({ resize: { flavorRef: "2" } });
  here.clock.advance(1000);
  expect((await act({ confirmResize: null })).status).toBe(204);
  here.clock.advance(200);
  expect(await show(here, id)).toMatchObject({ status: "ACTIVE", flavor: { id: "2" } });
});

test("the name filter is a regular expression and pages are linked", async () => {
  const here = await world();
  for (const name of ["web-1", "web-2", "db-1"]) await boot(here, { name });
  const names = async (query: string): Promise<unknown> =>
    ((await here.demo("GET", `/compute/v2.1/servers?${query}`)).body["servers"] as Json[]).map(
      (server) => server["name"],
    );
  expect(await names("name=eb-")).toEqual(["web-2", "web-1"]);
  expect(await names("name=%5Eweb-1%24")).toEqual(["web-1"]);
  const page = await here.demo("GET", "/compute/v2.1/servers?limit=2");
  const next = String((page.body["servers_links"] as Json[])[0]?.["href"]);
  expect((await here.demo("GET", next.replace("http://cloud.test", ""))).body["servers"]).toMatchObject([
    { name: "web-1" },
  ]);
});

test("a volume is attached, and free again after the detach; deleting it meanwhile is refused", async () => {
  const here = await world();
  const id = await boot(here);
  const made = await here.demo("POST", "/volume/v3/volumes", { volume: { size: 1 } });
  const volumeId = String((made.body["volume"] as Json)["id"]);
  here.clock.advance(1500);
  const state = async (): Promise<unknown> =>
    ((await here.demo("GET", `/volume/v3/volumes/${volumeId}`)).body["volume"] as Json)["status"];
  const attachments = `/compute/v2.1/servers/${id}/os-volume_attachments`;
  expect((await here.demo("POST", attachments, { volumeAttachment: { volumeId } })).body).toMatchObject({
    volumeAttachment: { id: volumeId, device: "/dev/vdb" },
  });
  expect(await state()).toBe("reserved");
  here.clock.advance(400);
  expect(await state()).toBe("in-use");
  expect((await here.demo("DELETE", `/volume/v3/volumes/${volumeId}`)).status).toBe(400);
  expect((await here.demo("DELETE", `${attachments}/${volumeId}`)).status).toBe(202);
  expect(await state()).toBe("detaching");
  here.clock.advance(300);
  expect(await state()).toBe("available");
  expect((await here.demo("GET", attachments)).body).toEqual({ volumeAttachments: [] });
});

test("a server on volumes boots from one made of the image, which goes with it", async () => {
  const here = await world();
  const root = {
    source_type: "image",
    uuid: IMAGE,
    destination_type: "volume",
    volume_size: 2,
    boot_index: 0,
    delete_on_termination: true,
  };
  const id = await boot(here, { imageRef: "", block_device_mapping_v2: [root] });
  here.clock.advance(500);
  expect(here.cloud.objects("cinder.volumes")).toMatchObject([{ status: "reserved", size: 2 }]);
  here.clock.advance(1000);
  expect(await show(here, id)).toMatchObject({ status: "ACTIVE", image: "" });
  expect(here.cloud.objects("cinder.volumes")).toMatchObject([{ status: "in-use", bootable: true }]);
  await here.demo("DELETE", `/compute/v2.1/servers/${id}`);
  here.clock.advance(1000);
  expect(here.cloud.objects("cinder.volumes")).toEqual([]);
});

test("what cannot be created is refused in Nova's words, and leaves nothing", async () => {
  const here = await world();
  const ports = here.cloud.objects("neutron.ports").length;
  const refused = async (more: Json, headers: Record<string, string> = {}): Promise<unknown> => {
    const server = { name: "web", imageRef: IMAGE, flavorRef: "1", networks: [{ uuid: here.network }], ...more };
    return (await here.demo("POST", "/compute/v2.1/servers", { server }, headers)).body;
  };
  expect(await refused({ flavorRef: "999" })).toEqual({
    badRequest: { code: 400, message: "Flavor 999 could not be found." },
  });
  expect(await refused({ imageRef: here.network })).toEqual({
    badRequest: { code: 400, message: "Can not find requested image" },
  });
  expect(await refused({ key_name: "nope" })).toEqual({
    badRequest: { code: 400, message: "Invalid key_name provided." },
  });
  expect(
    await refused({ networks: [{ uuid: here.network }, { uuid: here.network, fixed_ip: "10.9.9.9" }] }),
  ).toMatchObject({ badRequest: {} });
  expect(await refused({}, { "openstack-api-version": "compute 2.99" })).toMatchObject({ computeFault: { code: 406 } });
  here.cloud.configure({ quotas: { "nova.instances": 0 } });
  expect(await refused({})).toMatchObject({ forbidden: { code: 403 } });
  expect(here.cloud.objects("neutron.ports")).toHaveLength(ports);
  expect(here.cloud.objects("nova.servers")).toEqual([]);
});

test("a server told to fail ends in ERROR with its fault and holds no port", async () => {
  const here = await world();
  const id = await boot(here, { metadata: { simulate: "error" } });
  here.clock.advance(1500);
  expect(await show(here, id)).toMatchObject({ status: "ERROR", fault: { code: 500 } });
  expect(here.cloud.objects("neutron.ports").filter((port) => port["device_id"] === id)).toEqual([]);
});

test("microversions choose the shape of a server", async () => {
  const here = await world();
  const id = await boot(here);
  expect(await show(here, id)).not.toHaveProperty("tags");
  const newest = await here.demo("GET", `/compute/v2.1/servers/${id}`, undefined, NEWEST);
  expect(newest.headers["openstack-api-version"]).toBe("compute 2.93");
  expect(newest.body["server"]).toMatchObject({
    tags: [],
    locked: false,
    flavor: { original_name: "m1.nano", vcpus: 1 },
  });
});

test("key pairs are the user's own; a name is taken once", async () => {
  const here = await world();
  const made = await here.demo("POST", "/compute/v2.1/os-keypairs", { keypair: { name: "k" } });
  const pair = made.body["keypair"] as Json;
  expect(pair["public_key"]).toMatch(/^ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB/);
  const again = await here.demo("POST", "/compute/v2.1/os-keypairs", {
    keypair: { name: "k", public_key: pair["public_key"] },
  });
  expect(again.body).toEqual({ conflictingRequest: { code: 409, message: "Key pair 'k' already exists." } });
  const admin = await here.as("admin");
  expect((await admin("GET", "/compute/v2.1/os-keypairs")).body).toEqual({ keypairs: [] });
  expect(
    (await here.demo("POST", "/compute/v2.1/os-keypairs", { keypair: { name: "x", public_key: "xx" } })).status,
  ).toBe(400);
});
