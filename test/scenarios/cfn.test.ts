import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Http, HttpRequest } from "#lib/ports.ts";
import { startApi } from "../api-scene.ts";

const template = {
  AWSTemplateFormatVersion: "2010-09-09",
  Description: "A network for each stage.",
  Mappings: { Stages: { test: { prefix: "192.168", tags: ["a", "b"] }, live: { prefix: "10.0", tags: [] } } },
  Parameters: {
    Stage: { Type: "String", Default: "test", AllowedValues: ["test", "live"] },
    Secret: { Type: "String", NoEcho: "true", MinLength: "3" },
  },
  Conditions: { Live: { "Fn::Equals": [{ Ref: "Stage" }, "live"] }, Trying: { "Fn::Not": ["Live"] } },
  Resources: {
    Net: {
      Type: "OS::Neutron::Net",
      Note: "Heat ignores keys it does not know.",
      Properties: { name: { "Fn::Join": ["-", [{ Ref: "AWS::StackName" }, { Ref: "Stage" }]] } },
    },
    Subnet: {
      Type: "OS::Neutron::Subnet",
      DependsOn: ["First"],
      Properties: {
        network: { Ref: "Net" },
        cidr: {
          "Fn::Join": [".", [{ "Fn::FindInMap": ["Stages", { Ref: "Stage" }, "prefix"] }, "1.0/24"]],
        },
      },
    },
    First: { Type: "OS::Heat::Value", Condition: "Trying", Properties: { value: { Ref: "Secret" } } },
  },
  Outputs: {
    Name: { Description: "Its name", Value: { "Fn::GetAtt": ["Net", "name"] } },
    Second: { Value: { "Fn::Select": ["1", { "Fn::FindInMap": ["Stages", "test", "tags"] }] } },
    Only: { Condition: "Live", Value: "live" },
    Here: { Value: { Ref: "AWS::Region" } },
  },
};

test("a CFN template is validated, made, shown, updated and deleted over the API", async () => {
  await using api = await startApi();
  const validated = await api.call("POST", "/validate", { body: { template } });
  expect(validated.json).toMatchObject({
    Description: "A network for each stage.",
    Parameters: {
      Stage: { Type: "String", Default: "test", AllowedValues: ["test", "live"], NoEcho: "false", Label: "Stage" },
      Secret: { Type: "String", NoEcho: "true", MinLength: 3 },
    },
  });
  const parameters = { Secret: "hush" };
  const created = await api.call("POST", "/stacks", { body: { stack_name: "cfn", template, parameters } });
  expect(created.status).toBe(201);
  const at = new URL(created.headers["location"] ?? "").pathname;
  const settled = async () => {
    for (let waits = 0; waits < 100; waits += 1) {
      const { stack } = (await api.call("GET", `/${at}`)).json;
      if (!String(stack?.["stack_status"]).endsWith("IN_PROGRESS")) return stack;
      await api.calor.clock.advance(1000);
    }
    return undefined;
  };
  expect(await settled()).toMatchObject({
    stack_status: "CREATE_COMPLETE",
    template_description: "A network for each stage.",
    parameters: {
      "AWS::Region": "ap-southeast-1",
      "AWS::StackName": "cfn",
      "AWS::StackId": expect.stringMatching(/^arn:openstack:heat::.*:stacks\/cfn\/[-0-9a-f]{36}$/),
      Stage: "test",
      Secret: "******",
    },
    outputs: expect.arrayContaining([
      expect.objectContaining({ output_key: "Name", output_value: "cfn-test", description: "Its name" }),
      expect.objectContaining({ output_key: "Second", output_value: "b" }),
      expect.objectContaining({ output_key: "Only", output_value: null }),
      expect.objectContaining({ output_key: "Here", output_value: "ap-southeast-1" }),
    ]),
  });
  expect((await api.call("GET", `/${at}/template`)).json).toEqual(template);
  const changed = { ...template, Parameters: { ...template.Parameters, Stage: { Type: "String", Default: "live" } } };
  expect((await api.call("PUT", `/${at}`, { body: { template: changed, parameters } })).status).toBe(202);
  expect(await settled()).toMatchObject({
    stack_status: "UPDATE_COMPLETE",
    outputs: expect.arrayContaining([expect.objectContaining({ output_key: "Name", output_value: "cfn-live" })]),
  });
  const { resources } = (await api.call("GET", `/${at}/resources`)).json;
  expect((resources as unknown as { resource_name: string }[]).map((each) => each.resource_name).toSorted()).toEqual([
    "Net",
    "Subnet",
  ]);
  expect((await api.call("DELETE", `/${at}`)).status).toBe(204);
  expect(await settled()).toMatchObject({ stack_status: "DELETE_COMPLETE" });
});

