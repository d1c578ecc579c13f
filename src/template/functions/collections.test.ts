import { expect, test } from "vitest";
import type { CallRow } from "../../../test/function-table.ts";
import { asExpected, outcomeOfCall } from "../../../test/function-table.ts";

const rep = (template: unknown, for_each: unknown, more = {}): unknown => ({ repeat: { template, for_each, ...more } });

// What the real Heat gives in the version that is named, and in the newest.
test.each<CallRow>([
  ["2015-04-30", rep("a%v%", { "%v%": ["x", "y"] }), ["ax", "ay"]],
  ["2015-04-30", rep("%v%%w%", { "%v%": ["a", "b"], "%w%": ["c", "d"] }), ["ac", "ad", "bc", "bd"]],
  ["2015-04-30", rep("%v%%w%", { "%v%": ["a", "%w%"], "%w%": ["c", "d"] }), ["ac", "ad", "cc", "dd"]],
  ["2015-04-30", rep("%v%%w%", { "%w%": ["c", "%v%"], "%v%": ["a", "b"] }), ["ac", "bc", "aa", "bb"]],
  ["2015-04-30", rep({ "k%v%": ["%v%", 1, { "%v%": "%v%" }] }, { "%v%": ["a"] }), [{ ka: ["a", 1, { a: "a" }] }]],
  ["2015-04-30", rep("x", { "%v%": null }), []],
  ["2015-04-30", rep(null, { "%v%": ["a", "b"] }), [null, null]],
  ["2015-04-30", rep("ab", { "": ["x"] }), ["xaxbx"]],
  ["2015-04-30", rep("%v%", { "%v%": ["$&"] }), ["$&"]],
  ["2015-04-30", rep("%v%", { get_param: "map" }), "failed: repeat takes lists"],
  ["2015-04-30", rep("%v%", { "%v%": { get_param: "list" } }), ["z", "y"]],
  ["2015-04-30", rep({ list_join: ["-", ["%v%", "b"]] }, { "%v%": ["a"] }), ["a-b"]],
  ["2015-04-30", rep("%v%", { "%v%": [1] }), 'failed: repeat takes lists of texts, but a value of "%v%" is a number'],
  ["2015-04-30", rep("x", { "%v%": ["a", null] }), "failed: repeat takes lists of texts"],
  ["2015-04-30", rep("x", {}), "failed: repeat takes a map of lists"],
  ["2016-10-14", rep("%v%", { "%v%": { a: 1, b: 2 } }), ["a", "b"]],
  ["2016-10-14", rep("%v%", { "%v%": "abc" }), "failed: repeat takes lists or maps in for_each"],
  ["2017-09-01", rep("%v%%w%", { "%v%": ["a", "b"], "%w%": ["c", "d"] }, { permutations: false }), ["ac", "bd"]],
  ["2017-09-01", rep("%v%%w%", { "%v%": ["a", "b"], "%w%": null }, { permutations: false }), []],
  [
    "2017-09-01",
    rep("%v%%w%", { "%v%": ["a"], "%w%": ["c", "d"] }, { permutations: false }),
    "failed: repeat with permutations: false",
  ],
  ["2017-09-01", rep("%v%", { "%v%": { a: 1 } }, { permutations: false }), "failed: repeat takes lists in for_each"],
  ["2017-09-01", rep("%v%", { "%v%": { a: 1 } }, { permutations: true }), ["a"]],
  [
    "2017-09-01",
    rep("%v%", { "%v%": ["a"] }, { permutations: "false" }),
    "refused: repeat takes true or false as permutations",
  ],
  ["2015-04-30", rep("%v%", ["a"]), "refused: repeat takes a map of lists as for_each"],
  ["2015-04-30", { repeat: { template: "x" } }, "refused: repeat takes a map with the keys template and for_each"],

  ["2016-04-08", { map_merge: [{ a: 1, b: 2 }, null, { b: 3 }] }, { a: 1, b: 3 }],
  ["2016-04-08", { map_merge: [{ a: { x: 1 } }, { a: { y: 1 } }] }, { a: { y: 1 } }],
  ["2016-04-08", { map_merge: [] }, {}],
  ["2016-04-08", { map_merge: { get_param: "maps" } }, { a: 1, b: 2 }],
  ["2016-04-08", { map_merge: { get_param: "map" } }, "failed: map_merge takes a list of maps"],
  ["2016-04-08", { map_merge: [{ a: 1 }, ["b"]] }, "failed: map_merge takes a list of maps, but one of them is a list"],
  ["2016-04-08", { map_merge: [{ a: 1 }, ""] }, "failed: map_merge takes a list of maps"],
  ["2016-04-08", { map_merge: null }, "failed: map_merge takes a list of maps"],

  [
    "2016-10-14",
    {
      map_replace: [
        { k1: "v1", k2: "v2" },
        { keys: { k1: "K1" }, values: { v2: "V2" } },
      ],
    },
    { K1: "v1", k2: "V2" },
  ],
  [
    "2016-10-14",
    { map_replace: [{ k1: 1, k2: "1", k3: true }, { values: { "1": "one" } }] },
    { k1: 1, k2: "one", k3: true },
  ],
  [
    "2016-10-14",
    { map_replace: [{ k1: ["a"], k2: "a" }, { values: { a: { x: "y" } } }] },
    { k1: ["a"], k2: { x: "y" } },
  ],
  ["2016-10-14", { map_replace: [{ k1: "v1" }, { keys: { k1: "k2", k2: "k3" } }] }, { k2: "v1" }],
  ["2016-10-14", { map_replace: [{ k1: "v1" }, { keys: { k1: 5 } }] }, { "5": "v1" }],
  ["2016-10-14", { map_replace: [{ k1: "v1" }, { keys: { k1: null }, values: { v1: null } }] }, { k1: null }],
  ["2016-10-14", { map_replace: [{ k1: "a" }, { keys: null, values: null }] }, { k1: "a" }],
  ["2016-10-14", { map_replace: [{ k1: "a" }, null] }, { k1: "a" }],
  ["2016-10-14", { map_replace: [null, { keys: { a: "b" } }] }, {}],
  [
    "2016-10-14",
    { map_replace: [{ k1: 1, k2: 2 }, { keys: { k1: "k2" } }] },
    'failed: map_replace cannot rename "k1" to "k2"',
  ],
  [
    "2016-10-14",
    { map_replace: [{ k1: 1, k2: 2 }, { keys: { k1: "x", k2: "x" } }] },
    'failed: map_replace cannot rename two keys to "x"',
  ],
  ["2016-10-14", { map_replace: [{ k1: 1 }, { other: {} }] }, "failed: map_replace takes a list of two"],
  ["2016-10-14", { map_replace: [["a"], {}] }, "failed: map_replace takes a list of two"],
  ["2016-10-14", { map_replace: [{ a: 1 }] }, "failed: map_replace takes a list of two"],

  [
    "2017-02-24",
    {
      filter: [
        ["a", "b"],
        ["a", "b", "c", "a"],
      ],
    },
    ["c"],
  ],
  ["2017-02-24", { filter: [[1], [1, true, "1"]] }, ["1"]],
  ["2017-02-24", { filter: [[null], ["a", null]] }, ["a"]],
  ["2017-02-24", { filter: [[{ x: 1 }], [{ x: 1 }, "y"]] }, ["y"]],
  ["2017-02-24", { filter: [null, ["a"]] }, ["a"]],
  ["2017-02-24", { filter: [["a"], null] }, null],
  ["2017-02-24", { filter: [["a"], ""] }, ""],
  ["2017-02-24", { filter: [["a"], "abc"] }, "failed: filter takes a list of two lists"],
  ["2017-02-24", { filter: ["a", ["a"]] }, "failed: filter takes a list of two lists"],
  ["2017-02-24", { filter: [["a"]] }, "refused: filter takes a list of two lists"],
  ["2017-02-24", { filter: { get_param: "map" } }, "refused: filter takes a list of two lists"],

  ["2017-09-01", { list_concat: [["a", "b"], null, ["b"], []] }, ["a", "b", "b"]],
  ["2017-09-01", { list_concat: [] }, []],
  ["2017-09-01", { list_concat: [["a"], "b"] }, "failed: list_concat takes a list of lists, but one of them is text"],
  ["2017-09-01", { list_concat: null }, "failed: list_concat takes a list of lists"],
  [
    "2017-09-01",
    {
      list_concat_unique: [
        ["a", "b"],
        ["b", { x: 1 }, { x: 1 }, 1, true, "1", [1], [1], null, null],
      ],
    },
    ["a", "b", { x: 1 }, 1, "1", [1], null],
  ],

  ["2017-09-01", { contains: ["a", ["a", "b"]] }, true],
  ["2017-09-01", { contains: ["ab", "xabx"] }, true],
  ["2017-09-01", { contains: [1, [true]] }, true],
  ["2017-09-01", { contains: ["1", [1]] }, false],
  ["2017-09-01", { contains: [{ a: 1 }, [{ a: 1 }]] }, true],
  ["2017-09-01", { contains: ["", "abc"] }, true],
  ["2017-09-01", { contains: [1, "x1"] }, "failed: contains takes a list of two"],
  ["2017-09-01", { contains: ["a", { a: "b" }] }, "failed: contains takes a list of two"],
  ["2017-09-01", { contains: ["a"] }, "refused: contains takes a list of two"],
])("since %s %j is %j", (since, call, expected) => {
  expect(outcomeOfCall(call, since)).toEqual(asExpected(expected));
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

// Limits of our own: what Heat would work on until memory ends.
const nested = (template: unknown, depth: number): unknown =>
  depth === 0 ? ["x"] : rep(template, { "%v%": nested(template, depth - 1) });
const thousand = Array.from({ length: 1000 }, (_, at) => `v${at}`);

test.each([
  ["text that doubles each time", nested("%v%%v%", 24), "failed: repeat would make more than 4194304 characters"],
  [
    "combinations",
    rep("%a%", { "%a%": thousand, "%b%": thousand }),
    "failed: repeat would make more than 100000 items",
  ],
  [
    "copies of copies",
    rep(rep(`%b%%a%${"x".repeat(200)}`, { "%b%": thousand }), { "%a%": [...Array(50)].flatMap(() => thousand) }),
    "failed: repeat would make more than 4194304",
  ],
])("%s end at a limit", (_, call, expected) => {
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

// What older versions make of it.
test.each<CallRow>([
  ["2016-04-08", rep("%v%", { "%v%": { a: 1 } }), "failed: repeat takes lists in for_each"],
  ["2017-02-24", rep("%v%%w%", { "%v%": ["a"], "%w%": ["c", "d"] }, { permutations: false }), ["ac", "ad"]],
  ["2013-05-23", rep("x", { x: ["a"] }), rep("x", { x: ["a"] })],
  ["2015-10-15", { map_merge: [{}] }, { map_merge: [{}] }],
  ["2016-04-08", { map_replace: [{}, {}] }, { map_replace: [{}, {}] }],
  ["2016-10-14", { filter: [[], []] }, { filter: [[], []] }],
  ["2017-02-24", { list_concat: [] }, { list_concat: [] }],
])("in %s %j is %j", (version, call, expected) => {
  expect(outcomeOfCall(call, version)).toEqual(asExpected(expected));
});
