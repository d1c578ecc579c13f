import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { objectOf, type JsonObject } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

const service = "block-storage";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;

const get = (path: string) => ({ service, method: "GET", path });
const remove = (path: string) => ({ service, method: "DELETE", path });
const post = (path: string, body: JsonObject) => ({ service, method: "POST", path, body });
const state = (body: JsonObject): unknown => objectOf(body["volume"])["status"];

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract(service);
  if (opened !== undefined) cloud = opened;
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("a volume is created, extended and deleted", async () => {
  const made = await cloud.step("volume created", post("/volumes", { volume: { size: 1, name } }));
  const path = `/volumes/${String(objectOf(made["volume"])["id"])}`;
  cloud.later(remove(path));
  const available = { state, wanted: "available" };
  await cloud.until("volume available", get(path), { ...available, by: ["creating"] });
  await cloud.step("volumes listed", { ...get("/volumes/detail"), query: { name } });
  const renamed = { volume: { name: `${name}-2`, metadata: { a: "b" } } };
  await cloud.step("volume renamed", { service, method: "PUT", path, body: renamed });
  await cloud.step("extended", post(`${path}/action`, { "os-extend": { new_size: 2 } }));
  await cloud.until("volume extended", get(path), { ...available, by: ["extending"] });
  await cloud.step("made smaller", post(`${path}/action`, { "os-extend": { new_size: 1 } }));
  await cloud.step("volume deleted", remove(path));
  await cloud.gone(get(path));
  await cloud.step("volume not found", get(path));
  await cloud.step("volume not found to delete", remove(path));
});

test("what a volume cannot be is refused", async () => {
  await cloud.step("volume of no size", post("/volumes", { volume: { name } }));
  await cloud.step("volume of a negative size", post("/volumes", { volume: { size: -1 } }));
  await cloud.step("volume with an unknown attribute", post("/volumes", { volume: { size: 1, nonsense: 1 } }));
  await cloud.step("volume of an unknown type", post("/volumes", { volume: { size: 1, volume_type: "nonsense" } }));
  await cloud.step(
    "volume from no image",
    post("/volumes", { volume: { size: 1, imageRef: "8a5ce3f3-7d3c-4f5e-9d0c-000000000000" } }),
  );
  await cloud.step("volume without a body", post("/volumes", {}));
});
