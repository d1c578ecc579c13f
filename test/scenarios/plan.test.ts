import { expect, test } from "vitest";
import type { JsonAnswer } from "../api-scene.ts";
import { startApi } from "../api-scene.ts";
import { files, startWeb, web } from "../plan-scene.ts";

type Shown = Record<
  string,
  { action: string; because: JsonAnswer; nested?: JsonAnswer; unknown_properties: JsonAnswer }
>;
const byName = (plan: JsonAnswer): Shown =>
  Object.fromEntries(
    (plan["resources"] as unknown as readonly Record<string, string>[]).map((each) => [each["resource_name"], each]),
  ) as unknown as Shown;
const words = (plan: JsonAnswer) =>
  Object.fromEntries(Object.entries(byName(plan)).map(([name, { action }]) => [name, action]));

test("nothing changed: the plan says so, nested stacks and what reads from them included", async () => {
  await using scene = await startWeb();
  const plan = await scene.planned({});
  expect(plan["changes"]).toBe(false);
  expect(words(plan)).toEqual({ base: "none", next: "none", keys: "none", part: "none", user: "none" });
});

test("a parameter's change is traced to where it shows, to what waits for it, and into the nested stack", async () => {
  await using scene = await startWeb();
  const image = byName(await scene.planned({ parameters: { image: "two" } }));
  expect(image["base"]).toMatchObject({
    action: "replace",
    because: expect.arrayContaining([
      {
        kind: "property",
        property: "value",
        before: "one",
        after: "two",
        effect: "update",
        origins: [{ kind: "parameter", parameter: "image", before: "one", after: "two" }],
      },
    ]) as unknown,
  });
  const size = byName(await scene.planned({ parameters: { size: 2 } }));
  const inner = byName(size["part"]!.nested!)["inner"]!;
  expect(inner).toMatchObject({
    action: "update",
    because: [
      { property: "action_wait_secs", origins: [{ kind: "parameter", parameter: "size", before: 1, after: 2 }] },
    ],
  });
  expect(size["user"]).toMatchObject({
    action: "undecided",
    because: [{ kind: "unknown_property", property: "value", origins: [{ resource: "part", attribute: "text" }] }],
  });
});

test("a property that cannot change in place is named as what makes the replacement, and so is who waits for it", async () => {
  await using scene = await startWeb();
  const plan = byName(await scene.planned({ template: web().replace("default: one", "default: two") }));
  expect(plan["base"]?.because).toContainEqual({
    kind: "property",
    property: "update_replace_value",
    before: "one",
    after: "two",
    effect: "replace",
    origins: [{ kind: "parameter", parameter: "image", before: "one", after: "two" }],
  });
  expect(plan["next"]).toMatchObject({
    action: "undecided",
    unknown_properties: { salt: [{ resource: "base", attribute: "output", possible_actions: ["replace"] }] },
  });
  const written = byName(await scene.planned({ template: web().replace("{ get_param: password }", "plain") }));
  expect(written["keys"]?.because).toMatchObject([
    { property: "value", before: "******", after: "******", origins: [{ kind: "template" }] },
  ]);
});

test("what is added and taken away; a nested stack with all that is in it", async () => {
  await using scene = await startWeb();
  const added = byName(await scene.planned({ template: web("  more: { type: child.yaml, properties: { size: 3 } }") }));
  expect(added["more"]).toMatchObject({ action: "create", because: [{ kind: "new" }] });
  expect(byName(added["more"]!.nested!)["inner"]).toMatchObject({ action: "create" });
  const gone = byName(await scene.planned({ template: web().replace(/ {2}(part|user): .*\n/g, "") }));
  expect(gone["part"]).toMatchObject({ action: "delete", because: [{ kind: "not_desired" }] });
  expect(byName(gone["part"]!.nested!)["inner"]).toMatchObject({ action: "delete" });
});

