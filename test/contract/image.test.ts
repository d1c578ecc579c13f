import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { objectsOf, type JsonObject } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

const service = "image";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;

const get = (path: string) => ({ service, method: "GET", path });
const post = (path: string, body: JsonObject) => ({ service, method: "POST", path, body });

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract(service);
  if (opened !== undefined) cloud = opened;
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("images are found by name", async () => {
  const found = await cloud.ask({ ...get("/images"), query: { name: cloud.image } });
  expect(objectsOf(found["images"]).map((image) => image["status"])).toEqual(["active"]);
  await cloud.step("image of no such name", { ...get("/images"), query: { name } });
});

test("an image is created, filled and deleted", async () => {
  const body = { name, disk_format: "raw", container_format: "bare", visibility: "private" };
  const { id } = await cloud.step("image created", post("/images", body));
  const path = `/images/${String(id)}`;
  cloud.later({ service, method: "DELETE", path });
  const headers = { "content-type": "application/octet-stream" };
  await cloud.step("image filled", {
    service,
    method: "PUT",
    path: `${path}/file`,
    body: new Uint8Array(1024),
    headers,
  });
  await cloud.step("image shown", get(path));
  await cloud.step("images listed", { ...get("/images"), query: { name } });
  await cloud.step("image filled again", {
    service,
    method: "PUT",
    path: `${path}/file`,
    body: new Uint8Array(8),
    headers,
  });
  const patch = { "content-type": "application/openstack-images-v2.1-json-patch" };
  const renamed = [{ op: "replace", path: "/name", value: `${name}-2` }];
  await cloud.step("image renamed", { service, method: "PATCH", path, body: renamed, headers: patch });
  await cloud.step("image deleted", { service, method: "DELETE", path });
  await cloud.step("image not found", get(path));
  await cloud.step("image not found to delete", { service, method: "DELETE", path });
  await cloud.step("image of an unknown format", post("/images", { ...body, disk_format: "nonsense" }));
});