test("validation answers with a parameter's constraints as Heat does", async () => {
  await using api = await startApi();
  const bounded = {
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: {
      Text: {
        Type: "String",
        Default: null,
        MinLength: "1",
        AllowedPattern: "x+",
        ConstraintDescription: "Of x only.",
      },
      Size: { Type: "Number", Default: "3", MinValue: "1.5", MaxValue: 5, Label: "L" },
      Names: { Type: "CommaDelimitedList", Default: ["a"] },
    },
  };
  const plain = { Description: "", NoEcho: "false" };
  const cfn = (await api.call("POST", "/validate", { body: { template: bounded } })).json;
  expect(cfn["Parameters"]).toEqual({
    Text: {
      ...plain,
      Type: "String",
      Label: "Text",
      MinLength: 1,
      AllowedPattern: "x+",
      ConstraintDescription: "Of x only. Of x only.",
    },
    Size: { ...plain, Type: "Number", Label: "L", Default: "3", MinValue: 1.5, MaxValue: 5 },
    Names: { ...plain, Type: "CommaDelimitedList", Label: "Names", Default: ["a"] },
  });
  const odd = { type: "number", constraints: [{ modulo: { step: 2, offset: 1 }, description: "odd" }] };
  const hot = { heat_template_version: "2018-08-31", parameters: { odd } };
  expect((await api.call("POST", "/validate", { body: { template: hot } })).json["Parameters"]).toEqual({
    odd: { ...plain, Type: "Number", Label: "odd", Step: 2, Offset: 1, ConstraintDescription: "odd" },
  });
});

test("what is wrong in a CFN template is told by CFN's names", async () => {
  await using api = await startApi();
  const wrong = (resource: object) => ({ ...template, Resources: { Net: resource }, Outputs: {} });
  const parameters = { Secret: "hush" };
  const refused = async (resource: object): Promise<string> => {
    const body = { stack_name: "cfn", template: wrong(resource), parameters };
    const { status, json } = await api.call("POST", "/stacks", { body });
    expect(status).toBe(400);
    return String(json["error"]?.["message"]);
  };
  const type = { Type: "OS::Neutron::Net" };
  expect(await refused({ ...type, Properties: { nam: "x" } })).toMatch(
    /^Resources\.Net\.Properties.*did you mean "name"/,
  );
  expect(await refused({ ...type, Properties: { admin_state_up: "x" } })).toMatch(
    /^Resources\.Net\.Properties\.admin_state_up expects/,
  );
  expect(await refused({ Type: "OS::Neutron::Nett" })).toMatch(/^Resources\.Net.*did you mean "OS::Neutron::Net"/);
  expect(await refused({ ...type, Properties: { name: { Ref: "Stag" } } })).toMatch(
    /^Resources\.Net\.Properties\.name.*did you mean "Stage"/,
  );
});

