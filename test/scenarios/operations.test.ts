import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const waiting = (seconds: number, more = "") => `
heat_template_version: 2018-08-31
resources:
  slow: { type: OS::Heat::TestResource, properties: { value: a, wait_secs: ${seconds} } }
  next: { type: OS::Heat::TestResource, properties: { value: { get_attr: [slow, output] } } }
${more}
`;
const failing = "  bad: { type: OS::Heat::TestResource, properties: { fail: true }, depends_on: slow }";

test("a failure leaves the stack FAILED with the resource's reason, and nothing new starts", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(
    waiting(2, failing + "\n  after: { type: OS::Heat::RandomString, depends_on: bad }"),
  );
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toMatch(/^Resource CREATE failed: \w+: resources\.bad: /);
  expect(await stack.resources()).toEqual({
    slow: "CREATE_COMPLETE",
    next: "CREATE_COMPLETE",
    bad: "CREATE_FAILED",
    after: "INIT_COMPLETE",
  });
  await stack.update(waiting(2));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.resources()).toEqual({ slow: "CREATE_COMPLETE", next: "CREATE_COMPLETE" });
});

test("a failed creation is rolled back to nothing when asked", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(waiting(1, failing), { disableRollback: false });
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await stack.resources()).toEqual({});
  expect((await stack.events()).filter((event) => event.startsWith("test "))).toEqual([
    "test CREATE_IN_PROGRESS",
    "test CREATE_FAILED",
    "test ROLLBACK_IN_PROGRESS",
    "test ROLLBACK_COMPLETE",
  ]);
});

test("a failed update is rolled back to what was before", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(waiting(1), { disableRollback: false });
  await stack.settled();
  const slow = await stack.physicalId("slow");
  await stack.update(waiting(1, failing));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await stack.resources()).toEqual({ slow: "CREATE_COMPLETE", next: "CREATE_COMPLETE" });
  expect(await stack.physicalId("slow")).toBe(slow);
});

test("an update supersedes a creation that runs; a deletion supersedes both", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(waiting(60));
  await calor.clock.advance(1000);
  await stack.update(waiting(60, "  more: { type: OS::Heat::RandomString }"));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.resources()).toEqual({
    slow: "CREATE_COMPLETE",
    next: "CREATE_COMPLETE",
    more: "CREATE_COMPLETE",
  });
  const other = await calor.create(waiting(0).replace("wait_secs: 0", "action_wait_secs: { create: 600 }"), {
    name: "other",
  });
  await calor.clock.advance(1000);
  const before = calor.clock.now();
  await other.delete();
  expect(await other.settled()).toBe("DELETE_COMPLETE");
  expect(calor.clock.now() - before).toBeLessThan(10_000);
});

test("an operation that takes longer than its time fails, and says so", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(waiting(3600), { timeoutMinutes: 1 });
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toContain("did not end within 1 minutes");
});

const parent = `
heat_template_version: 2018-08-31
parameters: { length: { type: number, default: 8 } }
resources:
  inner: { type: My::Secret, properties: { length: { get_param: length } } }
  copy: { type: OS::Heat::Value, properties: { value: { get_attr: [inner, secret] } } }
outputs: { secret: { value: { get_attr: [copy, value] } } }
`;
const child = `
heat_template_version: 2018-08-31
parameters: { length: { type: number } }
resources: { random: { type: OS::Heat::RandomString, properties: { length: { get_param: length } } } }
outputs: { secret: { value: { get_attr: [random, value] } } }
`;
const nested = {
  environment: { resource_registry: { "My::Secret": "file:///secret.yaml" } },
  files: { "file:///secret.yaml": child },
};

test("a nested template is a stack of its own; it is updated and deleted with its parent", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(parent, nested);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(await stack.output("secret")).toMatch(/^\w{8}$/);
  const inner = await stack.physicalId("inner");
  await stack.update(parent, { ...nested, parameters: { length: 20 } });
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.physicalId("inner")).toBe(inner);
  expect(await stack.output("secret")).toMatch(/^\w{20}$/);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect((await calor.journal.stack(inner))?.deletedAt).not.toBeNull();
});

test("a killed engine's work goes on where it stood", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(
    parent.replace("resources:", "resources:\n  slow: { type: OS::Heat::TestResource, properties: { wait_secs: 30 } }"),
    nested,
  );
  await calor.clock.advance(2000);
  calor.kill();
  await calor.restart();
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(await stack.output("secret")).toMatch(/^\w{8}$/);
});

test("old names of properties mean the new ones; what properties say together is checked", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(`
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network_id: { get_resource: net }, cidr: 10.9.0.0/24 } }
  port:
    type: OS::Neutron::Port
    properties: { network_id: { get_resource: net }, fixed_ips: [ { subnet_id: { get_resource: subnet } } ] }
`);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
});

