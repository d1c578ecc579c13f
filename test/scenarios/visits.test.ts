import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const servers = `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.9.0.0/24 } }
  port: { type: OS::Neutron::Port, properties: { network: { get_resource: net } }, depends_on: subnet }
  web:
    type: OS::Nova::Server
    properties: { flavor: m1.tiny, image: cirros, networks: [{ port: { get_resource: port } }] }
  key: { type: OS::Heat::RandomString }
  group:
    type: OS::Heat::ResourceGroup
    depends_on: web
    properties:
      count: 2
      resource_def:
        type: OS::Nova::Server
        properties: { flavor: m1.tiny, image: cirros, networks: [{ network: { get_resource: net } }] }
`;

type Calor = Awaited<ReturnType<typeof startOnSimulatedCloud>>;

const states = (calor: Calor): unknown[] =>
  calor.cloud.objects<{ id: string; vmState: string }>("nova.servers").map((server) => server.vmState);

test("suspend puts all servers of the tree to sleep, in the reverse order; resume wakes them", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  await stack.visit("SUSPEND");
  expect(await stack.settled()).toBe("SUSPEND_COMPLETE");
  expect(new Set(Object.values(await stack.resources()))).toEqual(new Set(["SUSPEND_COMPLETE"]));
  expect(states(calor)).toEqual(["suspended", "suspended", "suspended"]);
  const events = await stack.events();
  const at = (text: string): number => events.indexOf(text);
  expect(at("group SUSPEND_COMPLETE")).toBeLessThan(at("web SUSPEND_IN_PROGRESS"));
  expect(at("web SUSPEND_COMPLETE")).toBeLessThan(at("net SUSPEND_COMPLETE"));
  expect(events.filter((event) => event.startsWith("test SUSPEND"))).toEqual([
    "test SUSPEND_IN_PROGRESS",
    "test SUSPEND_COMPLETE",
  ]);
  // What sleeps already is left alone, and cannot be updated.
  const before = (await stack.events()).length;
  await stack.visit("SUSPEND");
  expect((await stack.events()).length).toBe(before);
  await expect(stack.update(servers)).rejects.toThrow(/SUSPEND_COMPLETE/);
  await stack.visit("RESUME");
  expect(await stack.settled()).toBe("RESUME_COMPLETE");
  expect(states(calor)).toEqual(["active", "active", "active"]);
  await stack.update(servers);
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test("a check looks at everything, also after it found something broken; an update then makes that anew", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  await stack.settled();
  await stack.visit("CHECK");
  expect(await stack.settled()).toBe("CHECK_COMPLETE");
  const port = await stack.physicalId("port");
  const web = await stack.physicalId("web");
  calor.cloud.change((context) => {
    context.table("neutron.ports").delete(port);
  });
  await stack.visit("CHECK");
  expect(await stack.settled()).toBe("CHECK_FAILED");
  expect(await stack.reason()).toMatch(/resources\.port: .*gone/);
  expect(await stack.resources()).toMatchObject({
    port: "CHECK_FAILED",
    web: "CHECK_COMPLETE",
    group: "CHECK_COMPLETE",
    key: "CHECK_COMPLETE",
  });
  await stack.update(servers);
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.physicalId("port")).not.toBe(port);
  expect(await stack.physicalId("web")).not.toBe("");
  expect(web).not.toBe("");
});

test("what cannot be suspended fails, names the resource, and leaves the others as they are", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  await stack.settled();
  calor.cloud.order({
    match: { service: "compute", method: "POST", pathPattern: "action$" },
    times: 1,
    effect: { status: 403 },
  });
  await stack.visit("SUSPEND");
  expect(await stack.settled()).toBe("SUSPEND_FAILED");
  expect(await stack.reason()).toMatch(/SUSPEND failed: .*resources\./);
  // Asked again, it goes on with what is left.
  await stack.visit("SUSPEND");
  expect(await stack.settled()).toBe("SUSPEND_COMPLETE");
  expect(states(calor)).toEqual(["suspended", "suspended", "suspended"]);
});

test("a stack that was never suspended cannot be resumed; one that is being deleted not be visited", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  await stack.settled();
  await stack.visit("RESUME");
  expect(await stack.settled()).toBe("RESUME_FAILED");
  await stack.delete();
  await expect(stack.visit("CHECK")).rejects.toThrow(/DELETE/);
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test("a kill in the middle of suspending, and of resuming: the next engine ends what was begun, once", async () => {
  for (let calls = 1; calls <= 12; calls += 1) {
    await using calor = await startOnSimulatedCloud({ seed: calls });
    const stack = await calor.create(servers);
    await stack.settled();
    const from = calor.cloud.calls().length;
    await stack.visit("SUSPEND");
    for (let step = 0; step < 2000 && calor.cloud.calls().length < from + calls; step += 1)
      await calor.clock.advance(10);
    calor.kill();
    await calor.restart();
    expect(await stack.settled()).toBe("SUSPEND_COMPLETE");
    expect(states(calor)).toEqual(["suspended", "suspended", "suspended"]);
    const suspends = calor.cloud.calls().filter((call) => call.path.endsWith("/action") && call.status < 300);
    expect(suspends).toHaveLength(3);
    await stack.visit("RESUME");
    expect(await stack.settled()).toBe("RESUME_COMPLETE");
  }
});

test("a resource marked as broken is made anew by the next update; the mark can be taken back", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  await stack.settled();
  const [web, key] = [await stack.physicalId("web"), await stack.physicalId("key")];
  await stack.mark(web, { unhealthy: true, reason: "it does not answer" });
  await stack.mark("key", { unhealthy: true, reason: "known to others" });
  await stack.mark("key", { unhealthy: false, reason: "it is not" });
  await stack.settled();
  expect(await stack.resources()).toMatchObject({ web: "CHECK_FAILED", key: "CHECK_COMPLETE" });
  expect((await stack.events()).slice(-3)).toEqual(["web CHECK_FAILED", "key CHECK_FAILED", "key CHECK_COMPLETE"]);
  await stack.update(servers);
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.physicalId("web")).not.toBe(web);
  expect(await stack.physicalId("key")).toBe(key);
  await expect(stack.mark("none", { unhealthy: true, reason: "" })).rejects.toThrow(/no resource "none"/);
});

test("a mark outlives the engine's death, and is taken once", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(servers);
  await stack.settled();
  calor.kill();
  await stack.mark("web", { unhealthy: true, reason: "gone" });
  await calor.restart();
  await calor.clock.advance(20_000);
  expect(await stack.resources()).toMatchObject({ web: "CHECK_FAILED" });
  expect((await stack.events()).filter((event) => event === "web CHECK_FAILED")).toHaveLength(1);
  expect(calor.journal.dump().signals.size).toBe(0);
});
