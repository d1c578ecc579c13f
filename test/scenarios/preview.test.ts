import { expect, test } from "vitest";
import type { JsonAnswer } from "../api-scene.ts";
import { startApi } from "../api-scene.ts";

const child = `
heat_template_version: 2018-08-31
parameters:
  size: { type: number }
  key: { type: string, hidden: true, default: very-hidden }
resources:
  inner: { type: OS::Heat::TestResource, properties: { value: { get_param: key }, action_wait_secs: { create: { get_param: size } } } }
outputs:
  text: { value: { get_attr: [inner, output] } }
`;
const files = { "child.yaml": child };
const web = (more = "") => `
heat_template_version: 2018-08-31
parameters:
  image: { type: string, default: one }
  size: { type: number, default: 1 }
  password: { type: string, hidden: true, default: secret-of-old }
resources:
  base: { type: OS::Heat::TestResource, properties: { value: { get_param: image }, update_replace_value: { get_param: image } } }
  next: { type: OS::Heat::RandomString, properties: { length: { get_param: size }, salt: { get_attr: [base, output] } } }
  keys: { type: OS::Heat::TestResource, properties: { value: { get_param: password } } }
  part: { type: child.yaml, properties: { size: { get_param: size } } }
  user: { type: OS::Heat::TestResource, properties: { value: { get_attr: [part, text] } } }
${more}
`;

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

async function startWeb() {
  const api = await startApi();
  const stack = await api.calor.create(web(), { files });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const address = `/stacks/${stack.name}/${stack.id}`;
  const planned = async (body: Record<string, unknown>, method = "PUT"): Promise<JsonAnswer> => {
    const answer = await api.call(method, `${address}/plan`, { body: { template: web(), files, ...body } });
    expect(answer).toMatchObject({ status: 200 });
    return answer.json["plan"]!;
  };
  return { api, stack, address, planned, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

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
  const conditional = `${child}
conditions: { large: { equals: [{ get_param: size }, 3] } }
`.replace("{ type: OS::Heat::TestResource,", "{ type: OS::Heat::TestResource, condition: large,");
  const body = { stack_name: "new", template, files: { "child.yaml": conditional } };
  const unknown = byName((await api.call("POST", "/stacks/plan", { body })).json["plan"]!);
  expect(unknown["part"]?.nested).toMatchObject({
    resources: [],
    waits_for: [{ kind: "unknown_parameter", parameter: "size" }],
  });
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

test("Heat's preview of an update: five lists, those of nested stacks when asked for", async () => {
  await using scene = await startWeb();
  const lists = async (body: Record<string, unknown>, query = "", method = "PUT") => {
    const answer = await scene.api.call(method, `${scene.address}/preview${query}`, { body });
    expect(answer).toMatchObject({ status: 200 });
    const changes = answer.json["resource_changes"] as unknown as Record<string, Record<string, unknown>[]>;
    const named = Object.entries(changes).map(([list, resources]) => [
      list,
      resources.map((each) => [each["parent_resource"], each["resource_name"]].filter(Boolean).join("/")).sort(),
    ]);
    return { changes, named: Object.fromEntries(named) as Record<string, string[]> };
  };
  const same = await lists({ template: web(), files }, "?show_nested=True");
  expect(same.named).toEqual({
    unchanged: ["base", "keys", "next", "part/inner", "user"],
    // As Heat: a nested stack is always updated along.
    updated: ["part"],
    replaced: [],
    added: [],
    deleted: [],
  });
  const more = "  more: { type: child.yaml, properties: { size: 3 } }";
  const template = web(more).replace(/ {2}user: .*\n/, "");
  const { changes, named } = await lists({ template, files, parameters: { image: "two" } }, "?show_nested=true");
  expect(named).toMatchObject({ added: ["more", "more/inner"], deleted: ["user"], replaced: ["base", "next"] });
  expect((await lists({ template, files })).named["added"]).toEqual(["more"]);
  const { project, calor } = scene.api;
  const identity = { tenant: project, stack_name: "test", stack_id: scene.stack.id };
  expect(changes["updated"]?.find((each) => each["resource_name"] === "part")).toEqual({
    updated_time: expect.stringMatching(/Z$/) as string,
    creation_time: expect.stringMatching(/Z$/) as string,
    resource_name: "part",
    physical_resource_id: await scene.stack.physicalId("part"),
    resource_action: "CREATE",
    resource_status: "COMPLETE",
    resource_status_reason: "CREATE complete",
    resource_type: "child.yaml",
    resource_identity: { ...identity, path: "/resources/part" },
    stack_identity: { ...identity, path: "" },
    stack_name: "test",
    required_by: [],
    nested_stack_id: expect.objectContaining({ stack_id: await scene.stack.physicalId("part") }) as unknown,
    description: "",
    metadata: {},
    attributes: { text: "******" },
  });
  expect(changes["added"]?.[0]).toMatchObject({
    resource_action: "INIT",
    physical_resource_id: "",
    creation_time: null,
  });
  const patch = await lists({ parameters: { size: 2 } }, "", "PATCH");
  expect(patch.named).toMatchObject({ updated: ["part", "user"], replaced: ["next"] });
  expect(calor.journal.dump().operations.size).toBe(0);
});

test("Heat's preview of a creation: the stack with its resources, nested ones as lists; nothing is written or called", async () => {
  let calls = 0;
  await using api = await startApi({
    wrap: (http) => (request) => {
      calls += 1;
      return http(request);
    },
  });
  const before = calls;
  const body = { stack_name: "new", template: web(), files, tags: "a,b", timeout_mins: 5 };
  const answer = await api.call("POST", "/stacks/preview", { body });
  expect(answer).toMatchObject({ status: 200 });
  const { stack } = answer.json;
  expect(stack).toMatchObject({
    stack_name: "new",
    id: "None",
    updated_time: null,
    parameters: { "OS::stack_id": "None", "OS::stack_name": "new", image: "one", password: "******" },
    tags: ["a", "b"],
    timeout_mins: 5,
    disable_rollback: true,
  });
  expect(stack).not.toHaveProperty("stack_status");
  const resources = stack!["resources"] as unknown as unknown[];
  expect(resources).toHaveLength(5);
  expect(resources.find((each) => Array.isArray(each))).toMatchObject([
    { resource_name: "inner", parent_resource: "part", stack_name: "new-part", properties: { value: "******" } },
  ]);
  expect(calls).toBe(before);
  expect(await api.calor.run(api.calor.engine.listStacks(api.calor.caller, {}))).toEqual([]);
});

test("a preview refuses what the command refuses", async () => {
  await using scene = await startWeb();
  const refusal = async (method: string, path: string, body: unknown, token = "member") => {
    const { status, json } = await scene.api.call(method, path, { body, token });
    return [status, json["error"]?.["type"]];
  };
  const wrong = { template: web("  bad: { type: OS::Heat::Nothing }"), files };
  expect(await refusal("PUT", `${scene.address}/preview`, wrong)).toEqual([400, "StackValidationFailed"]);
  expect(await refusal("POST", "/stacks/preview", { ...wrong, stack_name: "other" })).toEqual([
    400,
    "StackValidationFailed",
  ]);
  expect(await refusal("POST", "/stacks/preview", { stack_name: "test", template: web(), files })).toEqual([
    409,
    "StackExists",
  ]);
  expect(await refusal("PUT", "/stacks/none/1/preview", { template: web(), files })).toEqual([404, "EntityNotFound"]);
  expect(await refusal("PUT", `${scene.address}/plan`, { template: web(), files }, "guest")).toEqual([
    403,
    "Forbidden",
  ]);
});
