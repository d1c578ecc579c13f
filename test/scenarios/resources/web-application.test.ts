import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../../harness.ts";

const example = (name: string): string => readFileSync(new URL(`../../../examples/${name}`, import.meta.url), "utf8");
const template = example("web-application.yaml");
const files = Object.fromEntries(
  ["web-application/key.pub", "web-application/user-data.sh"].map((name) => [name, example(name)]),
);

test("the web application is made, changed in place and removed without a trace", async () => {
  await using calor = await startOnSimulatedCloud();
  const kinds = ["neutron.networks", "neutron.ports", "neutron.floatingips", "cinder.volumes", "nova.keypairs"];
  const counts = () => kinds.map((kind) => `${kind} ${calor.cloud.objects(kind).length}`);
  const empty = counts();
  const stack = await calor.create(template, { files });
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const floating = calor.cloud.objects("neutron.floatingips").at(-1)?.floating_ip_address;
  expect(await stack.output("url")).toBe(`http://${String(floating)}/`);
  const before = { server: await stack.physicalId("web_server"), volume: await stack.physicalId("volume") };
  expect(await stack.output("volume_id")).toBe(before.volume);

  const changed = template
    .replace("default: m1.tiny", "default: m1.small")
    .replace("    default: 1\n", "    default: 2\n")
    .replace("role: database", "role: db");
  await stack.update(changed, { files });
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("web_server")).toBe(before.server);
  expect(await stack.physicalId("volume")).toBe(before.volume);
  const server = calor.cloud.objects("nova.servers").find(({ id }) => id === before.server);
  expect(server).toMatchObject({ flavor: { name: "m1.small" }, vmState: "active" });
  expect(calor.cloud.objects("cinder.volumes").find(({ id }) => id === before.volume)).toMatchObject({ size: 2 });

  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(["DELETE_COMPLETE", "Stack DELETE complete"]);
  expect(counts()).toEqual(empty);
  expect(calor.cloud.objects("nova.servers").filter((one) => one.deletedAt === null)).toEqual([]);
});

test("a server whose user data changed is replaced and keeps its port", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template, { files });
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const [old, port] = [await stack.physicalId("web_server"), await stack.physicalId("web_port")];
  await stack.update(template, { files, parameters: { greeting: "Good night" } });
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const now = await stack.physicalId("web_server");
  expect(now).not.toBe(old);
  expect(await stack.physicalId("web_port")).toBe(port);
  expect(calor.cloud.objects("neutron.ports").find(({ id }) => id === port)).toMatchObject({ device_id: now });
});

test("the nested example makes both segments", async () => {
  await using calor = await startOnSimulatedCloud();
  const environment = example("nested/environment.yaml");
  const stack = await calor.create(example("nested.yaml"), {
    environment,
    files: { "segment.yaml": example("nested/segment.yaml") },
  });
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(await stack.output("front_address")).toMatch(/^10\.61\.1\.\d+$/);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});
