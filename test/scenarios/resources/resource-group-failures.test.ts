import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../../harness.ts";

const group = (member: string, more = "", policy = "{}") => `
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::ResourceGroup
    update_policy: ${policy}
    properties:
      count: 3
      resource_def: { type: OS::Heat::TestResource, properties: ${member} }
${more}
outputs:
  values: { value: { get_attr: [group, output] } }
`;
const rolling = "{ rolling_update: { max_batch_size: 1, pause_time: 600 } }";

test("a member that fails is named in the reason; the next update repairs the group", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(group("{ value: a%index%, fail: true }"));
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toMatch(/^Resource CREATE failed: \w+: resources\.group\.resources\.\d: /);
  await stack.update(group("{ value: b%index% }"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.output("values")).toEqual(["b0", "b1", "b2"]);
});

test("a rolling update whose batch fails is rolled back with the stack", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(group("{ value: a%index% }"), { disableRollback: false });
  await stack.settled();
  const child = await stack.physicalId("group");
  await stack.update(group("{ value: b%index%, fail: true }", "", rolling));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect([await stack.physicalId("group"), await stack.output("values")]).toEqual([child, ["a0", "a1", "a2"]]);
});

test("a rolling update in its pause is superseded by another update, and by a deletion", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(group("{ value: a%index% }"));
  await stack.settled();
  await stack.update(group("{ value: b%index% }", "", rolling));
  await calor.clock.advance(60_000);
  const paused = calor.clock.now();
  await stack.update(group("{ value: c%index% }"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(calor.clock.now() - paused).toBeLessThan(60_000);
  expect(await stack.output("values")).toEqual(["c0", "c1", "c2"]);
  await stack.update(group("{ value: d%index% }", "", rolling));
  await calor.clock.advance(60_000);
  const before = calor.clock.now();
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(calor.clock.now() - before).toBeLessThan(60_000);
  expect([...calor.journal.dump().stacks.values()].filter((row) => row.deletedAt === null)).toEqual([]);
});

test("what another resource reads of a group is there when it is made, and again when it has changed", async () => {
  await using calor = await startOnSimulatedCloud();
  const reader =
    "  reader: { type: OS::Heat::Value, properties: { value: { get_attr: [group, attributes, output] } } }";
  const output = "  read: { value: { get_attr: [reader, value] } }";
  const template = (value: string) => `${group(`{ value: ${value} }`, reader)}${output}\n`;
  const stack = await calor.create(template("a%index%"));
  expect([await stack.settled(), await stack.output("read")]).toEqual([
    "CREATE_COMPLETE",
    { 0: "a0", 1: "a1", 2: "a2" },
  ]);
  await stack.update(template("b%index%"));
  expect([await stack.settled(), await stack.output("read")]).toEqual([
    "UPDATE_COMPLETE",
    { 0: "b0", 1: "b1", 2: "b2" },
  ]);
});
