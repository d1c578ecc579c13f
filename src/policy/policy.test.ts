import { expect, test } from "vitest";
import { heatRules } from "./heat-rules.ts";
import { createPolicy, RuleSyntax } from "./policy.ts";

const target = { project_id: "p1" };

function subject(...roles: string[]) {
  return { userId: "u1", projectId: "p1", roles };
}

test.each([
  ["", true],
  ["@", true],
  ["!", false],
  ["role:Member", true],
  ["not role:member", false],
  ["role:admin or role:member and project_id:%(project_id)s", true],
  ["(role:admin or role:member) and project_id:%(other)s", false],
  ["project_id:p2", false],
  ["not (role:admin or role:reader)", true],
  ["'p1':%(project_id)s", true],
  ["rule:nothing", false],
  ["rule:loop", false],
  ["is_admin_project:True", true],
])("%s", (rule, allowed) => {
  const policy = createPolicy({ asked: rule, loop: "rule:loop" });
  expect(policy.allows("asked", subject("member"), target)).toBe(allowed);
});

test.each(["role:a and", "(role:a", "role:a)", "role:a role:b", "nonsense"])("%s is no rule", (rule) => {
  expect(() => createPolicy({ rule })).toThrow(RuleSyntax);
});

test("a stack user may look up and signal, and nothing else", () => {
  const policy = createPolicy(heatRules);
  const allowed = Object.keys(heatRules).filter(
    (rule) =>
      rule.includes(":") &&
      !rule.startsWith("resource_types:") &&
      policy.allows(rule, subject("heat_stack_user"), target),
  );
  expect(allowed.toSorted()).toEqual([
    "resource:metadata",
    "resource:signal",
    "software_deployments:metadata",
    "stacks:lookup",
  ]);
});

test("services are for administrators, other projects' stacks for nobody", () => {
  const policy = createPolicy(heatRules);
  expect(policy.allows("service:index", subject("member", "reader"), target)).toBe(false);
  expect(policy.allows("service:index", subject("admin"), target)).toBe(true);
  expect(policy.allows("stacks:global_index", subject("admin"), target)).toBe(false);
});

test("types of operators are for administrators, alone or by family", () => {
  const policy = createPolicy(heatRules);
  expect(policy.ruleOfType("OS::Nova::Server")).toBeUndefined();
  for (const type of ["OS::Nova::Flavor", "OS::Keystone::Project"]) {
    const rule = policy.ruleOfType(type) ?? "";
    expect(policy.allows(rule, subject("member"), target)).toBe(false);
    expect(policy.allows(rule, subject("admin"), target)).toBe(true);
  }
});
