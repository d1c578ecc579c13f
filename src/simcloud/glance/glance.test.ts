import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { startTestCloud, type Client, type TestCloud } from "../test-cloud.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const PATCH = { "content-type": "application/openstack-images-v2.1-json-patch" };

async function world(): Promise<TestCloud & { demo: Client }> {
  const cloud = startTestCloud();
  return { ...cloud, demo: await cloud.as("demo") };
}

test("an id of the client's choice is taken once", async () => {
  const { demo } = await world();
  expect(await demo("POST", "/image/v2/images", { id: ID, name: "i", os_distro: "x" })).toMatchObject({
    status: 201,
    body: { id: ID, status: "queued", visibility: "shared", os_distro: "x" },
  });
  const again = await demo("POST", "/image/v2/images", { id: ID, name: "j" });
  expect(again.status).toBe(409);
  expect(again.headers["content-type"]).toContain("text/html");
});

test("an import takes its time, and needs formats or staged bytes", async () => {
  const { demo, clock } = await world();
  await demo("POST", "/image/v2/images", { id: ID, name: "i", disk_format: "qcow2", container_format: "bare" });
  const begin = (method: Json): Promise<{ status: number }> =>
    demo("POST", `/image/v2/images/${ID}/import`, { method });
  expect((await begin({ name: "glance-direct" })).status).toBe(409);
  expect((await begin({ name: "web-download", uri: "http://example.com/i.img" })).status).toBe(202);
  expect((await demo("GET", `/image/v2/images/${ID}`)).body).toMatchObject({ status: "importing" });
  clock.advance(600);
  expect((await demo("GET", `/image/v2/images/${ID}`)).body).toMatchObject({
    status: "active",
    os_hash_algo: "sha512",
  });
});

test("a patch sets, adds and removes; what is Glance's own stays", async () => {
  const { demo, cloud } = await world();
  await demo("POST", "/image/v2/images", { id: ID, name: "i", extra: "1" });
  const token = await demo("GET", `/image/v2/images/${ID}`);
  expect(token.status).toBe(200);
  const patch = (operations: Json[]): Promise<{ status: number; body: Json }> =>
    demo("PATCH", `/image/v2/images/${ID}`, operations as unknown as Json, PATCH);
  expect(
    await patch([
      { op: "replace", path: "/name", value: "j" },
      { op: "remove", path: "/extra" },
      { op: "add", path: "/more", value: "2" },
    ]),
  ).toMatchObject({ status: 200, body: { name: "j", more: "2" } });
  expect(cloud.objects("glance.images").find((image) => image.id === ID)?.["properties"]).toEqual({ more: "2" });
  expect((await patch([{ op: "remove", path: "/extra" }])).status).toBe(409);
  expect((await patch([{ op: "replace", path: "/status", value: "active" }])).status).toBe(403);
  expect((await demo("PATCH", `/image/v2/images/${ID}`, [] as unknown as Json)).status).toBe(415);
});

test("others see public images, and shared ones once they are members who accepted", async () => {
  const { demo, as } = await world();
  const admin = await as("admin");
  const names = async (client: Client): Promise<unknown> =>
    ((await client("GET", "/image/v2/images?sort=name:asc")).body["images"] as Json[]).map((image) => image["name"]);
  expect(await names(demo)).toEqual(["cirros", "cirros-0.6"]);
  await admin("POST", "/image/v2/images", { id: ID, name: "shared" });
  expect((await demo("GET", `/image/v2/images/${ID}`)).status).toBe(404);
  const project = String((await demo("POST", "/image/v2/images", { name: "own" })).body["owner"]);
  await admin("POST", `/image/v2/images/${ID}/members`, { member: project });
  expect((await demo("GET", `/image/v2/images/${ID}`)).status).toBe(200);
  expect(await names(demo)).toEqual(["cirros", "cirros-0.6", "own"]);
  await demo("PUT", `/image/v2/images/${ID}/members/${project}`, { status: "accepted" });
  expect(await names(demo)).toEqual(["cirros", "cirros-0.6", "own", "shared"]);
  expect((await demo("POST", "/image/v2/images", { visibility: "public" })).status).toBe(403);
});
