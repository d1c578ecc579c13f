import { expect, test } from "vitest";
import type { CallRow } from "../../../test/function-table.ts";
import { asExpected, outcomeOfCall } from "../../../test/function-table.ts";

// What the real Heat gives.
test.each<CallRow>([
  ["2016-10-14", { yaql: { expression: "$.data.a + 1", data: { a: 1 } } }, 2],
  ["2016-10-14", { yaql: { expression: "$" } }, { data: {} }],
  ["2016-10-14", { yaql: { expression: "$", data: null } }, { data: null }],
  ["2016-10-14", { yaql: { expression: "$.data.len()", data: { get_param: "list" } } }, 2],
  ["2016-10-14", { yaql: { expression: { get_param: ["map", "text"] } } }, "abc"],
  ["2016-10-14", { yaql: { expression: "$.data.keys()", data: { a: 1 } } }, ["a"]],
  ["2016-10-14", { yaql: { expression: "{true => 2}" } }, { true: 2 }],
  ["2016-10-14", { yaql: { expression: "range(200).len()" } }, 200],

  ["2016-10-14", { yaql: { expression: "range(201)" } }, "failed: yaql cannot evaluate the expression: a collection"],
  [
    "2016-10-14",
    { yaql: { expression: "1 + $.data.x", data: {} } },
    "failed: yaql cannot evaluate the expression: the",
  ],
  ["2016-10-14", { yaql: { expression: { get_param: "empty" } } }, "failed: yaql cannot read the expression"],
  ["2016-10-14", { yaql: { expression: { get_param: "list" } } }, "failed: yaql takes text as expression"],
  ["2016-10-14", { yaql: { expression: "now()" } }, "failed: yaql cannot use the time"],
  ["2016-10-14", { yaql: { expression: "$.data[" } }, "refused: yaql cannot read the expression: the expression ends"],
  ["2016-10-14", { yaql: { expression: 5 } }, "refused: yaql takes text as expression"],
  ["2016-10-14", { yaql: { expression: "1", more: 2 } }, "refused: yaql takes a map: {expression: text, data: …}, but"],
  [
    "2016-10-14",
    { yaql: { data: 1 } },
    "refused: yaql takes a map: {expression: text, data: …}: expression is missing",
  ],
  ["2016-10-14", { yaql: "1" }, "refused: yaql takes a map"],
])("since %s %j is %j", (since, call, expected) => {
  expect(outcomeOfCall(call, since)).toEqual(asExpected(expected));
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

test("a condition may be an expression since 2017-09-01", () => {
  const call = { if: [{ yaql: { expression: "$.data > 1", data: 2 } }, "yes", "no"] };
  expect(outcomeOfCall(call, "2017-09-01")).toBe("yes");
  expect(outcomeOfCall(call, "2017-02-24")).toEqual(asExpected("refused: yaql cannot be used in a condition"));
});
