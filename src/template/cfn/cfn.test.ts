import { expect, test } from "vitest";
import { bindParameters } from "../parameters.ts";
import { readTemplate } from "../read.ts";
import { resolveOutput } from "../resolve.ts";
import { createScope } from "../scope.ts";
import type { Scope } from "../template.ts";
import { ResolveFailure } from "../template.ts";

const stack = { id: "some-id", name: "cfn", projectId: "project" };
const version = { AWSTemplateFormatVersion: "2010-09-09" };
const around = {
  Parameters: {
    p: { Type: "String", Default: "x" },
    l: { Type: "CommaDelimitedList", Default: "a,b" },
  },
  Mappings: { m: { k: { v: [1, { Ref: "p" }], w: "W" }, list: ["first"], x: { v: "by reference" } } },
  Conditions: {
    yes: true,
    no: { "Fn::Not": ["yes"] },
    same: { "Fn::Equals": [{ Ref: "p" }, { "Fn::FindInMap": ["m", "k", "w"] }] },
    both: { "Fn::And": ["yes", { "Fn::Or": ["no", true] }] },
  },
  Resources: { res: { Type: "T" } },
};

/** The value of an expression in an output, or the message that says why there is none. */
function outcome(value: unknown, more: Partial<Scope> = {}): unknown {
  const { value: template, diagnostics } = readTemplate({ ...version, ...around, Outputs: { o: { Value: value } } });
  if (template === undefined) return `refused: ${diagnostics[0]?.message}`;
  const scope = createScope({
    template,
    parameters: bindParameters(template, {}, {}, stack).value!,
    files: () => undefined,
    reference: (name) => `id of ${name}`,
    attribute: (name, attribute) => `${attribute} of ${name}`,
  });
  try {
    return resolveOutput(template.outputs.get("o")!, { ...scope, ...more });
  } catch (error) {
    if (error instanceof ResolveFailure) return `failed: ${error.diagnostic.message}`;
    throw error;
  }
}

const members = (...texts: string[]) => ({ "Fn::MemberListToMap": ["Name", "Value", texts] });

// What the real Heat gives, unless a comment says otherwise.
test.each<[unknown, unknown]>([
  [{ Ref: "p" }, "x"],
  [{ Ref: "l" }, ["a", "b"]],
  [{ Ref: "res" }, "id of res"],
  [{ Ref: "AWS::StackName" }, "cfn"],
  [{ Ref: "AWS::StackId" }, "arn:openstack:heat::project:stacks/cfn/some-id"],
  [{ Ref: "AWS::Region" }, "ap-southeast-1"],
  [{ "Fn::GetAtt": ["res", "a.b"] }, "a.b of res"],
  [{ "Fn::FindInMap": ["m", "k", "v"] }, [1, { Ref: "p" }]],
  [{ "Fn::FindInMap": ["m", { Ref: "p" }, "v"] }, "by reference"],
  [{ "Fn::FindInMap": ["m", "list", 0] }, "first"],
  [{ "Fn::Join": [",", ["a", null, "b"]] }, "a,,b"],
  [{ "Fn::Join": [",", null] }, ""],
  [{ "Fn::Join": ["-", { Ref: "l" }] }, "a-b"],
  [{ "Fn::Split": [",", "a,b,c"] }, ["a", "b", "c"]],
  [{ "Fn::Select": [1, ["a", "b"]] }, "b"],
  [{ "Fn::Select": ["1", ["a", "b"]] }, "b"],
  [{ "Fn::Select": [-1, ["a", "b"]] }, "b"],
  [{ "Fn::Select": [1.5, ["a", "b"]] }, "b"],
  [{ "Fn::Select": [true, ["a", "b"]] }, "b"],
  [{ "Fn::Select": [5, ["a", "b"]] }, ""],
  [{ "Fn::Select": [0, [null]] }, null],
  [{ "Fn::Select": ["k", { k: "v", l: 1 }] }, "v"],
  [{ "Fn::Select": ["z", { k: "v", l: 1 }] }, ""],
  [{ "Fn::Select": ["k", { k: null, l: 1 }] }, null],
  [{ "Fn::Select": ["k", '{"k": [1]}'] }, [1]],
  [{ "Fn::Select": ["0", "[1, 2]"] }, 1],
  [{ "Fn::Select": ["k", ""] }, ""],
  [{ "Fn::Select": ["k", null] }, ""],
  [{ "Fn::Replace": [{ $a: "1", $ab: 2, c: null, t: true }, "x $a $ab c t"] }, "x 1 2  True"],
  [{ "Fn::Base64": "abc" }, "abc"],
  [{ "Fn::GetAZs": { Ref: "AWS::Region" } }, ["nova"]],
  [
    members(".member.0.Name=key", ".member.0.Value=val", ".member.2.Name=k", ".member.2.Value=v=2"),
    { key: "val", k: "v=2" },
  ],
  [members(".member.0.Name=key", ".member.0.Other=x"), {}],
  [members("Name=key"), {}],
  [{ "Fn::If": ["yes", "y", "n"] }, "y"],
  [{ "Fn::If": ["no", "y", "n"] }, "n"],
  [{ "Fn::If": ["same", "y", "n"] }, "n"],
  [{ "Fn::If": ["both", "y", "n"] }, "y"],
  [{ "Fn::If": [{ "Fn::Equals": [{ Ref: "p" }, "x"] }, "y", { "Fn::Select": "wrong, but not chosen" }] }, "y"],
  // Plain data: not functions here.
  [{ "Fn::Equals": ["a", "a"] }, { "Fn::Equals": ["a", "a"] }],
  [{ "Fn::Sub": "a" }, { "Fn::Sub": "a" }],
  [{ get_param: "p" }, { get_param: "p" }],
  [{ if: ["yes", 1, 2] }, { if: ["yes", 1, 2] }],
])("%j is %j", (expression, value) => {
  expect(outcome(expression)).toEqual(value);
});

