import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../../harness.ts";

const chain = (types: readonly string[], more = "") => `
heat_template_version: 2018-08-31
resources:
  chain:
    type: OS::Heat::ResourceChain
    properties:
      resources: [${types.join(", ")}]
      resource_properties: { value: hello, wait_secs: 10 }
${more}
outputs:
  refs: { value: { get_attr: [chain, refs] } }
  outputs: { value: { get_attr: [chain, output] } }
  by_name: { value: { get_attr: [chain, attributes, output] } }
  last: { value: { get_attr: [chain, resource.1, output] } }
`;
const test2 = ["OS::Heat::TestResource", "OS::Heat::TestResource"];

test("the members of a chain are made one after the other, or at once", async () => {
  await using calor = await startOnSimulatedCloud();
  for (const [more, seconds] of [
    ["", 20],
    ["      concurrent: true", 10],
  ] as const) {
    const before = calor.clock.now();
    const stack = await calor.create(chain(test2, more), { name: `chain-${seconds}` });
    expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
    expect(Math.floor((calor.clock.now() - before) / 1000)).toBe(seconds);
    expect(await stack.output("refs")).toHaveLength(2);
    expect(await stack.output("outputs")).toEqual(["hello", "hello"]);
    expect(await stack.output("by_name")).toEqual({ 0: "hello", 1: "hello" });
    expect(await stack.output("last")).toBe("hello");
  }
});

test("a chain grows and shrinks in place, and is made of what the registry says", async () => {
  await using calor = await startOnSimulatedCloud();
  const registry = { environment: { resource_registry: { "My::Link": "OS::Heat::TestResource" } } };
  const stack = await calor.create(chain(["My::Link"]), registry);
  await stack.settled();
  const refs = (await stack.output("refs")) as string[];
  await stack.update(chain(["My::Link", "My::Link", "OS::Heat::None"]), registry);
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const grown = (await stack.output("refs")) as string[];
  expect([grown.length, grown[0]]).toEqual([3, refs[0]]);
  await stack.update(chain([]), registry);
  expect([await stack.settled(), await stack.output("refs")]).toEqual(["UPDATE_COMPLETE", []]);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test("an unknown type in a chain is named with its place", async () => {
  await using calor = await startOnSimulatedCloud();
  await expect(calor.create(chain(["OS::Heat::TestResource", "OS::Heat::Nothing"]))).rejects.toThrow(
    /"OS::Heat::Nothing" is not known.*line 7/,
  );
});
