import type { Json } from "../service.ts";
import { COMMON_ATTRIBUTES, ownerOf } from "./attributes.ts";
import { notFoundFault, seen, type Collection, type Neutron } from "./collection.ts";
import { NeutronFault } from "./faults.ts";
import { neutronTime, newRow, touched, type SecurityGroupRow, type SecurityGroupRuleRow } from "./rows.ts";

const GROUP_404 = notFoundFault("SecurityGroupNotFound", (id) => `Security group ${id} does not exist`);

function putRule({ context, tables }: Neutron, group: SecurityGroupRow, fields: Json): SecurityGroupRuleRow {
  const now = neutronTime(context.now());
  const row: SecurityGroupRuleRow = {
    id: context.uuid(),
    tenant_id: group.project_id,
    ethertype: "IPv4",
    direction: "ingress",
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_address_group_id: null,
    normalized_cidr: fields["remote_ip_prefix"] ?? null,
    remote_group_id: null,
    description: "",
    tags: [],
    created_at: now,
    updated_at: now,
    revision_number: 0,
    ...fields,
    security_group_id: group.id,
    project_id: group.project_id,
  };
  tables.securityGroupRules.put(row);
  return row;
}

function putGroup(neutron: Neutron, projectId: string, fields: Json): SecurityGroupRow {
  const row = {
    ...newRow(neutron.context, projectId),
    stateful: true,
    shared: false,
    ...fields,
    tenant_id: projectId,
    project_id: projectId,
  };
  neutron.tables.securityGroups.put(row);
  for (const ethertype of ["IPv4", "IPv6"])
    putRule(neutron, row, { direction: "egress", ethertype, description: null });
  return row;
}

/** The project's default security group, made where there is none yet. */
export function ensureDefaultGroup(neutron: Neutron, projectId: string): string {
  for (const group of neutron.tables.securityGroups.everything()) {
    if (group.project_id === projectId && group.name === "default") return group.id;
  }
  const row = putGroup(neutron, projectId, { name: "default", description: "Default security group" });
  for (const ethertype of ["IPv4", "IPv6"]) {
    putRule(neutron, row, { direction: "ingress", ethertype, remote_group_id: row.id, description: null });
  }
  return row.id;
}

/** `/v2.0/security-groups`. */
export const securityGroups: Collection<SecurityGroupRow> = {
  singular: "security_group",
  plural: "security_groups",
  quota: "neutron.security_groups",
  table: (tables) => tables.securityGroups,
  notFound: GROUP_404,
  attributes: { ...COMMON_ATTRIBUTES, stateful: { type: "boolean" } },
  prepare: (visit) => {
    if (visit.caller.projectId !== "") ensureDefaultGroup(visit, visit.caller.projectId);
  },
  create(visit, fields) {
    const owner = ownerOf(fields, visit.caller, "security_group");
    if (fields["name"] === "default")
      throw new NeutronFault(409, "SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
    ensureDefaultGroup(visit, owner);
    return putGroup(visit, owner, fields);
  },
  update({ context, tables }, row, fields) {
    if (row.name === "default" && fields["name"] !== undefined && fields["name"] !== "default") {
      throw new NeutronFault(400, "SecurityGroupCannotUpdateDefault", "Updating default security group not allowed.");
    }
    tables.securityGroups.patch(row.id, { ...fields, ...touched(context, row) });
    return tables.securityGroups.get(row.id) ?? row;
  },
  remove({ tables, caller }, row) {
    for (const port of tables.ports.everything()) {
      if (port.security_groups.includes(row.id)) {
        throw new NeutronFault(409, "SecurityGroupInUse", `Security Group ${row.id} in use.`);
      }
    }
    if (row.name === "default" && !caller.isAdmin) {
      throw new NeutronFault(
        409,
        "SecurityGroupCannotRemoveDefault",
        "Insufficient rights for removing default security group.",
      );
    }
    for (const rule of Array.from(tables.securityGroupRules.everything())) {
      if (rule.security_group_id === row.id) tables.securityGroupRules.delete(rule.id);
    }
    tables.securityGroups.delete(row.id);
  },
  show({ tables }, rows) {
    const all = tables.securityGroupRules.list().map((rule, at) => ({ ...rule, standard_attr_id: at + 1 }));
    const rules = Map.groupBy(all, (rule) => rule.security_group_id);
    return rows.map((row) => ({ ...row, security_group_rules: rules.get(row.id) ?? [] }));
  },
};

const COMPARED = [
  "direction",
  "ethertype",
  "protocol",
  "port_range_min",
  "port_range_max",
  "remote_ip_prefix",
  "remote_group_id",
];

function refuseTwin({ tables }: Neutron, group: SecurityGroupRow, fields: Json): void {
  const wanted: Json = { ethertype: "IPv4", ...fields };
  for (const rule of tables.securityGroupRules.everything()) {
    if (
      rule.security_group_id === group.id &&
      COMPARED.every((field) => (rule[field] ?? null) === (wanted[field] ?? null))
    ) {
      throw new NeutronFault(
        409,
        "SecurityGroupRuleExists",
        `Security group rule already exists. Rule id is ${rule.id}.`,
      );
    }
  }
}

/** `/v2.0/security-group-rules`. */
export const securityGroupRules: Collection<SecurityGroupRuleRow> = {
  singular: "security_group_rule",
  plural: "security_group_rules",
  quota: "neutron.security_group_rules",
  table: (tables) => tables.securityGroupRules,
  notFound: notFoundFault("SecurityGroupRuleNotFound", (id) => `Security group rule ${id} does not exist`),
  attributes: {
    project_id: { type: "string", when: "create" },
    tenant_id: { type: "string", when: "create" },
    description: { type: "string", when: "create" },
    security_group_id: { type: "uuid", when: "create", required: true },
    direction: { type: "string", when: "create", required: true, oneOf: ["ingress", "egress"] },
    ethertype: { type: "string", when: "create", oneOf: ["IPv4", "IPv6"] },
    protocol: { type: "any", when: "create" },
    port_range_min: { type: "integer", nullable: true, when: "create" },
    port_range_max: { type: "integer", nullable: true, when: "create" },
    remote_ip_prefix: { type: "string", nullable: true, when: "create" },
    remote_group_id: { type: "uuid", nullable: true, when: "create" },
    remote_address_group_id: { type: "uuid", nullable: true, when: "create" },
  },
  create(visit, fields) {
    const group = seen(visit, securityGroups, String(fields["security_group_id"]));
    const { port_range_min: least, port_range_max: most, protocol } = fields;
    if ((typeof least === "number" || typeof most === "number") && (protocol === undefined || protocol === null)) {
      throw new NeutronFault(
        400,
        "SecurityGroupProtocolRequiredWithPorts",
        "Must also specify protocol if port range is given.",
      );
    }
    if (typeof least === "number" && typeof most === "number" && least > most) {
      const message = "For TCP/UDP protocols, port_range_min must be <= port_range_max";
      throw new NeutronFault(400, "SecurityGroupInvalidPortRange", message);
    }
    if (typeof fields["remote_group_id"] === "string") seen(visit, securityGroups, fields["remote_group_id"]);
    refuseTwin(visit, group, fields);
    return putRule(visit, group, fields);
  },
  update: (_visit, row) => row,
  remove: ({ tables }, row) => tables.securityGroupRules.delete(row.id),
  show: (_visit, rows) => rows.map(({ tags: _tags, ...shown }) => shown),
};