test.each<[unknown, string]>([
  [{ Ref: "unk" }, 'failed: Ref finds no resource and no parameter "unk"'],
  [{ Ref: "OS::stack_name" }, "failed: Ref finds no resource and no parameter"],
  [{ Ref: ["p"] }, "refused: Ref takes the name"],
  [{ "Fn::GetAtt": "res.a" }, "refused: Fn::GetAtt takes a list of two"],
  [{ "Fn::GetAtt": ["res", "a", "b"] }, "refused: Fn::GetAtt takes a list of two"],
  [{ "Fn::FindInMap": ["m", "k"] }, "refused: Fn::FindInMap takes a list of three"],
  [{ "Fn::FindInMap": ["m", "k", "no"] }, 'failed: Fn::FindInMap finds no "no"'],
  [{ "Fn::FindInMap": ["no", "k", "v"] }, 'failed: Fn::FindInMap finds no "no"'],
  [{ "Fn::Join": [",", ["a", 1]] }, "failed: Fn::Join joins text only"],
  [{ "Fn::Join": [",", ["a"], ["b"]] }, "refused: Fn::Join takes a list"],
  [{ "Fn::Join": [1, ["a"]] }, "failed: Fn::Join takes text as the delimiter"],
  [{ "Fn::Split": [{ Ref: "p" }, "axb"] }, "refused: Fn::Split takes literal text as its delimiter"],
  [{ "Fn::Split": ["", "abc"] }, "failed: Fn::Split takes literal text that is not empty"],
  [{ "Fn::Split": [",", null] }, "failed: Fn::Split takes text to split"],
  [{ "Fn::Select": ["x", ["a"]] }, "failed: Fn::Select takes a whole number"],
  [{ "Fn::Select": [1, { k: 1, l: 2 }] }, "failed: Fn::Select takes text as the key"],
  [{ "Fn::Select": ["k", "foo"] }, "failed: Fn::Select takes a list, a map or the JSON text"],
  [{ "Fn::Select": ["k", 5] }, "failed: Fn::Select takes a list or a map"],
  [{ "Fn::Select": [1] }, "refused: Fn::Select takes a list of two"],
  [{ "Fn::Replace": ["x $a", { $a: "1" }] }, "refused: Fn::Replace takes a map"],
  [{ "Fn::Replace": [{ $a: [1] }, "x $a"] }, "failed: Fn::Replace takes text or numbers"],
  [{ "Fn::Base64": 5 }, "failed: Fn::Base64 takes text"],
  [members("x"), "failed: Fn::MemberListToMap takes a list of texts like"],
  [{ "Fn::MemberListToMap": [1, "Value", []] }, "refused: Fn::MemberListToMap takes literal text"],
  [{ "Fn::ResourceFacade": "metadata" }, "refused: Fn::ResourceFacade takes one of Metadata"],
  [{ "Fn::ResourceFacade": "Metadata" }, "failed: Fn::ResourceFacade has no value"],
  [{ "Fn::If": ["yes", "y"] }, "refused: Fn::If takes a list of three"],
])("%j: %s", (expression, message) => {
  expect(outcome(expression)).toContain(message);
});

test("what the scope is given of zones and of the resource around it", () => {
  expect(outcome({ "Fn::GetAZs": "" }, { availabilityZones: () => ["a", "b"] })).toEqual(["a", "b"]);
  const facade: Scope["facade"] = (member) => `its ${member}`;
  expect(outcome({ "Fn::ResourceFacade": "DeletionPolicy" }, { facade })).toBe("its deletion_policy");
});

