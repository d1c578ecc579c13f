import { expect, test } from "vitest";
import type { CallRow } from "../../../test/function-table.ts";
import { asExpected, outcomeOfCall } from "../../../test/function-table.ts";

// What the real Heat gives in the version that is named, and in the newest.
test.each<CallRow>([
  ["2013-05-23", { get_param: "OS::stack_name" }, "shop"],
  ["2013-05-23", { get_param: ["map", "a", "0"] }, "b"],
  ["2013-05-23", { get_param: ["map", "a", -1] }, "b"],
  ["2013-05-23", { get_param: ["map", "a", true] }, ""],
  ["2013-05-23", { get_param: ["map", "a", "x"] }, ""],
  ["2013-05-23", { get_param: ["map", "a", 9] }, ""],
  ["2013-05-23", { get_param: ["map", "text", "1"] }, "b"],
  ["2013-05-23", { get_param: ["map", "none"] }, null],
  ["2013-05-23", { get_param: ["map", "none", "x"] }, ""],
  ["2013-05-23", { get_param: ["map", 5] }, ""],
  ["2013-05-23", { get_attr: ["r", "addresses", "net", 0, "addr"] }, "10.0.0.1"],
  ["2013-05-23", { get_attr: ["r", "addresses", "net", "0"] }, null],
  ["2013-05-23", { get_attr: ["r", "addresses", 1] }, null],
  ["2013-05-23", { get_attr: ["r", "addresses", "net", 1, "addr"] }, null],
  ["2013-05-23", { get_attr: ["r", "text", -1] }, "c"],
  ["2013-05-23", { get_attr: ["r", "nested", "b", "c"] }, null],
  ["2015-10-15", { get_attr: ["r"] }, { text: "abc" }],
  ["2015-10-15", { get_attr: "r" }, { text: "abc" }],
  ["2013-05-23", { get_file: "hello.txt" }, "hello"],
  ["2013-05-23", { get_file: null }, "failed: get_file takes text"],
  ["2013-05-23", { get_param: [] }, "failed: get_param has no"],
  ["2013-05-23", { get_param: 5 }, "failed: get_param takes text as the parameter's name, not 5"],
  ["2013-05-23", { get_resource: ["r"] }, "failed: get_resource takes text"],
  ["2013-05-23", { get_resource: { get_param: "OS::stack_name" } }, 'failed: "shop" is no resource of this template'],
  ["2013-05-23", { get_attr: [5, "text"] }, "refused: get_attr takes text as the resource's name"],

  ["2013-05-23", { resource_facade: "metadata" }, "failed: resource_facade has no value here"],
  ["2013-05-23", { resource_facade: "Metadata" }, "refused: resource_facade takes one of metadata"],
])("since %s %j is %j", (since, call, expected) => {
  expect(outcomeOfCall(call, since)).toEqual(asExpected(expected));
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

// What older versions make of it.
test.each<CallRow>([
  ["2015-04-30", { get_attr: ["r"] }, "refused: get_attr takes a list"],
  ["2015-04-30", { get_attr: "r" }, "refused: get_attr takes a list"],
  ["2014-10-16", { Ref: "list" }, "refused: Ref is no function of heat_template_version 2014-10-16"],
  ["2015-10-15", { "Fn::Select": [0, ["a"]] }, "refused: Fn::Select is no function"],
])("in %s %j is %j", (version, call, expected) => {
  expect(outcomeOfCall(call, version)).toEqual(asExpected(expected));
});
