import { expect, test } from "vitest";
import { ruleChanges, wantedRules } from "./group-rules.ts";

const web = { direction: "ingress", ethertype: "IPv4", protocol: "tcp", port_range_min: 80, port_range_max: 80 };
const byAddress = { ...web, remote_mode: "remote_ip_prefix" };

test("the usual rules out of the group stay, until the template has one of its own", () => {
  expect(wantedRules("g", [byAddress]).filter((rule) => rule.direction === "egress")).toHaveLength(2);
  const out = { ...byAddress, direction: "egress" };
  expect(wantedRules("g", [out])).toHaveLength(1);
});

test("a remote group that is not named is the group itself", () => {
  const rule = { direction: "ingress", ethertype: "IPv4", remote_mode: "remote_group_id" };
  expect(wantedRules("g", [rule]).at(-1)).toMatchObject({ remote_group_id: "g" });
});

test("rules that Neutron shows otherwise than they were sent are the same rules", () => {
  const shown = { ...web, id: "r", remote_ip_prefix: null, remote_group_id: null, description: "", tenant_id: "t" };
  expect(ruleChanges([{ ...web, protocol: "tcp" }], [shown])).toEqual({ stale: [], missing: [] });
});

test("a changed rule is made anew and the old one removed", () => {
  const shown = { ...web, id: "r" };
  const wanted = { ...web, port_range_max: 81 };
  expect(ruleChanges([wanted], [shown])).toEqual({ stale: [shown], missing: [wanted] });
});
