import { expect, test } from "vitest";
import { evaluate, parse } from "./yaql.ts";

const still = { now: () => 0, random: () => 0.5 };

test("a query runs", () => {
  expect(evaluate(parse("$.data.where($ > 1).select($ * 2)"), { data: [1, 2, 3] }, still)).toEqual([4, 6]);
});
