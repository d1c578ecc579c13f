import { parseRule } from "./rule.ts";
import type { Check, Subject, Target } from "./rule.ts";

export type { Subject, Target } from "./rule.ts";
export { RuleSyntax } from "./rule.ts";

const DEPTH_AT_MOST = 32;

/** Answers whether a subject may do what a rule of that name guards. */
export interface Policy {
  /** A rule that does not exist, or that leads back to itself, allows nobody. */
  allows(rule: string, subject: Subject, target: Target): boolean;
  /** The rule that guards the use of a resource type, its own or its family's (`OS::Keystone::*`); undefined: anybody may use it. */
  ruleOfType(type: string): string | undefined;
}

/** A policy of rules by name, parsed at once. Throws `RuleSyntax`. */
export function createPolicy(rules: Readonly<Record<string, string>>): Policy {
  const checks = new Map<string, Check>(Object.entries(rules).map(([name, rule]) => [name, parseRule(rule)]));
  return {
    allows(rule, subject, target) {
      let depth = 0;
      const judge = (name: string): boolean => {
        const check = checks.get(name);
        if (check === undefined || depth >= DEPTH_AT_MOST) return false;
        depth += 1;
        const allowed = check({ subject, target, judge });
        depth -= 1;
        return allowed;
      };
      return judge(rule);
    },
    ruleOfType(type) {
      const family = type.slice(0, type.lastIndexOf("::") + 2);
      return [`resource_types:${type}`, `resource_types:${family}*`].find((rule) => checks.has(rule));
    },
  };
}
