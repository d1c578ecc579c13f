import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../../harness.ts";
import { example } from "../../web-application.ts";

const group = (count: number, more = "") => `
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: ${count}
      resource_def:
        type: OS::Heat::RandomString
        properties: { length: 8, salt: member %index% }
${more}
outputs:
  refs: { value: { get_attr: [group, refs] } }
  first: { value: { get_attr: [group, refs, 0] } }
  refs_map: { value: { get_attr: [group, refs_map] } }
  values: { value: { get_attr: [group, value] } }
  attributes: { value: { get_attr: [group, attributes, value] } }
  one: { value: { get_attr: [group, resource.1.value] } }
  reference: { value: { get_attr: [group, resource.1] } }
`;

test("a group is made, grows, shrinks to nothing, and goes", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(group(2));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const refs = (await stack.output("refs")) as string[];
  expect(refs).toEqual([expect.stringMatching(/^\w{8}$/), expect.stringMatching(/^\w{8}$/)]);
  expect(await stack.output("first")).toBe(refs[0]);
  expect(await stack.output("refs_map")).toEqual({ 0: refs[0], 1: refs[1] });
  expect(await stack.output("values")).toEqual(refs);
  expect(await stack.output("attributes")).toEqual({ 0: refs[0], 1: refs[1] });
  expect([await stack.output("one"), await stack.output("reference")]).toEqual([refs[1], refs[1]]);
  await stack.update(group(4));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const grown = (await stack.output("refs")) as string[];
  expect([grown.length, grown.slice(0, 2)]).toEqual([4, refs]);
  await stack.update(group(0));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.output("refs")).toEqual([]);
  const child = await stack.physicalId("group");
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect((await calor.journal.stack(child))?.deletedAt).not.toBeNull();
});
const rolling = (salt: string, policy: string, count = 3, more = "") => `
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::ResourceGroup
    update_policy: ${policy}
    properties:
      count: ${count}
      resource_def: { type: OS::Heat::RandomString, properties: { salt: "${salt} %index%" } }
      ${more}
outputs:
  refs_map: { value: { get_attr: [group, refs_map] } }
  removed: { value: { get_attr: [group, removed_rsrc_list] } }
`;

type References = Record<string, string>;

test("a changed definition renews the members, by batches with pauses where the policy says so", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(rolling("a", "{}"));
  await stack.settled();
  const first = (await stack.output("refs_map")) as References;
  await stack.update(rolling("b", "{ rolling_update: { max_batch_size: 2, pause_time: 60 } }"));
  await calor.clock.advance(30_000);
  const child = await stack.physicalId("group");
  const halfway = await calor.run(calor.engine.listResources(calor.caller, { id: child }));
  const kept = halfway.filter(({ row }) => row.reference === first[row.name]).map(({ row }) => row.name);
  expect(kept).toEqual(["0"]);
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const second = (await stack.output("refs_map")) as References;
  expect(Object.keys(second).filter((name) => second[name] === first[name])).toEqual([]);
  const before = calor.clock.now();
  await stack.update(rolling("c", "{}"));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(calor.clock.now() - before).toBeLessThan(10_000);
});

test("a group is made by batches", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(rolling("a", "{ batch_create: { max_batch_size: 2, pause_time: 60 } }", 5));
  await calor.clock.advance(70_000);
  const child = await stack.physicalId("group");
  expect(
    Object.keys((await calor.run(calor.engine.listResources(calor.caller, { id: child }))).map(({ row }) => row.name)),
  ).toHaveLength(4);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(Object.keys((await stack.output("refs_map")) as References)).toEqual(["0", "1", "2", "3", "4"]);
});

test("a kill in a rolling update changes nothing about its end", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(rolling("a", "{}"));
  await stack.settled();
  const first = (await stack.output("refs_map")) as References;
  const policy = "{ rolling_update: { min_in_service: 3, max_batch_size: 1, pause_time: 60 } }";
  await stack.update(rolling("b", policy));
  for (let life = 0; life < 3; life += 1) {
    await calor.clock.advance(70_000);
    calor.kill();
    await calor.restart();
  }
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const second = (await stack.output("refs_map")) as References;
  expect(Object.keys(second)).toEqual(["0", "1", "2"]);
  expect(Object.keys(second).filter((name) => second[name] === first[name])).toEqual([]);
});

test("members are removed by name or reference, and their names not used again", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(rolling("a", "{}"));
  await stack.settled();
  const first = (await stack.output("refs_map")) as References;
  const policies = (...lists: readonly unknown[]): string =>
    `removal_policies: ${JSON.stringify(lists.map((list) => ({ resource_list: list })))}`;
  await stack.update(rolling("a", "{}", 3, policies(["0"], [first[2]])));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  const second = (await stack.output("refs_map")) as References;
  expect([Object.keys(second), second[1]]).toEqual([["1", "3", "4"], first[1]]);
  expect(await stack.output("removed")).toEqual(["0", "2"]);
  await stack.update(rolling("a", "{}", 2));
  await stack.settled();
  expect(Object.keys((await stack.output("refs_map")) as References)).toEqual(["1", "3"]);
  await stack.update(rolling("a", "{}", 2, `${policies([1])}\n      removal_policies_mode: update`));
  await stack.settled();
  expect(Object.keys((await stack.output("refs_map")) as References)).toEqual(["0", "2"]);
});

const definition = (given: string, more = "") => `
heat_template_version: 2018-08-31
resources:
  net: { type: OS::Heat::RandomString }
  group:
    type: OS::Heat::ResourceGroup
${more}
    properties:
      count: 2
      resource_def:
        ${given}
`;

