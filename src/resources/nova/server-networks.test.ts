import { expect, test } from "vitest";
import { networksWithout } from "./server-networks.ts";

test("the same networks in another order are no change", () => {
  const a = { network: "a" };
  const b = { port: "p", network: "b" };
  expect(networksWithout([a, b], [{ port: "p" }, a])).toEqual([]);
});

test("of two interfaces on one network one is too many", () => {
  const a = { network: "a" };
  expect(networksWithout([a, a], [a])).toEqual([[1, a]]);
});

test("another address on the same network is another interface", () => {
  const old = { network: "a", fixed_ip: "10.0.0.5" };
  expect(networksWithout([old], [{ network: "a", fixed_ip: "10.0.0.6" }])).toEqual([[0, old]]);
});
