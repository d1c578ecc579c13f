import { expect, test } from "vitest";
import type { Harness, TestStack } from "../harness.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const template = (value: string) => `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net, properties: { value_specs: { description: "${value}" } } }
  last: { type: OS::Heat::TestResource, depends_on: net, properties: { value: "${value}" } }
`;

const hooked = (...hooks: string[]) => `resource_registry: { resources: { "n*": { hooks: [${hooks.join(", ")}] } } }`;

async function waits(calor: Harness, stack: TestStack, hook: string): Promise<void> {
  await calor.clock.advance(60_000);
  const [, action] = hook.split("-");
  const { events } = await calor.run(calor.engine.listEvents(calor.caller, { id: stack.id }, {}));
  expect(events.map((event) => event.reason)).toContain(
    `${action?.toUpperCase()} paused until Hook ${hook} is cleared`,
  );
}

const networks = (calor: Harness): number =>
  calor.cloud.objects("neutron.networks").filter((network) => String(network["name"]).startsWith("test-net")).length;

test("creating waits before and after, deleting too, each until its hook is cleared", async () => {
  await using calor = await startOnSimulatedCloud();
  const environment = hooked("pre-create", "post-create", "pre-delete", "post-delete");
  const stack = await calor.create(template("a"), { environment });
  await waits(calor, stack, "pre-create");
  expect(networks(calor)).toBe(0);
  expect(await stack.resources()).toEqual({ net: "INIT_COMPLETE", last: "INIT_COMPLETE" });
  await stack.signal("net", { unset_hook: "pre-create" });
  await waits(calor, stack, "post-create");
  expect(networks(calor)).toBe(1);
  expect(await stack.resources()).toEqual({ net: "CREATE_COMPLETE", last: "INIT_COMPLETE" });
  await stack.signal("net", { unset_hook: "post-create" });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");

  await stack.delete();
  await waits(calor, stack, "pre-delete");
  expect(networks(calor)).toBe(1);
  await stack.signal("net", { unset_hook: "pre-delete" });
  await waits(calor, stack, "post-delete");
  expect(networks(calor)).toBe(0);
  await stack.signal("net", { unset_hook: "post-delete" });
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test("an update waits before and after; the next one anew", async () => {
  await using calor = await startOnSimulatedCloud();
  const environment = hooked("pre-update", "post-update");
  const stack = await calor.create(template("a"), { environment });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  for (const value of ["b", "c"]) {
    await stack.update(template(value), { environment });
    await waits(calor, stack, "pre-update");
    expect((await stack.resources())["last"]).not.toBe("UPDATE_IN_PROGRESS");
    await stack.signal("net", { unset_hook: "pre-update" });
    await waits(calor, stack, "post-update");
    await stack.signal("net", { unset_hook: "post-update" });
    expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  }
});

test("a hook outlives the engine, and is waited at once", async () => {
  for (const hook of ["pre-create", "post-create"]) {
    await using calor = await startOnSimulatedCloud();
    const stack = await calor.create(template("a"), { environment: hooked(hook) });
    await waits(calor, stack, hook);
    calor.kill();
    await calor.restart();
    await calor.clock.advance(60_000);
    expect((await stack.resources())["last"]).toBe("INIT_COMPLETE");
    await stack.signal("net", { unset_hook: hook });
    expect(await stack.settled()).toBe("CREATE_COMPLETE");
    const { events } = await calor.run(calor.engine.listEvents(calor.caller, { id: stack.id }, {}));
    expect(events.filter((event) => event.reason.includes("paused until"))).toHaveLength(1);
    expect(networks(calor)).toBe(1);
  }
});

test("a newer operation and the end of the time take over from who waits at a hook", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template("a"), { environment: hooked("pre-create") });
  await waits(calor, stack, "pre-create");
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  const late = await calor.create(template("a"), {
    name: "late",
    environment: hooked("pre-create"),
    timeoutMinutes: 2,
  });
  expect(await late.settled()).toBe("CREATE_FAILED");
  await late.update(template("a"));
  expect(await late.settled()).toBe("UPDATE_COMPLETE");
});

test("a hook that nobody waits at, or that there is none of, is refused", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template("a"));
  await stack.settled();
  await expect(stack.signal("net", { unset_hook: "pre-create" })).rejects.toMatchObject({
    type: "InvalidBreakPointHook",
  });
  await expect(stack.signal("net", { unset_hook: "before" })).rejects.toMatchObject({ type: "InvalidBreakPointHook" });
  await expect(stack.signal("none", { unset_hook: "pre-create" })).rejects.toMatchObject({ type: "ResourceNotFound" });
});
