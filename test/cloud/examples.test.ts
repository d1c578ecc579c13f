import { afterEach, expect, test, type TestContext } from "vitest";
import { realClock } from "#bin/ports.ts";
import type { Resource, Stack, StackContents } from "#client/objects.ts";
import { objectOf, objectsOf, type JsonObject } from "#client/objects.ts";
import { sleep } from "#lib/time.ts";
import { newServicePlace, startServiceProcess, type ServiceProcess } from "../service-process.ts";
import { changedWebApplication, example } from "../web-application.ts";
import { openRealCloud, type RealCloud } from "./real-cloud.ts";

/** Entries of clouds.yaml; parameters of the examples where the cloud has other names, as JSON. */
const { CALOR_TEST_CLOUD, CALOR_TEST_ADMIN_CLOUD, CALOR_TEST_PARAMETERS = "{}", CALOR_TEST_IMAGE_URL } = process.env;
const parameters = JSON.parse(CALOR_TEST_PARAMETERS) as JsonObject;
const endLimitMs = 240_000;
const name = `calor-test-${process.pid}`;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function entryOf(context: TestContext, variable: string, entry: string | undefined): string {
  if (entry === undefined) context.skip(`${variable} does not name an entry of clouds.yaml`);
  return entry ?? "";
}

async function startOn(cloud: string): Promise<ServiceProcess> {
  const place = await newServicePlace();
  ends.push(() => Promise.resolve(place.remove()));
  const service = await startServiceProcess({ place, args: ["--no-launch", "--cloud", cloud] });
  ends.push(() => service.stop());
  return service;
}

async function ended({ client }: ServiceProcess, id: string): Promise<Stack> {
  for (const limit = realClock.now() + endLimitMs; ;) {
    const stack = await client.stacks.show({ name, id });
    if (!stack.status.endsWith("_IN_PROGRESS") || realClock.now() > limit) return stack;
    await sleep(realClock, 200);
  }
}

/** Brings the stack to a state; its resources then, by name. */
async function brought(service: ServiceProcess, id: string, wanted: string): Promise<ReadonlyMap<string, Resource>> {
  const { status, reason } = await ended(service, id);
  expect(`${status}: ${reason}`).toMatch(new RegExp(`^${wanted}: `));
  const resources = wanted === "DELETE_COMPLETE" ? [] : await service.client.resources.list({ name, id });
  return new Map(resources.map((resource) => [resource.name, resource]));
}

/** Creates the stack; whatever becomes of the test, it is deleted. */
async function created(service: ServiceProcess, contents: StackContents) {
  const { id } = await service.client.stacks.create(name, contents);
  ends.push(async () => {
    const stack = await service.client.stacks.find(id);
    if (stack === undefined || stack.status === "DELETE_COMPLETE") return;
    await service.client.stacks.delete({ name, id });
    await ended(service, id);
  });
  return { id, resources: await brought(service, id, "CREATE_COMPLETE") };
}

function leftBehind(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [...after].filter((object) => !before.has(object));
}

async function imageNamed(cloud: RealCloud, image: string): Promise<JsonObject> {
  const found = objectsOf((await cloud.call("image", `/v2/images?name=${encodeURIComponent(image)}`))["images"])[0];
  return found ?? cloud.call("image", `/v2/images/${encodeURIComponent(image)}`);
}

/** A private copy of the image, deleted after the test. */
async function copyOfImage(cloud: RealCloud, original: JsonObject): Promise<string> {
  const bytes = await cloud.bytes("image", `/v2/images/${String(original["id"])}/file`);
  const { disk_format, container_format } = original;
  const body = { name: `${name}-image`, disk_format, container_format, visibility: "private" };
  const id = String((await cloud.call("image", "/v2/images", { method: "POST", body }))["id"]);
  ends.unshift(async () => void (await cloud.call("image", `/v2/images/${id}`, { method: "DELETE" })));
  await cloud.call("image", `/v2/images/${id}/file`, { method: "PUT", body: bytes });
  return id;
}

