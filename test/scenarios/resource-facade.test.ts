import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const version = "heat_template_version: 2018-08-31";
const child = `
${version}
resources:
  copy: { type: OS::Heat::Value, properties: { value: { resource_facade: metadata } } }
outputs:
  copy: { value: { get_attr: [copy, value] } }
  metadata: { value: { resource_facade: metadata } }
  deletion: { value: { resource_facade: deletion_policy } }
  update: { value: { resource_facade: update_policy } }
`;
const parent = (more: string, value = "first"): string => `
${version}
resources:
  v: { type: OS::Heat::TestResource, properties: { value: ${value} } }
  inner: { type: child.yaml${more} }
outputs:
  copy: { value: { get_attr: [inner, copy] } }
  metadata: { value: { get_attr: [inner, metadata] } }
  deletion: { value: { get_attr: [inner, deletion] } }
  update: { value: { get_attr: [inner, update] } }
`;
const files = { files: { "child.yaml": child } };
const metadata = ", metadata: { role: { get_attr: [v, output] }, list: [1] }, deletion_policy: retain";

test("a nested template reads metadata and policies of the resource that it stands for, again after each update", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(parent(metadata), files);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(await stack.output("copy")).toEqual({ role: "first", list: [1] });
  expect(await stack.output("metadata")).toEqual({ role: "first", list: [1] });
  expect(await stack.output("deletion")).toBe("Retain");
  expect(await stack.output("update")).toEqual({});
  await stack.update(parent(metadata, "second"), files);
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("copy")).toEqual({ role: "second", list: [1] });
  expect(await stack.output("metadata")).toEqual({ role: "second", list: [1] });
  await stack.update(parent(""), files);
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(await stack.output("copy")).toEqual({});
  expect(await stack.output("deletion")).toBe("Delete");
});

test("a change of it is in the plan, of the nested stack too; what is not known yet is said to be", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(parent(", metadata: { role: a }"), files);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const nestedActions = async (template: string): Promise<unknown> => {
    const change = { template, ...files, existing: false };
    const { plan } = await calor.run(calor.engine.previewUpdate(calor.caller, { id: stack.id }, change));
    return plan.resources
      .find(({ name }) => name === "inner")
      ?.nested?.resources.map(({ name, changes }) => [name, changes]);
  };
  expect(await nestedActions(parent(", metadata: { role: a }"))).toEqual([["copy", false]]);
  expect(await nestedActions(parent(", metadata: { role: b }"))).toEqual([["copy", true]]);
});

test("members of a group read what their definition says; a stack by itself is nested in nothing", async () => {
  await using calor = await startOnSimulatedCloud();
  const group = `
${version}
resources:
  g:
    type: OS::Heat::ResourceGroup
    properties: { count: 2, resource_def: { type: child.yaml } }
outputs: { deletion: { value: { get_attr: [g, deletion] } } }
`;
  const stack = await calor.create(group, files);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(await stack.output("deletion")).toEqual(["Delete", "Delete"]);
  const alone = await calor.create(child, { name: "alone" });
  expect(await alone.settled()).toBe("CREATE_FAILED");
  expect(await alone.reason()).toContain("resource_facade has no value here: this stack is not nested in another");
});
