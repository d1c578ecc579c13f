import { expect, test } from "vitest";
import type { Harness, TestStack } from "../harness.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const version = "heat_template_version: 2018-08-31";
const parent = (text: string, more = ""): string => `
${version}
resources:
  inner: { type: child.yaml, properties: { text: ${text} } }
  copy: { type: OS::Heat::Value, properties: { value: { get_attr: [inner, text] } } }
${more}
outputs: { text: { value: { get_attr: [copy, value] } } }
`;
const child = (more = ""): string => `
${version}
parameters: { text: { type: string } }
resources:
  slow: { type: OS::Heat::TestResource, properties: { value: { get_param: text }, wait_secs: 5 } }
${more}
outputs: { text: { value: { get_attr: [slow, output] } } }
`;
const files = (more = ""): { files: Record<string, string> } => ({ files: { "child.yaml": child(more) } });
const failing = "  bad: { type: OS::Heat::TestResource, properties: { fail: true, value: x }, depends_on: slow }";

async function stateOf(calor: Harness, id: string): Promise<string> {
  const row = await calor.journal.stack(id);
  return row === undefined ? "none" : `${row.action}_${row.status}`;
}

async function launched(calor: Harness, more: Parameters<Harness["create"]>[1] = {}): Promise<[TestStack, string]> {
  const stack = await calor.create(parent("one"), { ...files(), ...more });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  return [stack, await stack.physicalId("inner")];
}

test("a nested stack is updated directly, its parent untouched; the parent's next update leads it back", async () => {
  await using calor = await startOnSimulatedCloud();
  const [stack, inner] = await launched(calor);
  await calor.run(
    calor.engine.updateStack(
      calor.caller,
      { id: inner },
      { template: child(), existing: false, parameters: { text: "own" } },
    ),
  );
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  for (let waits = 0; (await stateOf(calor, inner)) === "UPDATE_IN_PROGRESS" && waits < 100; waits += 1) {
    await calor.clock.advance(1000);
  }
  expect(await stateOf(calor, inner)).toBe("UPDATE_COMPLETE");
  await stack.update(parent("two"), files());
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("text")).toBe("two");
  expect(await stack.physicalId("inner")).toBe(inner);
});

test("a failure in a nested stack fails the tree with the whole path, and is rolled back in it", async () => {
  await using calor = await startOnSimulatedCloud();
  const [stack, inner] = await launched(calor, { disableRollback: false });
  await stack.update(parent("two"), files(failing));
  expect(await stack.settled()).toBe("ROLLBACK_COMPLETE");
  expect(await stack.output("text")).toBe("one");
  expect(await stack.physicalId("inner")).toBe(inner);
  const events = [...calor.journal.dump().events];
  const failure = events.find(
    (event) => event.stackId === stack.id && event.status === "FAILED" && event.resourceName === "test",
  );
  expect(failure?.reason).toMatch(/^Resource UPDATE failed: \w+: resources\.inner\.resources\.bad: /);
});

test("cancelling without rollback stops the whole tree", async () => {
  await using calor = await startOnSimulatedCloud();
  const [stack, inner] = await launched(calor);
  await stack.update(parent("two"), files("  after: { type: OS::Heat::RandomString, depends_on: slow }"));
  await calor.clock.advance(1000);
  await calor.run(calor.engine.cancelWithoutRollback(calor.caller, { id: stack.id }));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  expect(await stateOf(calor, inner)).toBe("UPDATE_FAILED");
  await stack.update(parent("three"), files());
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("text")).toBe("three");
});

test("a tree is deleted while it is being updated", async () => {
  await using calor = await startOnSimulatedCloud();
  const [stack, inner] = await launched(calor);
  await stack.update(parent("two"), files());
  await calor.clock.advance(1000);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect((await calor.journal.stack(inner))?.deletedAt).not.toBeNull();
  expect([...calor.journal.dump().resources]).toEqual([]);
});

test("stacks are nested as deep as the limit allows, and no deeper", async () => {
  await using calor = await startOnSimulatedCloud();
  const level = (next: string): string => `${version}\nresources: { next: { type: ${next} } }`;
  const deep = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => [
      `l${at}.yaml`,
      at === 5 ? `${version}\nresources: { end: { type: OS::Heat::RandomString } }` : level(`l${at + 1}.yaml`),
    ]),
  );
  await expect(calor.create(level("l0.yaml"), { name: "deep", files: deep })).rejects.toThrow(
    /nested more than 5 deep/,
  );
  const stack = await calor.create(level("l1.yaml"), { name: "fits", files: deep });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
});

test("a patch keeps what it does not name", async () => {
  await using calor = await startOnSimulatedCloud();
  const template = `
${version}
parameters: { a: { type: string, default: x }, b: { type: string, default: y } }
resources:
  both: { type: OS::Heat::Value, properties: { value: { list_join: ["-", [ { get_param: a }, { get_param: b } ]] } } }
outputs: { both: { value: { get_attr: [both, value] } } }
`;
  const stack = await calor.create(template, { parameters: { a: "1", b: "2" }, tags: ["kept"] });
  await stack.settled();
  const patch = (change: object): Promise<void> =>
    calor.run(calor.engine.updateStack(calor.caller, { id: stack.id }, { existing: true, ...change }));
  await patch({ parameters: { b: "3" } });
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("both")).toBe("1-3");
  await patch({ clearParameters: ["a"] });
  await stack.settled();
  expect(await stack.output("both")).toBe("x-3");
  expect((await calor.journal.stack(stack.id))?.tags).toEqual(["kept"]);
});

test("a nested template under another name, or as a type of the environment, goes on with the nested stack there is", async () => {
  await using calor = await startOnSimulatedCloud();
  const nested = `
heat_template_version: 2018-08-31
resources: { token: { type: OS::Heat::RandomString } }
outputs: { token: { value: { get_attr: [token, value] } } }
`;
  const template = (type: string): string => `
heat_template_version: 2018-08-31
resources: { part: { type: "${type}" } }
outputs: { token: { value: { get_attr: [part, token] } } }
`;
  const stack = await calor.create(template("file:///a/part.yaml"), { files: { "file:///a/part.yaml": nested } });
  await stack.settled();
  const [id, token] = [await stack.physicalId("part"), await stack.output("token")];
  const files = { "file:///b/part.yaml": nested };
  const environment = { resource_registry: { "My::Part": "file:///b/part.yaml" } };
  for (const type of ["file:///b/part.yaml", "My::Part"]) {
    await stack.update(template(type), { files, environment });
    expect(await stack.settled()).toBe("UPDATE_COMPLETE");
    expect(await stack.resources()).toEqual({ part: "UPDATE_COMPLETE" });
    expect(await stack.physicalId("part")).toBe(id);
    expect(await stack.output("token")).toBe(token);
  }
  await stack.update(template("OS::Heat::RandomString").replace("part, token", "part, value"));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("token")).not.toBe(token);
  expect([...calor.journal.dump().stacks.values()].filter((row) => row.deletedAt === null)).toHaveLength(1);
});
