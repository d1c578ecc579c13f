import { expect, test } from "vitest";
import type { ApiScene } from "../../../test/api-scene.ts";
import { startApi } from "../../../test/api-scene.ts";

const template = `
heat_template_version: 2018-08-31
description: a test
parameters:
  size: { type: number, default: 8 }
  word: { type: string, default: hidden, hidden: true }
resources:
  secret: { type: OS::Heat::RandomString, properties: { length: { get_param: size } } }
  copy: { type: OS::Heat::Value, properties: { value: { get_attr: [secret, value] } } }
outputs:
  text: { description: the text, value: { get_attr: [copy, value] } }
`;

async function create(api: ApiScene, name: string, more: Record<string, unknown> = {}) {
  const answer = await api.call("POST", "/stacks", { body: { stack_name: name, template, ...more } });
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining("links")]);
  return { id: String(answer.json["stack"]?.["id"]), answer };
}

test("a stack is created, found, shown and deleted as Heat's clients expect", async () => {
  await using api = await startApi();
  const { id, answer } = await create(api, "app", {
    environment: { parameters: { size: 9, word: "secret" }, parameter_defaults: { word: "secret" } },
    tags: "one,two",
    timeout_mins: "5",
  });
  const href = `http://calor.test:8004/v1/${api.project}/stacks/app/${id}`;
  expect(answer.json).toEqual({ stack: { id, links: [{ href, rel: "self" }] } });
  expect(answer.headers["location"]).toBe(href);
  expect(answer.headers["content-type"]).toBe("application/json");

  const lookup = await api.call("GET", "/stacks/app?resolve_outputs=False");
  expect([lookup.status, lookup.headers["location"]]).toEqual([302, `${href}?resolve_outputs=False`]);
  expect((await api.call("DELETE", `/stacks/${id}`)).headers["location"]).toBe(href);
  expect((await api.call("GET", "/stacks/app/events")).headers["location"]).toBe(`${href}/events`);
  expect((await api.call("GET", "/stacks/none")).status).toBe(404);
  const arn = `arn:openstack:heat::${api.project}:stacks/app/${id}`;
  expect((await api.call("GET", `/stacks/${arn}`)).headers["location"]).toBe(href);
  expect((await api.call("GET", `/stacks/${encodeURIComponent(arn)}`)).headers["location"]).toBe(href);

  await api.calor.run(new Promise<void>((resolve) => api.calor.clock.after(60_000, resolve)));
  const { stack } = (await api.call("GET", `/stacks/app/${id}`)).json;
  expect(stack).toMatchObject({
    id,
    links: [{ href, rel: "self" }],
    stack_name: "app",
    stack_status: "CREATE_COMPLETE",
    description: "a test",
    template_description: "a test",
    creation_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    updated_time: null,
    deletion_time: null,
    parameters: {
      size: "9",
      word: "******",
      "OS::stack_id": id,
      "OS::stack_name": "app",
      "OS::project_id": api.project,
    },
    outputs: [{ output_key: "text", description: "the text", output_value: expect.stringMatching(/^.{9}$/) }],
    capabilities: [],
    notification_topics: [],
    disable_rollback: true,
    timeout_mins: 5,
    stack_owner: "demo",
    parent: null,
    stack_user_project_id: null,
    tags: ["one", "two"],
  });
  expect((await api.call("GET", `/stacks/app/${id}?resolve_outputs=False`)).json["stack"]).not.toHaveProperty(
    "outputs",
  );
  expect((await api.call("GET", `/stacks/other/${id}`)).json["error"]).toMatchObject({ type: "EntityNotFound" });
  expect((await api.call("GET", `/stacks/app/${id}/outputs`)).json).toEqual({
    outputs: [{ output_key: "text", description: "the text" }],
  });
  expect((await api.call("GET", `/stacks/app/${id}/outputs/text`)).json["output"]).toHaveProperty("output_value");
  expect((await api.call("GET", `/stacks/app/${id}/outputs/none`)).status).toBe(404);
  expect((await api.call("GET", `/stacks/app/${id}/template`)).json).toMatchObject({ description: "a test" });
  expect((await api.call("GET", `/stacks/app/${id}/environment`)).json).toMatchObject({
    parameters: { size: 9, word: "******" },
    parameter_defaults: { word: "******" },
  });
  expect((await api.call("GET", `/stacks/app/${id}/files`)).json).toEqual({});

  expect((await create(api, "app2")).answer.status).toBe(201);
  const again = await api.call("POST", "/stacks", { body: { stack_name: "app", template } });
  expect([again.status, again.json["error"]?.["type"]]).toEqual([409, "StackExists"]);

  const deletion = await api.call("DELETE", `/stacks/app/${id}`);
  expect([deletion.status, deletion.text]).toEqual([204, ""]);
  await api.calor.run(new Promise<void>((resolve) => api.calor.clock.after(60_000, resolve)));
  const gone = (await api.call("GET", `/stacks/app/${id}`)).json["stack"];
  expect(gone).toMatchObject({ stack_status: "DELETE_COMPLETE", deletion_time: expect.any(String) });
  expect(gone).not.toHaveProperty("outputs");
  expect((await api.call("DELETE", `/stacks/app/${id}`)).status).toBe(404);
});

