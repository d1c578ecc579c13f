import { expect, test } from "vitest";
import { createVirtualClock } from "../../../test/virtual-clock.ts";
import { createPace } from "./pace.ts";

test("a turn of the event loop begins only so much; the rest follows in order", async () => {
  const clock = createVirtualClock();
  const pace = createPace(clock);
  const begun: number[] = [];
  for (let number = 0; number < 1000; number += 1) pace.begin(() => begun.push(number));
  const atOnce = begun.length;
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(500);
  await clock.advance(0);
  expect(begun).toEqual(Array.from({ length: 1000 }, (_, number) => number));
});

test("what begins more does not overtake who waits", async () => {
  const clock = createVirtualClock();
  const pace = createPace(clock);
  const begun: string[] = [];
  for (let number = 0; number < 300; number += 1) {
    pace.begin(() => {
      begun.push("first");
      pace.begin(() => begun.push("then"));
    });
  }
  await clock.advance(0);
  expect(begun.lastIndexOf("first")).toBeLessThan(begun.length - 100);
  expect(begun.length).toBe(600);
});

test("nothing begins while more waits for its commit than memory should hold, lost commits included", async () => {
  const clock = createVirtualClock();
  const pace = createPace(clock);
  const written = Promise.withResolvers<undefined>();
  const begun: string[] = [];
  pace.writing(1_000_000, written.promise);
  pace.begin(() => begun.push("work"));
  await clock.advance(60_000);
  expect(begun).toEqual([]);
  written.reject(new RangeError("the database is away"));
  await clock.advance(0);
  expect(begun).toEqual(["work"]);
});
