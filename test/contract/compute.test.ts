import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

const service = "compute";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;
let server: JsonObject = {};

const get = (path: string) => ({ service, method: "GET", path });
const remove = (path: string) => ({ service, method: "DELETE", path });
const post = (path: string, body: JsonObject) => ({ service, method: "POST", path, body });
const statusOf = (body: JsonObject): unknown => objectOf(body["server"])["status"];

/** Makes an object of another service for the servers, deleted at the end; its id. */
async function made(other: string, path: string, body: JsonObject): Promise<string> {
  const [answer] = Object.values(await cloud.ask({ service: other, method: "POST", path, body }));
  const id = String(objectOf(answer)["id"]);
  cloud.later({ service: other, method: "DELETE", path: `${path}/${id}` });
  return id;
}

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract(service);
  if (opened === undefined) return;
  cloud = opened;
  const network = await made("network", "/networks", { network: { name } });
  await made("network", "/subnets", { subnet: { network_id: network, ip_version: 4, cidr: "10.92.0.0/24" } });
  const image = await cloud.ask({ service: "image", method: "GET", path: "/images", query: { name: cloud.image } });
  const flavors = objectsOf((await cloud.ask(get("/flavors")))["flavors"]);
  const flavorRef = flavors.find((each) => each["name"] === cloud.flavor)?.["id"];
  server = { name, imageRef: objectsOf(image["images"])[0]?.["id"], flavorRef, networks: [{ uuid: network }] };
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("key pairs", async () => {
  const keypair = {
    name,
    type: "ssh",
    public_key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx0N0y2S0ZkF9Yw9xqkR3hQ5pQm0o7n9Kq3uG7Yb1aZ calor",
  };
  await cloud.step("key pair made", post("/os-keypairs", { keypair }));
  cloud.later(remove(`/os-keypairs/${name}`));
  await cloud.step("key pair there already", post("/os-keypairs", { keypair }));
  await cloud.step("key pair shown", get(`/os-keypairs/${name}`));
  await cloud.step(
    "key pair of no key",
    post("/os-keypairs", { keypair: { ...keypair, name: `${name}-2`, public_key: "nonsense" } }),
  );
  await cloud.step(
    "key pair with an unknown attribute",
    post("/os-keypairs", { keypair: { ...keypair, nonsense: 1 } }),
  );
  await cloud.step("key pair deleted", remove(`/os-keypairs/${name}`));
  await cloud.step("key pair not found", get(`/os-keypairs/${name}`));
});

test("what a server cannot be is refused", async () => {
  await cloud.step(
    "server of no image",
    post("/servers", { server: { ...server, imageRef: "8a5ce3f3-7d3c-4f5e-9d0c-000000000000" } }),
  );
  await cloud.step("server of no flavor", post("/servers", { server: { ...server, flavorRef: "nonsense" } }));
  await cloud.step(
    "server on no network",
    post("/servers", { server: { ...server, networks: [{ uuid: "8a5ce3f3-7d3c-4f5e-9d0c-000000000000" }] } }),
  );
  await cloud.step("server with no such key", post("/servers", { server: { ...server, key_name: "nonsense" } }));
  await cloud.step("server with an unknown attribute", post("/servers", { server: { ...server, nonsense: 1 } }));
  await cloud.step("server without a name", post("/servers", { server: { ...server, name: undefined } }));
  await cloud.step("server not found", get("/servers/8a5ce3f3-7d3c-4f5e-9d0c-000000000000"));
  await cloud.step("server not found to delete", remove("/servers/8a5ce3f3-7d3c-4f5e-9d0c-000000000000"));
});

test("a server boots, is resized, renamed, given a volume and deleted", { timeout: 120_000 }, async () => {
  const volume = await made("block-storage", "/volumes", { volume: { size: 1, name } });
  const created = await cloud.step("server created", post("/servers", { server }));
  const path = `/servers/${String(objectOf(created["server"])["id"])}`;
  cloud.later(remove(path));
  const until = (step: string, wanted: string, by: readonly string[]) =>
    cloud.until(step, get(path), { state: statusOf, wanted, by });
  await until("server active", "ACTIVE", ["BUILD"]);
  await cloud.step("servers listed", { ...get("/servers/detail"), query: { name } });
  await cloud.step("server renamed", { service, method: "PUT", path, body: { server: { name: `${name}-2` } } });
  await cloud.step("resized to its own flavor", post(`${path}/action`, { resize: { flavorRef: server["flavorRef"] } }));
  await cloud.step("confirmed without a resize", post(`${path}/action`, { confirmResize: null }));
  const flavors = objectsOf((await cloud.ask(get("/flavors/detail")))["flavors"]);
  const own = flavors.find((each) => each["id"] === server["flavorRef"]);
  const other = flavors.find((each) => each["id"] !== own?.["id"] && each["disk"] === own?.["disk"]);
  await cloud.step("resized", post(`${path}/action`, { resize: { flavorRef: other?.["id"] } }));
  await until("resize to be confirmed", "VERIFY_RESIZE", ["ACTIVE", "RESIZE"]);
  await cloud.step("resize confirmed", post(`${path}/action`, { confirmResize: null }));
  await until("server active again", "ACTIVE", ["VERIFY_RESIZE"]);

  const shown = { service: "block-storage", method: "GET", path: `/volumes/${volume}` };
  const volumeStatus = (body: JsonObject): unknown => objectOf(body["volume"])["status"];
  await cloud.step(
    "volume attached",
    post(`${path}/os-volume_attachments`, { volumeAttachment: { volumeId: volume } }),
  );
  await cloud.until("volume in use", shown, {
    state: volumeStatus,
    wanted: "in-use",
    by: ["available", "reserved", "attaching"],
  });
  await cloud.step("volume in use deleted", { ...shown, method: "DELETE" });
  await cloud.step("attachments listed", get(`${path}/os-volume_attachments`));
  await cloud.step(
    "volume attached twice",
    post(`${path}/os-volume_attachments`, { volumeAttachment: { volumeId: volume } }),
  );
  await cloud.step("volume detached", remove(`${path}/os-volume_attachments/${volume}`));
  await cloud.until("volume free", shown, { state: volumeStatus, wanted: "available", by: ["in-use", "detaching"] });
  await cloud.step("interfaces listed", get(`${path}/os-interface`));
  await cloud.step("server deleted", remove(path));
  await cloud.gone(get(path));
  await cloud.step("server gone", get(path));
  expect(objectsOf((await cloud.ask({ ...get("/servers"), query: { name } }))["servers"])).toEqual([]);
});