test("a nested template that waits for a new resource: what is unknown is named with what it waits for", async () => {
  await using api = await startApi();
  const template = `
heat_template_version: 2018-08-31
resources:
  base: { type: OS::Heat::TestResource }
  part: { type: child.yaml, properties: { size: { get_attr: [base, output] } } }
`;
  const answer = await api.call("POST", "/stacks/plan", { body: { stack_name: "new", template, files } });
  expect(answer).toMatchObject({ status: 200 });
  const { part } = byName(answer.json["plan"]!);
  expect(part?.unknown_properties).toEqual({
    size: [{ kind: "resource", resource: "base", attribute: "output", possible_actions: ["create"] }],
  });
  expect(byName(part!.nested!)["inner"]?.unknown_properties).toEqual({
    action_wait_secs: [{ kind: "unknown_parameter", parameter: "size" }],
  });
  const conditional = `${files["child.yaml"]}
conditions: { large: { equals: [{ get_param: size }, 3] } }
`.replace("{ type: OS::Heat::TestResource,", "{ type: OS::Heat::TestResource, condition: large,");
  const body = { stack_name: "new", template, files: { "child.yaml": conditional } };
  const unknown = byName((await api.call("POST", "/stacks/plan", { body })).json["plan"]!);
  expect(unknown["part"]?.nested).toMatchObject({
    resources: [],
    waits_for: [{ kind: "unknown_parameter", parameter: "size" }],
  });
});

test("the members of groups and chains are planned by name, as the type would make them", async () => {
  await using api = await startApi();
  const grouped = (count: number, more = "") => `
heat_template_version: 2018-08-31
parameters: { password: { type: string, hidden: true, default: xyz } }
resources:
  many:
    type: OS::Heat::ResourceGroup
    ${more}
    properties:
      count: ${count}
      resource_def: { type: OS::Heat::TestResource, properties: { value: { get_param: password } } }
  row: { type: OS::Heat::ResourceChain, properties: { resources: [OS::Heat::None, OS::Heat::RandomString] } }
`;
  const stack = await api.calor.create(grouped(2), { name: "groups" });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const planned = async (body: Record<string, unknown>): Promise<Shown> => {
    const answer = await api.call("PUT", `/stacks/groups/${stack.id}/plan`, { body });
    // A short hidden value, written by the group into its members' template.
    expect(answer.text).not.toContain("xyz");
    return byName(answer.json["plan"]!);
  };
  const grown = await planned({ template: grouped(3) });
  expect(grown["row"]).toMatchObject({ action: "none" });
  expect(words(grown["many"]!.nested!)).toEqual({ 0: "none", 1: "none", 2: "create" });
  expect(words((await planned({ template: grouped(1) }))["many"]!.nested!)).toEqual({ 0: "none", 1: "delete" });
  const changed = await planned({ template: grouped(2), parameters: { password: "uvw" } });
  expect(words(changed["many"]!.nested!)).toEqual({ 0: "update", 1: "update" });
  const rolling = await planned({ template: grouped(3, "update_policy: { rolling_update: { min_in_service: 1 } }") });
  // Batches may have members that stand only meanwhile.
  expect(rolling["many"]).toMatchObject({ action: "update", nested: { resources: [], waits_for: [{ kind: "type" }] } });
});

test("hidden values are in no preview and no plan, wherever they have come to", async () => {
  await using scene = await startWeb();
  const body = { template: web("  more: { type: child.yaml, properties: { size: 3, key: { get_param: password } } }") };
  const parameters = { password: "secret-of-new" };
  const texts = await Promise.all(
    ["plan", "preview", "preview?show_nested=true"].map(
      async (path) =>
        (await scene.api.call("PUT", `${scene.address}/${path}`, { body: { ...body, files, parameters } })).text,
    ),
  );
  for (const path of ["plan", "preview"]) {
    const created = { ...body, files, parameters, stack_name: "other" };
    texts.push((await scene.api.call("POST", `/stacks/${path}`, { body: created })).text);
  }
  for (const text of texts) {
    expect(text).toContain("keys");
    expect(text).not.toMatch(/secret-of-old|secret-of-new|very-hidden/);
  }
});
