import fc from "fast-check";
import { expect, test } from "vitest";
import { templateIsRead } from "./template-property.ts";

test("any text and any object is a template or is refused with its place", () => {
  expect(() => fc.assert(templateIsRead(), { numRuns: 2000 })).not.toThrow();
});