test("what is wrong with a template is said with its place, and nothing is made", async () => {
  await using api = await startApi();
  const broken = template.replace("OS::Heat::Value,", "OS::Heat::Valu,");
  const answer = await api.call("POST", "/stacks", { body: { stack_name: "bad", template: broken } });
  expect(answer.status).toBe(400);
  const { error, explanation, title } = answer.json;
  expect([title, error?.["type"]]).toEqual(["Bad Request", "StackValidationFailed"]);
  expect(error?.["message"]).toContain("resources.copy");
  expect(explanation).toBe(error?.["message"]);
  for (const body of [
    { template },
    { stack_name: "s" },
    { stack_name: "s", template, timeout_mins: -1 },
    { stack_name: "s", template, disable_rollback: "perhaps" },
    { stack_name: "s", template, converge: true },
    { stack_name: "s", template_url: "http://elsewhere.test/t.yaml" },
    { stack_name: "s", template, files: [] },
    { stack_name: "1s", template },
  ]) {
    expect((await api.call("POST", "/stacks", { body })).status).toBe(400);
  }
  expect((await api.call("GET", "/stacks")).json).toEqual({ stacks: [] });
});

test("PUT says all anew, PATCH keeps what it does not say", async () => {
  await using api = await startApi();
  const { id } = await create(api, "app", { parameters: { size: 9 }, tags: "one" });
  expect(await settleNamed(api, id)).toBe("CREATE_COMPLETE");
  const patched = await api.call("PATCH", `/stacks/app/${id}`, { body: { parameters: { word: "w" } } });
  expect([patched.status, patched.json["title"]]).toEqual([202, "Accepted"]);
  expect(await settleNamed(api, id)).toBe("UPDATE_COMPLETE");
  const kept = (await api.call("GET", `/stacks/app/${id}`)).json["stack"];
  expect(kept).toMatchObject({ parameters: { size: "9" }, tags: ["one"], updated_time: expect.any(String) });
  expect((await api.call("PUT", `/stacks/app/${id}`, { body: { template } })).status).toBe(202);
  expect(await settleNamed(api, id)).toBe("UPDATE_COMPLETE");
  const replaced = (await api.call("GET", `/stacks/app/${id}`)).json["stack"];
  expect(replaced).toMatchObject({ parameters: { size: "8" }, tags: null });
  expect((await api.call("PUT", `/stacks/app/${id}`, { body: { parameters: {} } })).status).toBe(400);
});

async function settleNamed(api: ApiScene, id: string) {
  await api.calor.run(new Promise<void>((resolve) => api.calor.clock.after(60_000, resolve)));
  return String((await api.call("GET", `/stacks/app/${id}`)).json["stack"]?.["stack_status"]);
}

function names(answer: { json: { readonly [key: string]: unknown } }) {
  return (answer.json["stacks"] as { stack_name: string }[]).map((stack) => stack.stack_name);
}

test("lists are filtered, sorted and paged", async () => {
  await using api = await startApi();
  for (const [index, name] of ["b", "a", "c"].entries()) {
    await create(api, name, { tags: index === 0 ? "odd" : "odd,even" });
    await api.calor.run(new Promise<void>((resolve) => api.calor.clock.after(2000, resolve)));
  }
  await create(api, "h", { tags: "data-processing-cluster" });
  const list = async (query: string) => names(await api.call("GET", `/stacks?${query}`));
  expect(await list("")).toEqual(["c", "a", "b"]);
  expect(await list("show_hidden=True")).toContain("h");
  expect(await list("sort_keys=stack_name")).toEqual(["a", "b", "c"]);
  expect(await list("sort_keys=stack_name&sort_dir=desc&sort_keys=nonsense")).toEqual(["c", "b", "a"]);
  expect(await list("name=a&name=b")).toEqual(["a", "b"]);
  expect(await list("tags=odd,even")).toEqual(["c", "a"]);
  expect(await list("not_tags=odd,even")).toEqual(["b"]);
  expect(await list("not_tags_any=even")).toEqual(["b"]);
  expect(await list("status=FAILED")).toEqual([]);
  expect(await list("status=CREATE_COMPLETE&name=b")).toEqual(["b"]);
  expect(await list("action=DELETE")).toEqual([]);
  expect(await list("stack_owner=demo&limit=2")).toEqual(["c", "a"]);
  expect(await list("username=nobody")).toEqual([]);
  expect(await list("unknown=1&tenant=elsewhere")).toEqual([]);
  expect(names(await api.call("GET", "/stacks/detail?limit=1"))).toEqual(["c", "a", "b"]);

  const first = await api.call("GET", "/stacks?limit=2&with_count=True");
  expect(names(first)).toEqual(["c", "a"]);
  expect(first.json["count"]).toBe(3);
  const next = String(first.json["links"]?.[0]?.["href"]);
  expect(next).toContain("limit=2");
  const second = await api.call("GET", `/${new URL(next).pathname}${new URL(next).search}`);
  expect(names(second)).toEqual(["b"]);
  expect(second.json).not.toHaveProperty("links");
  expect(Object.keys(second.json["stacks"]?.[0] ?? {})).toEqual([
    "id",
    "links",
    "stack_name",
    "description",
    "stack_status",
    "stack_status_reason",
    "creation_time",
    "updated_time",
    "deletion_time",
    "stack_owner",
    "parent",
    "stack_user_project_id",
    "tags",
  ]);
});
