import type { CloudObject } from "#cloud/collection.ts";
import { isFault } from "#cloud/fault.ts";
import type { ResourceContext } from "#resource-model/context.ts";

/** A rule of a group as the template says it. */
export interface GroupRule {
  readonly direction: string;
  readonly ethertype: string;
  readonly protocol?: string | number | undefined;
  readonly port_range_min?: number | undefined;
  readonly port_range_max?: number | undefined;
  readonly remote_mode: string;
  readonly remote_group_id?: string | undefined;
  readonly remote_ip_prefix?: string | undefined;
  readonly description?: string | undefined;
}

/** What makes two rules the same one. */
const members = [
  "direction",
  "ethertype",
  "protocol",
  "port_range_min",
  "port_range_max",
  "remote_group_id",
  "remote_ip_prefix",
  "description",
] as const;

function identity(rule: CloudObject): string {
  return JSON.stringify(members.map((member) => String(rule[member] ?? "")));
}

/** The rules that Neutron gives every new group: all traffic out. */
const usualEgress: readonly CloudObject[] = [
  { direction: "egress", ethertype: "IPv4" },
  { direction: "egress", ethertype: "IPv6" },
];

/** The bodies of all rules that a group is to have; the usual ones out of it stay unless there is one of that direction. */
export function wantedRules(groupId: string, rules: readonly GroupRule[]): readonly CloudObject[] {
  const own = rules.map(({ remote_mode, ...rule }) => {
    // As Heat: a remote group that is not named is the group itself.
    const remote = remote_mode === "remote_group_id" ? { remote_group_id: rule.remote_group_id ?? groupId } : {};
    const given = Object.entries({ ...rule, ...remote }).filter(([, value]) => value !== undefined && value !== null);
    return { ...Object.fromEntries(given), ...(rule.protocol != null && { protocol: String(rule.protocol) }) };
  });
  return own.some((rule) => "direction" in rule && rule.direction === "egress") ? own : [...usualEgress, ...own];
}

/** Which rules to make and which to remove, so that the group has the wanted ones. */
export function ruleChanges(wanted: readonly CloudObject[], present: readonly CloudObject[]) {
  const wantedOnes = new Set(wanted.map(identity));
  const presentOnes = new Set(present.map(identity));
  return {
    stale: present.filter((rule) => !wantedOnes.has(identity(rule))),
    missing: wanted.filter((rule) => !presentOnes.has(identity(rule))),
  };
}

/** Makes the group's rules what they are to be; may be repeated. */
export async function putRules(
  { cloud, id }: Pick<ResourceContext, "cloud" | "id">,
  rules: readonly GroupRule[],
): Promise<void> {
  const { securityGroupRules } = cloud.neutron;
  const present = await securityGroupRules.list({ security_group_id: id });
  const { stale, missing } = ruleChanges(wantedRules(id, rules), present);
  for (const rule of stale) await securityGroupRules.delete(String(rule.id));
  for (const rule of missing) {
    try {
      await securityGroupRules.create({ ...rule, security_group_id: id });
    } catch (error) {
      // Two spellings of one rule: it is there.
      if (!isFault(error, "conflict")) throw error;
    }
  }
}