test.each([
  ["type: OS::Heat::RandomStrin", "OS::Heat::RandomStrin", 11],
  ["{ type: OS::Heat::RandomString, properties: { lenght: 8 } }", 'no property "lenght"', 11],
  ["{ type: OS::Heat::RandomString, properties: { length: 0, salt: { get_attr: [net, value] } } }", "length", 11],
])("what is wrong with a member's definition is said with its place: %s", async (given, message, line) => {
  await using calor = await startOnSimulatedCloud();
  const refused = calor.create(definition(given));
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(`line ${line}`);
});

test("an attribute that the members do not have is refused", async () => {
  await using calor = await startOnSimulatedCloud();
  const reading = (...path: readonly string[]) =>
    `${group(2)}\n  more: { value: { get_attr: [group, ${path.join(", ")}] } }`;
  for (const path of [["nonsense"], ["attributes", "nonsense"], ["resource.0.nonsense"], ["resource.0", "nonsense"]]) {
    await expect(calor.create(reading(...path))).rejects.toThrow('the members of "group" have no attribute "nonsense"');
  }
  const stack = await calor.create(reading("show"));
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
});

test("an update policy is checked against its type", async () => {
  await using calor = await startOnSimulatedCloud();
  const given = "{ type: OS::Heat::RandomString, properties: { length: 8, salt: { get_resource: net } } }";
  const batch = "    update_policy: { batch_create: { max_batch: 0 } }";
  await expect(calor.create(definition(given, batch))).rejects.toThrow('no property "max_batch"');
  const other = definition(given).replace(
    "OS::Heat::RandomString }",
    "OS::Heat::RandomString, update_policy: { rolling_update: {} } }",
  );
  await expect(calor.create(other)).rejects.toThrow('no property "rolling_update"');
  const stack = await calor.create(definition(given));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
});

const member = `
heat_template_version: 2018-08-31
parameters: { index: { type: string }, size: { type: number, default: 2 } }
resources:
  inner:
    type: OS::Heat::ResourceGroup
    properties:
      count: { get_param: size }
      resource_def: { type: OS::Heat::Value, properties: { value: { list_join: ["-", [{ get_param: index }, "%index%"]] } } }
outputs:
  values: { value: { get_attr: [inner, value] } }
`;
const tree = (size: number) => `
heat_template_version: 2018-08-31
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: { count: 2, resource_def: { type: My::Member, properties: { index: "m%index%", size: ${size} } } }
  one: { type: My::Member, properties: { index: alone } }
outputs:
  values: { value: { get_attr: [group, values] } }
  first: { value: { get_attr: [group, values, 0] } }
  deep: { value: { get_attr: [group, resource.1, values, 1] } }
  inside: { value: { get_attr: [one, resource.inner, resource.1.value] } }
  reference: { value: { get_attr: [one, resource.inner] } }
`;
const files = {
  environment: { resource_registry: { "My::Member": "member.yaml" } },
  files: { "member.yaml": member },
};

test("a group of nested templates with groups in them; attributes are read through the levels", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(tree(2), files);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(await stack.output("values")).toEqual([
    ["m0-0", "m0-1"],
    ["m1-0", "m1-1"],
  ]);
  expect(await stack.output("first")).toEqual(["m0-0", "m1-0"]);
  expect([await stack.output("deep"), await stack.output("inside")]).toEqual(["m1-1", "alone-1"]);
  expect(await stack.output("reference")).toMatch(/^[0-9a-f-]{36}$/);
  await stack.update(tree(3), files);
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.output("values")).toEqual([
    ["m0-0", "m0-1", "m0-2"],
    ["m1-0", "m1-1", "m1-2"],
  ]);
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
});

test("the resources of the whole tree are counted when a child is made", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(rolling("a", "{}", 1000));
  expect(await stack.settled()).toBe("CREATE_FAILED");
  expect(await stack.reason()).toContain("1001 resources; at most 1000");
  await stack.update(rolling("a", "{ rolling_update: {} }", 1_000_000_000));
  expect(await stack.settled()).toBe("UPDATE_FAILED");
  await stack.update(rolling("a", "{}", 2));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
});

test("the example: ports, of which one is replaced by another", async () => {
  await using calor = await startOnSimulatedCloud();
  const { template } = await example("group.yaml");
  const stack = await calor.create(template);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const first = await stack.output("first");
  expect(await stack.output("names")).toEqual({ 0: "test-workers-0", 1: "test-workers-1", 2: "test-workers-2" });
  expect(await stack.output("addresses")).toEqual([0, 1, 2].map(() => expect.stringMatching(/^10\.70\.0\.\d+$/)));
  await stack.update(template, { parameters: { removed: [first], purpose: "clients" } });
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect(await stack.output("names")).toEqual({ 1: "test-clients-1", 2: "test-clients-2", 3: "test-clients-3" });
  const ports = calor.cloud.objects("neutron.ports") as unknown as { id: string; name: string }[];
  expect(
    ports
      .filter((port) => port.name.startsWith("test-"))
      .map((port) => port.name)
      .toSorted(),
  ).toEqual(Object.values((await stack.output("names")) as Record<string, string>));
  expect(await stack.output("first")).toBeNull();
});

test("what a group shows of itself is read from its members", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(group(2));
  await stack.settled();
  const view = await calor.run(calor.engine.showResource(calor.caller, { id: stack.id }, "group", ["value"]));
  const refs = await stack.output("refs");
  expect(view.attributes).toMatchObject({ refs, value: refs, removed_rsrc_list: [] });
});
