import { expect, test } from "vitest";
import type { CallRow } from "../../../test/function-table.ts";
import { asExpected, outcomeOfCall } from "../../../test/function-table.ts";

const url = (parts: unknown): unknown => ({ make_url: parts });
const http = (parts: object): unknown => url({ scheme: "http", host: "h", ...parts });
const replace = (template: unknown, params: unknown, kind = ""): unknown => ({
  [`str_replace${kind}`]: { template, params },
});

// What the real Heat gives in the version that is named, and in the newest.
test.each<CallRow>([
  ["2013-05-23", replace("ab abc b", { ab: "b", abc: "ab", b: "{ab}" }), "b ab {ab}"],
  ["2013-05-23", replace("$a$b$c", { $a: true, $b: null, $c: 1.5 }), "True1.5"],
  ["2013-05-23", replace("a", {}), "a"],
  ["2013-05-23", { str_replace: { template: "abc", params: { a: "b" }, other: 1 } }, "bbc"],
  ["2015-10-15", replace("$x", { $x: { b: [1, 0.00001, null], a: "é" } }), '{"a": "\\u00e9", "b": [1, 1e-05, null]}'],
  ["2017-02-24", replace("abc ab", { abc: "x", ab: "y" }, "_strict"), "x y"],
  ["2017-02-24", replace("abc", { abc: "" }, "_strict"), ""],
  ["2017-02-24", replace("abc", { abc: "x", ab: "y" }, "_strict"), 'failed: str_replace_strict finds no "ab"'],
  ["2017-02-24", replace("ab", { ab: "b", b: "c" }, "_strict"), 'failed: str_replace_strict finds no "b"'],
  ["2017-09-01", replace("abc", { abc: 0 }, "_vstrict"), "0"],
  ["2017-09-01", replace("abc", { abc: false }, "_vstrict"), "False"],
  ["2017-09-01", replace("abc", { abc: null }, "_vstrict"), "failed: str_replace_vstrict takes a value for each"],
  ["2017-09-01", replace("abc", { abc: {} }, "_vstrict"), "failed: str_replace_vstrict takes a value for each"],
  [
    "2017-09-01",
    replace("abc", { abc: { get_param: "empty" } }, "_vstrict"),
    "failed: str_replace_vstrict takes a value",
  ],
  ["2017-09-01", replace("abc", { x: "y" }, "_vstrict"), 'failed: str_replace_vstrict finds no "x"'],

  ["2013-05-23", { list_join: [",", null] }, ""],
  ["2013-05-23", { list_join: [",", ["a", null]] }, "a,"],
  ["2015-10-15", { list_join: [",", null, ["b"], "", [], {}, false, 0] }, "b"],
  [
    "2015-10-15",
    { list_join: [",", ["a", ["b", "é"], { k: 1 }], { get_param: "list" }] },
    'a,["b", "\\u00e9"],{"k": 1},z,y',
  ],
  ["2013-05-23", { list_join: [",", ["a", 1]] }, "failed: list_join joins text only"],
  ["2013-05-23", { list_join: [",", "abc"] }, "failed: list_join takes a list"],

  ["2015-04-30", { digest: ["md5", "abc"] }, "900150983cd24fb0d6963f7d28e17f72"],
  ["2015-04-30", { digest: ["MD5", "abc"] }, "900150983cd24fb0d6963f7d28e17f72"],
  ["2015-04-30", { digest: ["SHA256", "abc"] }, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["2015-04-30", { digest: ["sha512_256", "abc"] }, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"],
  ["2015-04-30", { digest: ["SHA512_256", "a"] }, "455e518824bc0601f9fb858ff5c37d417d67c2f8e0df2babe4808858aea830f8"],
  [
    "2015-04-30",
    { digest: ["md5-sha1", "a"] },
    "0cc175b9c0f1b6a831c399e26977266186f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
  ],
  ["2015-04-30", { digest: ["sha3_256", "abc"] }, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"],
  ["2015-04-30", { digest: ["blake2s", "abc"] }, "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"],
  ["2015-04-30", { digest: ["ripemd160", "abc"] }, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"],
  ["2015-04-30", { digest: ["sm3", "abc"] }, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"],
  ["2015-04-30", { digest: ["md5", "é"] }, "3406877694691ddd1dfb0aca54681407"],
  ["2015-04-30", { digest: ["md5", "€"] }, "failed: digest takes text of latin-1"],
  ["2015-04-30", { digest: ["SHA3_256", "abc"] }, 'failed: digest cannot use the algorithm "SHA3_256"'],
  ["2015-04-30", { digest: ["sha512-256", "abc"] }, 'failed: digest cannot use the algorithm "sha512-256"'],
  ["2015-04-30", { digest: ["shake_128", "abc"] }, 'failed: digest cannot use the algorithm "shake_128": its digests'],
  ["2015-04-30", { digest: ["md5", 1] }, "failed: digest takes a list of two"],
  ["2015-04-30", { digest: ["md5"] }, "failed: digest takes a list of two"],

  ["2015-10-15", { str_split: [",", "a,b,c"] }, ["a", "b", "c"]],
  ["2015-10-15", { str_split: [",", "a,b,c", "1"] }, "b"],
  ["2015-10-15", { str_split: [",", "a,b,c", -1] }, "c"],
  ["2015-10-15", { str_split: [",", "a,b,c", 1.7] }, "b"],
  ["2015-10-15", { str_split: [",", "a,b,c", true] }, "b"],
  ["2015-10-15", { str_split: [",", "a,b,c", 1, 2] }, "b"],
  ["2015-10-15", { str_split: [null, " a  b "] }, ["a", "b"]],
  ["2015-10-15", { str_split: [",", ""] }, [""]],
  ["2015-10-15", { str_split: [",", null, 1] }, null],
  ["2015-10-15", { str_split: [",", "a,b,c", 3] }, "failed: str_split has no part 3; there are 3"],
  ["2015-10-15", { str_split: [",", "a,b,c", -4] }, "failed: str_split has no part -4"],
  ["2015-10-15", { str_split: [",", "a,b,c", "x"] }, "failed: str_split takes a whole number"],
  ["2015-10-15", { str_split: [",", "a,b,c", null] }, "failed: str_split takes a whole number"],
  ["2015-10-15", { str_split: [","] }, "failed: str_split takes a list"],
  ["2013-05-23", { list_join: [5, ["a"]] }, "failed: list_join takes text as the delimiter, not 5"],
  ["2015-10-15", { str_split: ["", "a"] }, "failed: str_split cannot split at an empty"],
  ["2015-10-15", { str_split: [",", ["a"]] }, "failed: str_split takes text to split"],
  ["2015-10-15", { str_split: "a,b" }, "refused: str_split takes a list"],
  ["2015-10-15", { str_split: { a: "b" } }, "refused: str_split takes a list"],

  [
    "2017-09-01",
    http({ port: 80, path: "/a b", query: { k: "v w", l: "/x" }, fragment: "f g" }),
    "http://h:80/a%20b?k=v+w&l=/x#f%20g",
  ],
  [
    "2017-09-01",
    http({ username: "u@b", password: "p:/w", host: "::1", port: "8080" }),
    "http://u%40b:p%3A%2Fw@[::1]:8080",
  ],
  ["2017-09-01", http({ username: "a~b!c'(d)*", host: "[::1]" }), "http://a~b%21c%27%28d%29%2A@[::1]"],
  ["2017-09-01", http({ password: "p" }), "http://:p@h"],
  ["2017-09-01", http({ username: "", password: "", path: "" }), "http://h"],
  ["2017-09-01", http({ host: "h ö/x%", path: "/é%20?#" }), "http://h%20%C3%B6%2Fx%25/%C3%A9%2520%3F%23"],
  [
    "2017-09-01",
    http({ query: { a: 1, b: true, c: null, é: "ü" }, fragment: "a/b?c" }),
    "http://h?a=1&b=True&c=None&%C3%A9=%C3%BC#a/b%3Fc",
  ],
  [
    "2017-09-01",
    http({ query: { a: ["x", { b: "it's" }] } }),
    "http://h?a=%5B%27x%27%2C+%7B%27b%27%3A+%22it%27s%22%7D%5D",
  ],
  ["2017-09-01", http({ port: true }), "http://h:True"],
  ["2017-09-01", http({ path: "//x" }), "http://h//x"],
  ["2017-09-01", url({ scheme: "http", path: "x" }), "http:///x"],
  ["2017-09-01", url({ scheme: "foo", path: "/x" }), "foo:/x"],
  ["2017-09-01", url({ scheme: "mailto", path: "a@b" }), "mailto:a%40b"],
  ["2017-09-01", url({ scheme: "HTTP", path: "/x" }), "HTTP:/x"],
  ["2017-09-01", url({ path: "a/b", host: "h" }), "//h/a/b"],
  ["2017-09-01", url({ path: "x y" }), "x%20y"],
  ["2017-09-01", url({ port: 80 }), "//:80"],
  ["2017-09-01", url({}), ""],
  ["2017-09-01", http({ port: 65536 }), "refused: make_url takes a number from 1 to 65535 as the port, not 65536"],
  ["2017-09-01", http({ port: "" }), "refused: make_url takes a number from 1"],
  ["2017-09-01", http({ port: null }), "refused: make_url takes a number from 1"],
  ["2017-09-01", http({ scheme: "a:b" }), "failed: make_url takes a scheme without"],
  ["2017-09-01", http({ query: "a=b" }), "refused: make_url takes a map as the query"],
  ["2017-09-01", http({ path: null }), "refused: make_url takes text as the path, not nothing"],
  ["2017-09-01", http({ other: "x" }), 'refused: make_url has no part "other"'],
  ["2017-09-01", url({ get_param: "map" }), "refused: make_url takes a map"],
])("since %s %j is %j", (since, call, expected) => {
  expect(outcomeOfCall(call, since)).toEqual(asExpected(expected));
  expect(outcomeOfCall(call, "2021-04-16")).toEqual(asExpected(expected));
});

// Limits of our own: a parameter of some length can be named very often.
const text = "x".repeat(60_000);
const blanks = (count: number): string[] => Array.from({ length: count }, () => "");
const often = Array.from({ length: 5 }, () => ({
  repeat: { template: "%v%", for_each: { "%v%": [text], "%b%": blanks(60) } },
}));

test.each([
  { list_join: ["", ...often] },
  { list_join: [text, blanks(300)] },
  { str_replace: { template: "$a", params: { $a: often } } },
  { str_replace: { template: "$a".repeat(300), params: { $a: text } } },
  { make_url: { query: { q: often } } },
])("a text ends at a limit (%#)", (call) => {
  expect(outcomeOfCall(call, "2021-04-16")).toContain("makes a text of more than 16777216 characters");
});

// What older versions make of it.
test.each<CallRow>([
  ["2015-04-30", replace("$x", { $x: [1] }), "failed: str_replace takes text or numbers"],
  ["2015-04-30", { list_join: [",", ["a"], ["b"]] }, "refused: list_join takes a list: [delimiter, list]"],
  ["2015-04-30", { list_join: [",", ["a", ["b"]]] }, "failed: list_join joins text only"],
  ["2015-04-30", { list_join: [",", ""] }, "failed: list_join takes a list"],
  ["2015-04-30", { list_join: [",", {}] }, "failed: list_join takes a list"],
  ["2013-05-23", { digest: ["md5", "a"] }, { digest: ["md5", "a"] }],
  ["2015-04-30", { str_split: [",", "a"] }, { str_split: [",", "a"] }],
  ["2016-10-14", replace("a", {}, "_strict"), replace("a", {}, "_strict")],
  ["2017-02-24", replace("a", {}, "_vstrict"), replace("a", {}, "_vstrict")],
  ["2017-02-24", url({}), url({})],
])("in %s %j is %j", (version, call, expected) => {
  expect(outcomeOfCall(call, version)).toEqual(asExpected(expected));
});
