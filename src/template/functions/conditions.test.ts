import { expect, test } from "vitest";
import type { CallRow } from "../../../test/function-table.ts";
import { asExpected, outcomeOfCall } from "../../../test/function-table.ts";

const choose = (condition: unknown): unknown => ({ if: [condition, "yes", "no"] });

// What the real Heat gives in the version that is named, and in the newest.
test.each<CallRow>([
  ["2016-10-14", choose({ equals: [1, true] }), "yes"],
  ["2016-10-14", choose({ equals: ["1", 1] }), "no"],
  ["2016-10-14", choose({ equals: [{ a: [1, true] }, { a: [true, 1] }] }), "yes"],
  ["2016-10-14", choose({ get_param: "yes" }), "yes"],
  ["2016-10-14", choose({ get_param: "condition" }), "yes"],
  ["2016-10-14", choose({ not: "true_one" }), "no"],
  ["2016-10-14", choose({ and: ["true_one", { or: ["false_one", true] }] }), "yes"],
  ["2016-10-14", choose({ not: [true] }), "failed: not takes a condition"],
  ["2016-10-14", choose({ not: null }), "refused: not takes a condition"],
  ["2016-10-14", choose({ and: [true] }), "refused: and takes a list of at least two"],
  ["2016-10-14", choose({ equals: [1, 1, 1] }), "refused: equals takes a list of two"],
  [
    "2016-10-14",
    choose({ equals: [{ list_join: ["", ["a"]] }, "a"] }),
    "refused: list_join cannot be used in a condition",
  ],
  [
    "2016-10-14",
    choose({ equals: [{ get_resource: "r" }, "a"] }),
    "refused: get_resource cannot be used in a condition",
  ],
  ["2016-10-14", choose({ if: [true, true, false] }), "refused: if cannot be used in a condition"],
  ["2016-10-14", choose(null), "yes"],
  ["2016-10-14", choose("unknown"), 'failed: there is no condition "unknown"'],
  ["2016-10-14", choose(1), "failed: if takes a condition"],
  ["2016-10-14", { equals: [1, 1] }, { equals: [1, 1] }],
  ["2016-10-14", { if: ["false_one", { list_join: "mistake" }, { get_resource: "r" }] }, "id of r"],
  ["2017-09-01", choose({ contains: ["a", ["a", "b"]] }), "yes"],
  ["2021-04-16", ["a", { if: [false, "b"] }, { x: { if: [false, 1] } }], ["a", {}]],
  ["2021-04-16", { if: [false, 1] }, null],
  ["2021-04-16", { str_split: [",", "a,b", { if: [false, 1] }] }, ["a", "b"]],
  ["2021-04-16", { map_merge: [{ a: 1 }, { if: [false, { b: 1 }] }] }, { a: 1 }],
  ["2021-04-16", { list_join: [",", ["a", { if: [false, "b"] }], { if: [false, ["c"]] }] }, "a"],
  ["2021-04-16", { if: [true, { if: [false, 1] }, 2] }, null],
])("since %s %j is %j", (since, call, expected) => {
  expect(outcomeOfCall(call, since)).toEqual(asExpected(expected));
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

// What older versions make of it.
test.each<CallRow>([
  ["2017-02-24", choose({ contains: ["a", ["a"]] }), "failed: if takes a condition"],
  ["2018-08-31", { if: [false, "b"] }, "refused: if takes a list of three"],
  ["2016-04-08", choose(true), choose(true)],
])("in %s %j is %j", (version, call, expected) => {
  expect(outcomeOfCall(call, version)).toEqual(asExpected(expected));
});