/** Another flavor with the same disk and the nearest memory: one that the servers can be resized to. */
async function otherFlavor(cloud: RealCloud, flavor: string): Promise<string> {
  const flavors = objectsOf((await cloud.call("compute", "/flavors/detail"))["flavors"]);
  const own = flavors.find((each) => each["name"] === flavor || each["id"] === flavor);
  const distance = (each: JsonObject): number => Math.abs(Number(each["ram"]) - Number(own?.["ram"]));
  const others = flavors.filter((each) => each !== own && each["disk"] === own?.["disk"]);
  return String(others.toSorted((one, other) => distance(one) - distance(other))[0]?.["name"]);
}

test("the web application is created, changed in place and deleted without a trace", async (context) => {
  const entry = entryOf(context, "CALOR_TEST_CLOUD", CALOR_TEST_CLOUD);
  const cloud = await openRealCloud(entry);
  const [image, flavor] = [String(parameters["image"] ?? "cirros"), String(parameters["flavor"] ?? "m1.tiny")];
  const secondImage = await copyOfImage(cloud, await imageNamed(cloud, image));
  const secondFlavor = await otherFlavor(cloud, flavor);
  const before = await cloud.inventory();
  const service = await startOn(entry);

  const { id, resources: first } = await created(service, { ...(await example("web-application.yaml")), parameters });
  const changes = { ...parameters, image: secondImage, flavor: secondFlavor, volume_size: 2 };
  await service.client.stacks.update({ name, id }, await changedWebApplication(changes));
  const second = await brought(service, id, "UPDATE_COMPLETE");

  const physicalIds = (resources: ReadonlyMap<string, Resource>) =>
    Object.fromEntries([...resources.values()].map((resource) => [resource.name, resource.physicalId]));
  const { volume_attachment: _removed, ...stayed } = physicalIds(first);
  expect(physicalIds(second)).toEqual({ ...stayed, extra: expect.any(String) as string });
  const serverOf = async (resource: string) =>
    objectOf((await cloud.call("compute", `/servers/${stayed[resource] ?? ""}`))["server"]);
  const web = await serverOf("web_server");
  expect(web).toMatchObject({ name: "web-renamed", status: "ACTIVE", image: { id: secondImage } });
  expect(await serverOf("database_server")).toMatchObject({ status: "ACTIVE", image: { id: secondImage } });
  const flavors = objectsOf((await cloud.call("compute", "/flavors"))["flavors"]);
  expect(objectOf(web["flavor"])["id"]).toBe(flavors.find((each) => each["name"] === secondFlavor)?.["id"]);
  const volume = objectOf((await cloud.call("volumev3", `/volumes/${stayed["volume"] ?? ""}`))["volume"]);
  expect(volume).toMatchObject({ size: 2, status: "available" });

  await service.client.stacks.delete({ name, id });
  await brought(service, id, "DELETE_COMPLETE");
  expect(leftBehind(before, await cloud.inventory())).toEqual([]);
});

test("an operator's set-up is created, changed and deleted without a trace", async (context) => {
  const entry = entryOf(context, "CALOR_TEST_ADMIN_CLOUD", CALOR_TEST_ADMIN_CLOUD);
  const image_url = CALOR_TEST_IMAGE_URL;
  if (image_url === undefined) context.skip("CALOR_TEST_IMAGE_URL (a raw image that Glance can fetch) is not set");
  const image_format = "raw";
  const cloud = await openRealCloud(entry, { operator: true });
  const before = await cloud.inventory();
  const service = await startOn(entry);

  const operator = await example("operator.yaml");
  const contents = { ...operator, parameters: { image_url, image_format } };
  const { id, resources: first } = await created(service, contents);
  const renamed = operator.template.replace("Project of the new team", "Project of a renamed team");
  expect(renamed).not.toBe(operator.template);
  await service.client.stacks.update({ name, id }, { ...contents, template: renamed });
  const second = await brought(service, id, "UPDATE_COMPLETE");
  for (const [resource, { physicalId }] of first)
    expect([resource, second.get(resource)?.physicalId]).toEqual([resource, physicalId]);
  const project = objectOf(
    (await cloud.call("identity", `/projects/${first.get("project")?.physicalId ?? ""}`))["project"],
  );
  expect(project["description"]).toBe("Project of a renamed team");

  await service.client.stacks.delete({ name, id });
  await brought(service, id, "DELETE_COMPLETE");
  expect(leftBehind(before, await cloud.inventory())).toEqual([]);
});