test("a rollback goes back to the resource that was replaced", async () => {
  await using calor = await startOnSimulatedCloud();
  const replaced = (value: string, more = "") => `
heat_template_version: 2018-08-31
resources:
  slow: { type: OS::Heat::TestResource, properties: { update_replace_value: ${value} } }
${more}
`;
  const stack = await calor.create(replaced("a"), { disableRollback: false });
  await stack.settled();
  const row = (await calor.engine.listResources(calor.caller, { id: stack.id }))[0]?.row.id;
  await stack.update(replaced("b", failing));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  const rows = await calor.engine.listResources(calor.caller, { id: stack.id });
  expect(rows.map((view) => view.row.id)).toEqual([row]);
});

test("a rolled back replacement gives the old port its address back", async () => {
  await using calor = await startOnSimulatedCloud();
  const port = (admin: boolean, more = "") => `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Neutron::Net }
  subnet: { type: OS::Neutron::Subnet, properties: { network: { get_resource: net }, cidr: 10.9.0.0/24 } }
  slow:
    type: OS::Neutron::Port
    properties:
      network: { get_resource: net }
      fixed_ips: [ { subnet: { get_resource: subnet }, ip_address: 10.9.0.77 } ]
      mac_address: 02:00:00:00:00:0${admin ? 1 : 2}
${more}
`;
  const stack = await calor.create(port(true), { disableRollback: false });
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const id = await stack.physicalId("slow");
  await stack.update(port(false, failing));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await stack.physicalId("slow")).toBe(id);
  const network = await stack.physicalId("net");
  const ports = (
    calor.cloud.objects("neutron.ports") as unknown as {
      id: string;
      network_id: string;
      fixed_ips: { ip_address: string }[];
    }[]
  ).filter((object) => object.network_id === network);
  expect(ports.map((object) => [object.id, object.fixed_ips[0]?.ip_address])).toEqual([[id, "10.9.0.77"]]);
});

test("a cancelled update is rolled back; one cancelled without rollback stops where it stands", async () => {
  await using calor = await startOnSimulatedCloud();
  const slowly = (value: string): string => `
heat_template_version: 2018-08-31
resources:
  slow: { type: OS::Heat::TestResource, properties: { value: ${value}, action_wait_secs: { update: 60 } } }
  next: { type: OS::Heat::TestResource, properties: { value: { get_attr: [slow, output] } } }
outputs: { value: { value: { get_attr: [next, output] } } }
`;
  const stack = await calor.create(slowly("a"));
  await stack.settled();
  await stack.update(slowly("b"));
  await calor.clock.advance(1000);
  await calor.run(calor.engine.cancelUpdate(calor.caller, { id: stack.id }));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await stack.output("value")).toBe("a");
  await stack.update(slowly("c"));
  await calor.clock.advance(1000);
  await calor.run(calor.engine.cancelWithoutRollback(calor.caller, { id: stack.id }));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  expect(await stack.resources()).toEqual({ slow: "UPDATE_COMPLETE", next: "CREATE_COMPLETE" });
  expect(await stack.output("value")).toBe("a");
  await expect(calor.run(calor.engine.cancelUpdate(calor.caller, { id: stack.id }))).rejects.toThrow("UPDATE_FAILED");
});

test("a removal that is in flight when its update is cancelled without rollback ends by itself, once", async () => {
  await using calor = await startOnSimulatedCloud();
  const resources = (slow: string): string => `
heat_template_version: 2018-08-31
resources:
  ${slow}
  kept: { type: OS::Heat::TestResource, properties: { value: a } }
`;
  const slow = "slow: { type: OS::Heat::TestResource, properties: { value: a, action_wait_secs: { delete: 60 } } }";
  const stack = await calor.create(resources(slow));
  await stack.settled();
  await stack.update(resources(""));
  await calor.clock.advance(1000);
  await calor.run(calor.engine.cancelWithoutRollback(calor.caller, { id: stack.id }));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  await calor.clock.advance(120_000);
  expect(await stack.resources()).toEqual({ kept: "CREATE_COMPLETE" });
  expect((await stack.events()).filter((event) => event.startsWith("slow DELETE"))).toEqual([
    "slow DELETE_IN_PROGRESS",
    "slow DELETE_COMPLETE",
  ]);
});

test("a deletion that comes while the owner begins a rollback, and does not hear of it, is not lost", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(waiting(5, failing), { disableRollback: false });
  await calor.clock.advance(1000);
  calor.journal.dump().listeners.clear();
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect((await stack.events()).filter((event) => event.startsWith("test "))).toEqual([
    "test CREATE_IN_PROGRESS",
    "test DELETE_IN_PROGRESS",
    "test DELETE_COMPLETE",
  ]);
});
