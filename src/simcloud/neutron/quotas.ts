import type { Json, SimAnswer, SimRequest } from "../service.ts";
import type { Visit } from "./collection.ts";
import { policyRefusal } from "./faults.ts";

const NAMES: readonly (readonly [name: string, what: string])[] = [
  ["network", "neutron.networks"],
  ["subnet", "neutron.subnets"],
  ["subnetpool", "neutron.subnetpools"],
  ["port", "neutron.ports"],
  ["router", "neutron.routers"],
  ["floatingip", "neutron.floatingips"],
  ["rbac_policy", "neutron.rbac_policies"],
  ["security_group", "neutron.security_groups"],
  ["security_group_rule", "neutron.security_group_rules"],
  ["trunk", "neutron.trunks"],
];

const ALIASES = [
  "address-scope",
  "binding",
  "default-subnetpools",
  "dns-integration",
  "ext-gw-mode",
  "external-net",
  "extraroute",
  "network-ip-availability",
  "port-security",
  "project-id",
  "quotas",
  "rbac-policies",
  "router",
  "security-group",
  "sorting",
  "pagination",
  "standard-attr-description",
  "standard-attr-revisions",
  "standard-attr-tag",
  "standard-attr-timestamp",
];

/** The extensions that Neutron says it has. */
export const EXTENSIONS: readonly Json[] = ALIASES.map((alias) => ({
  name: alias,
  alias,
  description: alias,
  updated: "2020-01-01T00:00:00-00:00",
  links: [],
}));

/** Answers `GET /v2.0/quotas/{project}`; quotas are set at the simulator's own door. */
export function answerQuotas({ context, caller }: Visit, request: SimRequest): SimAnswer {
  const projectId = request.path[2];
  if (projectId === undefined) throw policyRefusal("rule:get_quota");
  if (projectId !== caller.projectId && !caller.isAdmin) throw policyRefusal("rule:get_quota");
  if (request.method !== "GET") throw policyRefusal("rule:update_quota");
  const quota: Json = {};
  for (const [name, what] of NAMES) {
    const allowed = context.quota(what, projectId);
    quota[name] = allowed === Infinity ? -1 : allowed;
  }
  return { status: 200, body: { quota } };
}
