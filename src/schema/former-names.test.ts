import { expect, test } from "vitest";
import { renameProperties } from "./former-names.ts";

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
