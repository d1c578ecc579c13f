import { expect, test } from "vitest";
import { doublyNamed, renameProperties } from "./former-names.ts";

const formerNames = { network_id: "network", "fixed_ips.subnet_id": "subnet" };

test("old names are moved to the new ones, through lists too", () => {
  const given = { network_id: "n", fixed_ips: [{ subnet_id: "s" }, { ip_address: "10.0.0.1" }] };
  expect(renameProperties(formerNames, given)).toEqual({
    network: "n",
    fixed_ips: [{ subnet: "s" }, { ip_address: "10.0.0.1" }],
  });
});

test("the new name wins where both are given; an expression stays whole", () => {
  const given = { network_id: "old", network: "new", fixed_ips: { get_param: "ips" } };
  expect(renameProperties(formerNames, given)).toEqual({ network: "new", fixed_ips: { get_param: "ips" } });
});

test.each([
  [{ network_id: "a", network: "b" }, ["network_id", "network"]],
  [{ fixed_ips: [{ subnet: "a" }, { subnet_id: "a", subnet: "b" }] }, ["fixed_ips.subnet_id", "subnet"]],
  [{ network_id: null, network: "b", fixed_ips: [{ subnet_id: "a" }, { subnet: "b" }] }, undefined],
  [{ fixed_ips: { get_param: "ips" } }, undefined],
])("%j has two names for one value: %j", (given, expected) => {
  expect(doublyNamed(formerNames, given)).toEqual(expected);
});
