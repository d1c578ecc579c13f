import { expect, test } from "vitest";
import { startApi } from "../../../test/api-scene.ts";

test("a template is generated from a type's declaration, in CFN unless HOT is asked for", async () => {
  await using api = await startApi();
  const path = "/resource_types/OS::Heat::RandomString/template";
  const hot = await api.call("GET", `${path}?template_type=HOT`);
  expect(hot.json).toMatchObject({
    heat_template_version: "2016-10-14",
    description: "Initial template of RandomString",
    parameters: {
      length: { type: "number", default: 32, constraints: [{ range: { min: 1, max: 512 } }] },
      character_classes: { type: "comma_delimited_list" },
      salt: { type: "string" },
    },
    resources: { RandomString: { type: "OS::Heat::RandomString", properties: { salt: { get_param: "salt" } } } },
  });
  expect(hot.json["outputs"]).toMatchObject({
    value: { value: { get_attr: ["RandomString", "value"] } },
    show: { value: { get_attr: ["RandomString", "show"] } },
    "OS::stack_id": { value: { get_resource: "RandomString" } },
  });
  expect((await api.call("GET", path)).json).toMatchObject({
    HeatTemplateFormatVersion: "2012-12-12",
    Parameters: { length: { Type: "Number", Default: 32, MinValue: 1, MaxValue: 512 }, salt: { Type: "String" } },
    Resources: {
      RandomString: {
        Type: "OS::Heat::RandomString",
        Properties: {
          salt: { Ref: "salt" },
          character_classes: { "Fn::Split": [",", { Ref: "character_classes" }] },
        },
      },
    },
    Outputs: { "OS::stack_id": { Value: { Ref: "RandomString" } } },
  });
  const net = await api.call("GET", "/resource_types/OS::Neutron::Net/template");
  expect(net.json["Parameters"]?.["shared"]).toMatchObject({
    Type: "Boolean",
    Default: false,
    AllowedValues: ["True", "true", "False", "false"],
  });
  expect((await api.call("GET", `${path}?template_type=yaml`)).status).toBe(400);
  expect((await api.call("GET", "/resource_types/OS::Nope/template")).status).toBe(404);
  expect((await api.call("GET", path, { token: "guest" })).status).toBe(403);
});

test("the parameters that are generated of any type are valid, in both languages", async () => {
  await using api = await startApi();
  const refused: string[] = [];
  const types = (await api.call("GET", "/resource_types")).json["resource_types"] as unknown as readonly string[];
  expect(types).toContain("OS::Nova::Server");
  for (const type of types) {
    for (const language of ["hot", "cfn"]) {
      const template = (await api.call("GET", `/resource_types/${type}/template?template_type=${language}`)).json;
      // As Heat's: a resource that is given all its properties at once is only where to begin.
      const { resources: _r, Resources: _R, outputs: _o, Outputs: _O, ...alone } = template;
      const answer = await api.call("POST", "/validate", { body: { template: alone } });
      if (answer.status !== 200) refused.push(`${type} ${language}: ${String(answer.json["error"]?.["message"])}`);
    }
  }
  expect(refused).toEqual([]);
});