test("a CFN template nested in a HOT one; its members can be read", async () => {
  await using api = await startApi();
  const inner = {
    HeatTemplateFormatVersion: "2012-12-12",
    Parameters: { Text: { Type: "String" } },
    Resources: { Held: { Type: "OS::Heat::Value", Properties: { value: { Ref: "Text" } } } },
    Outputs: { Text: { Value: { "Fn::GetAtt": ["Held", "value"] } } },
  };
  const outer = {
    heat_template_version: "2018-08-31",
    resources: { inner: { type: "inner.template", properties: { Text: "said" } } },
    outputs: {
      text: { value: { get_attr: ["inner", "Text"] } },
      held: { value: { get_attr: ["inner", "resource.Held", "value"] } },
    },
  };
  const stack = await api.calor.create(JSON.stringify(outer), { files: { "inner.template": JSON.stringify(inner) } });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect([await stack.output("text"), await stack.output("held")]).toEqual(["said", "said"]);
});

test("Fn::GetAZs gives the zones of the cloud, nested too", async () => {
  const body = JSON.stringify({ availabilityZoneInfo: [{ zoneName: "east" }, { zoneName: "west" }] });
  const zones = { status: 200, headers: { "content-type": "application/json" }, body };
  const wrap = (http: Http) => (request: HttpRequest) =>
    request.url.includes("os-availability-zone") ? Promise.resolve(zones) : http(request);
  await using api = await startApi({ wrap });
  const call = { "Fn::GetAZs": "" };
  const cfn = { AWSTemplateFormatVersion: "2010-09-09" };
  const inner = {
    ...cfn,
    Resources: { V: { Type: "OS::Heat::Value", Properties: { value: { "Fn::Select": [0, call] } } } },
    Outputs: { First: { Value: { "Fn::GetAtt": ["V", "value"] } } },
  };
  const outer = {
    ...cfn,
    Resources: { Inner: { Type: "inner.template" } },
    Outputs: { First: { Value: { "Fn::GetAtt": ["Inner", "First"] } }, All: { Value: call } },
  };
  const files = { "inner.template": JSON.stringify(inner) };
  const stack = await api.calor.create(JSON.stringify(outer), { files });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect([await stack.output("First"), await stack.output("All")]).toEqual(["east", ["east", "west"]]);
});

test("the example is made, with what its conditions choose", async () => {
  await using api = await startApi();
  const example = readFileSync(new URL("../../examples/cloudformation.json", import.meta.url), "utf8");
  const stack = await api.calor.create(example, { parameters: { Stage: "live" } });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect([await stack.output("Cidr"), await stack.output("FirstServer")]).toEqual(["10.90.0.0/24", "10.90.0.1"]);
  const subnets = api.calor.cloud.objects<{ id: string; cidr: string }>("neutron.subnets");
  expect(subnets.map(({ cidr }) => cidr)).toContain("10.91.0.0/24");
});

test("the formats and their functions are listed", async () => {
  await using api = await startApi();
  const { template_versions: versions } = (await api.call("GET", "/template_versions")).json;
  expect(versions).toEqual(
    expect.arrayContaining([
      { version: "HeatTemplateFormatVersion.2012-12-12", type: "cfn", aliases: [] },
      { version: "AWSTemplateFormatVersion.2010-09-09", type: "cfn", aliases: [] },
      { version: "heat_template_version.2021-04-16", type: "hot", aliases: ["heat_template_version.wallaby"] },
    ]),
  );
  const path = "/template_versions/AWSTemplateFormatVersion.2010-09-09/functions?with_condition_func=true";
  const { template_functions: functions } = (await api.call("GET", path)).json;
  expect((functions as unknown as { functions: string }[]).map((each) => each.functions).toSorted()).toEqual(
    "Fn::And,Fn::Base64,Fn::Equals,Fn::FindInMap,Fn::GetAZs,Fn::GetAtt,Fn::If,Fn::Join,Fn::MemberListToMap,Fn::Not,Fn::Or,Fn::Replace,Fn::ResourceFacade,Fn::Select,Fn::Split,Ref".split(
      ",",
    ),
  );
});
