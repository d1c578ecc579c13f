import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

// Recorded in a project that may have none of these; where a project has a quota to spare, there is nothing to refuse.
const quotas = { "nova.instances": 0, "cinder.gigabytes": 0, "neutron.networks": 0 };
const without = "the project's quota is not 0";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;

const get = (service: string, path: string) => ({ service, method: "GET", path });
const post = (service: string, path: string, body: JsonObject) => ({ service, method: "POST", path, body });

async function limit(service: string, kind: string): Promise<unknown> {
  const { limits } = await cloud.ask(get(service, "/limits"));
  return objectOf(objectOf(limits)["absolute"])[kind];
}

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract("quota", quotas);
  if (opened !== undefined) cloud = opened;
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("a server over quota", async ({ skip }) => {
  skip((await limit("compute", "maxTotalInstances")) !== 0, without);
  const images = await cloud.ask({ ...get("image", "/images"), query: { name: cloud.image } });
  const flavors = objectsOf((await cloud.ask(get("compute", "/flavors")))["flavors"]);
  const flavorRef = flavors.find((each) => each["name"] === cloud.flavor)?.["id"];
  const server = { name, imageRef: objectsOf(images["images"])[0]?.["id"], flavorRef, networks: "none" };
  await cloud.step("server over quota", post("compute", "/servers", { server }));
});

test("a volume over quota", async ({ skip }) => {
  skip((await limit("block-storage", "maxTotalVolumeGigabytes")) !== 0, without);
  await cloud.step("volume over quota", post("block-storage", "/volumes", { volume: { size: 1, name } }));
});

test("a network over quota", async ({ skip }) => {
  const { quota } = await cloud.ask(get("network", `/quotas/${cloud.projectId}`));
  skip(objectOf(quota)["network"] !== 0, without);
  await cloud.step("network over quota", post("network", "/networks", { network: { name } }));
});