test.each<[object, string, readonly string[], string]>([
  [{ parameter_groups: [] }, "section", ["parameter_groups"], ""],
  [{ Resource: {} }, "section", ["Resource"], 'did you mean "Resources"?'],
  [{ Resources: { a: { type: "T" } } }, "structure", ["Resources", "a"], "add Type:"],
  [{ Resources: { a: { Type: "T", Properties: null } } }, "structure", ["Resources", "a", "Properties"], ""],
  [{ Resources: { a: { Type: "T", DependsOn: "x" } } }, "reference", ["Resources", "a", "DependsOn"], ""],
  [
    { Resources: { a: { Type: "T", DeletionPolicy: "retain" } } },
    "structure",
    ["Resources", "a", "DeletionPolicy"],
    "",
  ],
  [{ Parameters: { p: { Type: "String", Foo: 1 } } }, "parameter-schema", ["Parameters", "p", "Foo"], ""],
  [
    { Parameters: { p: { Type: "List<Number>" } } },
    "parameter-schema",
    ["Parameters", "p", "Type"],
    "known are: String",
  ],
  [{ Parameters: { p: { Type: "Number", MinLength: 1 } } }, "parameter-schema", ["Parameters", "p", "MinLength"], ""],
  [{ Parameters: { p: { Type: "Number", MinValue: "x" } } }, "parameter-schema", ["Parameters", "p", "MinValue"], ""],
  [{ Outputs: { o: { Description: "x" } } }, "structure", ["Outputs", "o"], ""],
  [{ Conditions: ["c"] }, "structure", ["Conditions"], ""],
  [{ Conditions: { c: { "Fn::Not": { "Fn::Equals": [1, 1] } } } }, "function", ["Conditions", "c", "Fn::Not"], ""],
  [
    { Conditions: { c: { "Fn::Equals": [{ "Fn::Join": ["", []] }, 1] } } },
    "function",
    ["Conditions", "c", "Fn::Equals", 0, "Fn::Join"] as never,
    "",
  ],
  [{ heat_template_version: "2013-05-23" }, "version", ["AWSTemplateFormatVersion"], ""],
  [{ AWSTemplateFormatVersion: "2010-09-10" }, "version", ["AWSTemplateFormatVersion"], "known are 2010-09-09"],
  [{ AWSTemplateFormatVersion: 20100909 }, "version", ["AWSTemplateFormatVersion"], ""],
])("%j is told as %s", (sections, code, path, hint) => {
  const { value, diagnostics } = readTemplate({ ...version, ...sections });
  expect(value).toBeUndefined();
  expect(diagnostics).toMatchObject([{ severity: "error", code, place: { path } }]);
  expect(diagnostics[0]?.hint ?? "").toContain(hint);
});

test("early CFN has no conditions; keys of resources and outputs that nobody knows do not count", () => {
  const early = { HeatTemplateFormatVersion: "2012-12-12" };
  expect(readTemplate({ ...early, Conditions: { c: true } }).diagnostics).toMatchObject([{ code: "section" }]);
  const { value, diagnostics } = readTemplate({
    ...early,
    Resources: { a: { Type: "T", Condition: "nowhere", CreationPolicy: {} } },
    Outputs: { o: { Value: 1, Export: { Name: "x" } } },
  });
  expect(diagnostics.map(({ severity, place }) => [severity, place.path.at(-1)])).toEqual([
    ["warning", "Condition"],
    ["warning", "CreationPolicy"],
    ["warning", "Export"],
  ]);
  expect(value?.resources.get("a")?.condition).toBeUndefined();
  const { value: last } = readTemplate({ ...early, Outputs: { o: { Value: { "Fn::If": [true, 1, 2] } } } });
  expect(last?.outputs.get("o")?.value.literal?.value).toEqual({ "Fn::If": [true, 1, 2] });
});

test.each([
  { ...version, Parameters: { p: { Type: "String", Default: null } } },
  { heat_template_version: "2018-08-31", parameters: { p: { type: "string", default: null } } },
])("an empty default is none: %j", (document) => {
  const { value: template } = readTemplate(document);
  expect(bindParameters(template!, {}, {}, stack).diagnostics).toMatchObject([{ code: "missing-parameter" }]);
});

test("a default that is to be text is what Python writes of a number", () => {
  const text = (type: string, given: string): string =>
    `heat_template_version: 2018-08-31\nparameters:\n  p: { type: ${type}, default: ${given} }\n`;
  const value = (type: string, given: string): unknown => {
    const { value: template } = readTemplate(text(type, given));
    return bindParameters(template!, {}, {}, stack).value?.value("p");
  };
  expect(value("string", "1.0")).toBe("1.0");
  expect(value("string", "1_0.0")).toBe("10.0");
  expect(value("string", "1")).toBe("1");
  expect(value("string", "2.50")).toBe("2.5");
  expect(value("number", "1.0")).toBe(1);
  expect(value("comma_delimited_list", "[1.0, 2, a]")).toEqual(["1.0", "2", "a"]);
});

test("HOT had CFN's functions at first, and says when each was removed", () => {
  const read = (hot: string, value: unknown) =>
    readTemplate({ heat_template_version: hot, resources: { r: { type: "T" } }, outputs: { o: { value } } });
  for (const value of [{ Ref: "r" }, { "Fn::Join": ["", []] }, { "Fn::Select": [0, [1]] }]) {
    expect(read("2013-05-23", value).value?.outputs.get("o")?.value.literal).toBeUndefined();
  }
  expect(read("2014-10-16", { Ref: "r" }).diagnostics[0]?.message).toContain("removed with 2014-10-16");
  expect(read("2014-10-16", { "Fn::Select": [0, [1]] }).diagnostics).toEqual([]);
  expect(read("2015-10-15", { "Fn::Select": [0, [1]] }).diagnostics[0]?.message).toContain("removed with 2015-10-15");
});
