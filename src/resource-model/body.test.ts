import { expect, test } from "vitest";
import { integer, string } from "#schema/property.ts";
import { changedProperties, givenProperties } from "./body.ts";

const properties = {
  name: string("A name.", { onChange: "update" }),
  description: string("A text.", { onChange: "update" }),
  domain: string("A domain.", { onChange: "update" }),
  size: integer("A size."),
};

test("on create the physical name stands in for a name that is not given, and nothing empty is sent", () => {
  expect(givenProperties(properties, { name: "stack-a-x", props: { size: 1, domain: undefined } })).toEqual({
    name: "stack-a-x",
    size: 1,
  });
  expect(givenProperties(properties, { name: "stack-a-x", props: { name: "mine" } })).toEqual({ name: "mine" });
});

test("on update only what changed and can be changed in place is sent", () => {
  const changed = new Set(["domain", "size"]);
  expect(changedProperties(properties, { name: "n", props: { name: "mine", domain: "d", size: 2 }, changed })).toEqual({
    domain: "d",
  });
});

test("what was taken away is sent as nothing: the physical name, an empty text, null", () => {
  const changed = new Set(["name", "description", "domain"]);
  expect(changedProperties(properties, { name: "stack-a-x", props: {}, changed })).toEqual({
    name: "stack-a-x",
    description: "",
    domain: null,
  });
});
