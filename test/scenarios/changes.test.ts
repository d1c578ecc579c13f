import { expect, test } from "vitest";
import type { Harness } from "../harness.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const head = "heat_template_version: 2018-08-31\nresources:\n";
const complete = (action: string): string[] => [`${action}_COMPLETE`, `Stack ${action} complete`];

function names(calor: Harness, table: string): string[] {
  return calor.cloud.objects(table).map((object) => String((object as unknown as { name: unknown }).name));
}

test("of several updates in a row the last one counts", async () => {
  await using calor = await startOnSimulatedCloud();
  const value = (text: string): string =>
    `${head}  a: { type: OS::Heat::TestResource, properties: { value: ${text}, wait_secs: 5 } }
  b: { type: OS::Heat::Value, properties: { value: { get_attr: [a, output] } } }
outputs: { value: { value: { get_attr: [b, value] } } }`;
  const stack = await calor.create(value("one"));
  for (const text of ["two", "three", "four"]) {
    await calor.clock.advance(700);
    await stack.update(value(text));
  }
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("UPDATE"));
  expect(await stack.output("value")).toBe("four");
});

test("a deletion policy keeps the object; an update cannot make it forget", async () => {
  await using calor = await startOnSimulatedCloud();
  const net = (policy: string): string =>
    `${head}  kept: { type: OS::Neutron::Net, properties: { name: kept-net }, deletion_policy: ${policy} }`;
  const stack = await calor.create(net("Delete"));
  await stack.settled();
  await stack.update(net("Retain"));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("DELETE"));
  expect(names(calor, "neutron.networks")).toContain("kept-net");
});

test("inverted dependencies: what was made first is made last, everything replaced, nothing left", async () => {
  await using calor = await startOnSimulatedCloud();
  const before = calor.cloud.objects("neutron.networks").length;
  const order = (first: string, second: string, mark: string): string =>
    `${head}  ${first}: { type: OS::Heat::TestResource, properties: { update_replace_value: ${mark} } }
  ${second}: { type: OS::Heat::TestResource, properties: { update_replace_value: ${mark}, value: { get_attr: [${first}, output] } } }
  net: { type: OS::Neutron::Net, depends_on: ${second} }`;
  const stack = await calor.create(order("a", "b", "x"));
  await stack.settled();
  await stack.update(order("b", "a", "y"));
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("UPDATE"));
  await stack.update(order("a", "b", "y"));
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("UPDATE"));
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("DELETE"));
  expect(calor.cloud.objects("neutron.networks")).toHaveLength(before);
  expect([...calor.journal.dump().resources]).toEqual([]);
});

test("a time-out holds over a restart", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(`${head}  slow: { type: OS::Heat::TestResource, properties: { wait_secs: 9000 } }`, {
    timeoutMinutes: 2,
  });
  await calor.clock.advance(60_000);
  calor.kill();
  await calor.restart();
  const from = calor.clock.now();
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(calor.clock.now() - from).toBeLessThan(90_000);
});

test("an object that comes out broken is made again, and leaves no trace", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(
    `${head}  server:
    type: OS::Nova::Server
    properties: { image: cirros, flavor: m1.tiny, networks: none, metadata: { simulate: error } }`.replace(
      "networks: none",
      "networks: [ { network: private } ]",
    ),
  );
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toContain("No valid host");
  const attempts = (await stack.events()).filter((event) => event === "server CREATE_IN_PROGRESS").length;
  expect(attempts).toBe(6);
  await stack.update(`${head}  server:
    type: OS::Nova::Server
    properties: { image: cirros, flavor: m1.tiny, networks: [ { network: private } ] }`);
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("UPDATE"));
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("DELETE"));
  const servers = calor.cloud.objects("nova.servers").filter((one) => !("deletedAt" in one) || one.deletedAt == null);
  expect(servers).toEqual([]);
});

test("a clean-up that failed is done by the next update, or by the deletion", async () => {
  await using calor = await startOnSimulatedCloud();
  const before = calor.cloud.objects("neutron.security_groups").length;
  const group = (more: string): string =>
    `${head}  a: { type: OS::Neutron::SecurityGroup, properties: { name: first } }\n${more}`;
  const stack = await calor.create(group("  b: { type: OS::Neutron::SecurityGroup, properties: { name: second } }"));
  await stack.settled();
  calor.cloud.order({
    match: { service: "network", method: "DELETE" },
    times: 100,
    effect: { status: 403, message: "not today" },
  });
  await stack.update(group(""));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  expect(await stack.reason()).toContain("not today");
  await stack.update(group("  c: { type: OS::Heat::RandomString }"));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  calor.cloud.clearFaults();
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("DELETE"));
  expect(calor.cloud.objects("neutron.security_groups")).toHaveLength(before);
});

test("a failed rollback is mended by the next update", async () => {
  await using calor = await startOnSimulatedCloud();
  const net = (name: string, more = ""): string =>
    `${head}  net: { type: OS::Neutron::Net, properties: { name: ${name} } }\n${more}`;
  const stack = await calor.create(net("one"), { disableRollback: false });
  await stack.settled();
  const id = await stack.physicalId("net");
  calor.cloud.order({
    match: { service: "network", method: "PUT" },
    times: 100,
    effect: { status: 403, message: "no" },
  });
  await stack.update(net("two"));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  calor.cloud.clearFaults();
  await stack.update(net("three"));
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("UPDATE"));
  expect(await stack.physicalId("net")).toBe(id);
  expect(names(calor, "neutron.networks")).toContain("three");
});

test("a volume and a server with the policy Snapshot leave a copy behind", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack =
    await calor.create(`${head}  volume: { type: OS::Cinder::Volume, properties: { size: 1 }, deletion_policy: Snapshot }
  server:
    type: OS::Nova::Server
    properties: { image: cirros, flavor: m1.tiny, networks: [ { network: private } ] }
    deletion_policy: Snapshot`);
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("CREATE"));
  const volume = await stack.physicalId("volume");
  await stack.delete();
  expect([await stack.settled(), await stack.reason()]).toEqual(complete("DELETE"));
  expect(calor.cloud.objects("cinder.volumes").map((one) => one.id)).not.toContain(volume);
  expect(calor.cloud.objects("cinder.backups")).toMatchObject([{ volumeId: volume, status: "available" }]);
  expect(names(calor, "glance.images").some((name) => name.startsWith("test-server-"))).toBe(true);
});
