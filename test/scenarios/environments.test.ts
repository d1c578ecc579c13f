import { expect, test } from "vitest";
import { startApi } from "../api-scene.ts";

const template = `
heat_template_version: 2018-08-31
parameters:
  words: { type: comma_delimited_list }
  size: { type: number, default: 1 }
resources:
  v: { type: My::Value, properties: { value: { get_param: words } } }
outputs:
  all: { value: { get_attr: [v, value] } }
  size: { value: { get_param: size } }
`;

const files = {
  "one.yaml":
    "parameters: { words: [a] }\nparameter_merge_strategies: { words: merge }\nresource_registry: { 'My::*': X::Value }",
  "two.yaml":
    "parameters: { words: 'b,c' }\nparameter_defaults: { size: 7 }\nresource_registry: { X::Value: OS::Heat::Value }",
};

test("environment files are merged in order over the request's parameters; what comes of it is stored and shown", async () => {
  await using api = await startApi();
  const body = {
    stack_name: "merged",
    template,
    files,
    environment_files: Object.keys(files),
    parameters: { size: 3 },
  };
  const made = await api.call("POST", "/stacks", { body });
  expect(made.status).toBe(201);
  const id = String(made.json["stack"]?.["id"]);
  await api.calor.clock.advance(10_000);
  const stack = await api.call("GET", `/stacks/merged/${id}`);
  const outputs = stack.json["stack"]?.["outputs"] as unknown as { output_key: string; output_value: unknown }[];
  expect(Object.fromEntries(outputs.map((each) => [each.output_key, each.output_value]))).toEqual({
    all: ["a", "b", "c"],
    size: 3,
  });
  expect((await api.call("GET", `/stacks/merged/${id}/environment`)).json).toMatchObject({
    parameters: { words: ["a", "b", "c"], size: 3 },
    parameter_defaults: { size: 7 },
    resource_registry: { "My::*": "X::Value", "X::Value": "OS::Heat::Value" },
  });
});

const registry = (entry: object): object => ({ resource_registry: { resources: { v: entry } } });

test.for([
  [{ environment: { paramters: {} } }, "HTTPBadRequest", /"paramters" is no section .*did you mean "parameters"/],
  [{ environment: { parameters: null } }, "HTTPBadRequest", /the section parameters must be a map, not empty/],
  [{ environment: registry({ hooks: "pre-craete" }) }, "InvalidBreakPointHook", /did you mean "pre-create"/],
  [
    { environment: registry({ restricted_actions: "delete" }) },
    "InvalidRestrictedAction",
    /known are: update, replace/,
  ],
  [{ environment: { event_sinks: [{ type: "mail" }] } }, "HTTPBadRequest", /has the type zaqar-queue/],
  [
    { environment_files: ["two.yaml", "one.yaml"] },
    "ConflictingMergeStrategyForParam",
    /"words" has two merge strategies: overwrite and merge/,
  ],
  [{ environment_files: ["three.yaml"] }, "StackValidationFailed", /"three\.yaml" is not among "files"/],
] as const)("%j is refused as %s", async ([more, type, says]) => {
  await using api = await startApi();
  const { status, json } = await api.call("POST", "/stacks", { body: { stack_name: "bad", template, files, ...more } });
  expect([status, json["error"]?.["type"]]).toEqual([400, type]);
  expect(json["error"]?.["message"]).toMatch(says);
});
