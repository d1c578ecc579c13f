import { expect, test } from "vitest";
import { startApi } from "../api-scene.ts";
import { files, startWeb, web } from "../plan-scene.ts";

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
