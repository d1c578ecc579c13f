import { expect, test } from "vitest";
import { functionPlaces, outcomeOfExample } from "./example-world.ts";

test.each(
  functionPlaces().map((place) => [place.definition.name, place.isCondition ? "condition" : "value", place] as const),
)("the example of %s, a %s, gives what the reference says", (_name, _kind, place) => {
  const { example } = place.definition;
  expect(example).toBeDefined();
  expect(outcomeOfExample(example!.call, place)).toEqual(example!.gives);
});
