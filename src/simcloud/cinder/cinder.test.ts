import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { startTestCloud, type Client, type TestCloud } from "../test-cloud.ts";

async function world(): Promise<TestCloud & { demo: Client }> {
  const cloud = startTestCloud();
  return { ...cloud, demo: await cloud.as("demo") };
}

async function create(demo: Client, volume: Json): Promise<string> {
  const answer = await demo("POST", "/volume/v3/volumes", { volume });
  expect([answer.status, answer.body]).toMatchObject([202, { volume: { status: "creating" } }]);
  return String((answer.body["volume"] as Json)["id"]);
}

async function show(demo: Client, id: string): Promise<Json> {
  const answer = await demo("GET", `/volume/v3/volumes/${id}`);
  return answer.status === 200 ? (answer.body["volume"] as Json) : { gone: answer.status };
}

test("a volume is created, grown and deleted, each in its time", async () => {
  const { demo, clock } = await world();
  const id = await create(demo, { size: 1, name: "v", metadata: { a: "b" } });
  const act = (action: Json, headers?: Record<string, string>): Promise<{ status: number }> =>
    demo("POST", `/volume/v3/volumes/${id}/action`, action, headers);
  expect((await act({ "os-extend": { new_size: 2 } })).status).toBe(400);
  clock.advance(400);
  expect(await show(demo, id)).toMatchObject({
    status: "available",
    volume_type: "__DEFAULT__",
    metadata: { a: "b" },
    bootable: "false",
  });
  expect((await act({ "os-extend": { new_size: 1 } })).status).toBe(400);
  expect((await act({ "os-extend": { new_size: 2 } })).status).toBe(202);
  expect(await show(demo, id)).toMatchObject({ status: "extending", size: 1 });
  clock.advance(300);
  expect(await show(demo, id)).toMatchObject({ status: "available", size: 2 });
  expect((await demo("DELETE", `/volume/v3/volumes/${id}`)).status).toBe(202);
  expect(await show(demo, id)).toMatchObject({ status: "deleting" });
  clock.advance(300);
  expect(await show(demo, id)).toEqual({ gone: 404 });
});

test("an attached volume grows only from microversion 3.42", async () => {
  const { demo, clock } = await world();
  const id = await create(demo, { size: 1 });
  clock.advance(400);
  const act = (action: Json, headers?: Record<string, string>): Promise<{ status: number }> =>
    demo("POST", `/volume/v3/volumes/${id}/action`, action, headers);
  await act({ "os-attach": { instance_uuid: "s", mountpoint: "/dev/vdb" } });
  clock.advance(400);
  expect(await show(demo, id)).toMatchObject({ status: "in-use", attachments: [{ server_id: "s" }] });
  expect((await act({ "os-extend": { new_size: 2 } })).status).toBe(400);
  expect((await act({ "os-extend": { new_size: 2 } }, { "openstack-api-version": "volume 3.42" })).status).toBe(202);
  clock.advance(300);
  expect(await show(demo, id)).toMatchObject({ status: "in-use", size: 2 });
});

test("a snapshot keeps its volume from being deleted, and makes volumes no smaller than it", async () => {
  const { demo, clock } = await world();
  const id = await create(demo, { size: 2, imageRef: "5c1a2f04-7d3b-4c1e-9f60-000000000001" });
  clock.advance(400);
  const made = await demo("POST", "/volume/v3/snapshots", { snapshot: { volume_id: id, name: "s" } });
  const snapshot = String((made.body["snapshot"] as Json)["id"]);
  clock.advance(400);
  expect((await demo("DELETE", `/volume/v3/volumes/${id}`)).status).toBe(400);
  expect((await demo("POST", "/volume/v3/volumes", { volume: { size: 1, snapshot_id: snapshot } })).status).toBe(400);
  const copy = await create(demo, { snapshot_id: snapshot });
  clock.advance(400);
  expect(await show(demo, copy)).toMatchObject({
    status: "available",
    size: 2,
    snapshot_id: snapshot,
    bootable: "true",
  });
});

test("lists are the project's own, filtered and paged", async () => {
  const { demo, as } = await world();
  for (const name of ["a", "b", "c"]) await create(demo, { size: 1, name, metadata: { only: name } });
  const names = async (client: Client, query: string): Promise<unknown> =>
    ((await client("GET", `/volume/v3/volumes/detail?${query}`)).body["volumes"] as Json[]).map(
      (volume) => volume["name"],
    );
  expect(await names(demo, "")).toEqual(["c", "b", "a"]);
  expect(await names(demo, "name=b")).toEqual(["b"]);
  expect(await names(demo, `metadata=${encodeURIComponent("{'only': 'a'}")}`)).toEqual(["a"]);
  const page = await demo("GET", "/volume/v3/volumes?limit=2");
  const next = String((page.body["volumes_links"] as Json[])[0]?.["href"]);
  expect((await demo("GET", next.replace("http://cloud.test", ""))).body["volumes"]).toMatchObject([{ name: "a" }]);
  const admin = await as("admin");
  expect(await names(admin, "")).toEqual([]);
  expect(await names(admin, "all_tenants=1")).toHaveLength(3);
});

test("over quota is 413, types are the admin's", async () => {
  const { demo, as, cloud } = await world();
  cloud.configure({ quotas: { "cinder.gigabytes": 1 } });
  await create(demo, { size: 1 });
  expect((await demo("POST", "/volume/v3/volumes", { volume: { size: 1 } })).body).toMatchObject({
    overLimit: { code: 413 },
  });
  expect((await demo("POST", "/volume/v3/types", { volume_type: { name: "fast" } })).status).toBe(403);
  const admin = await as("admin");
  expect((await admin("POST", "/volume/v3/types", { volume_type: { name: "fast" } })).status).toBe(200);
  expect((await demo("GET", "/volume/v3/types")).body["volume_types"]).toMatchObject([
    { name: "__DEFAULT__" },
    { name: "fast" },
  ]);
});
