import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import { integerOf, objectOf } from "../wire.ts";
import { type NovaCall, noSuchPath, requireAdmin } from "./call.ts";
import { liveServers } from "./server-row.ts";

interface QuotaRow extends SimObject {
  limits: Record<string, number>;
}

const KINDS = [
  "cores",
  "fixed_ips",
  "floating_ips",
  "injected_file_content_bytes",
  "injected_file_path_bytes",
  "injected_files",
  "instances",
  "key_pairs",
  "metadata_items",
  "ram",
  "security_group_rules",
  "security_groups",
  "server_group_members",
  "server_groups",
];

/** What a project may have of a kind: what an admin set, else what the cloud's settings say. */
export function quotaOf(context: SimContext, kind: string, projectId: string): number {
  const set = context.table<QuotaRow>("nova.quotas").get(projectId)?.limits[kind];
  const allowed = set ?? context.quota(`nova.${kind}`, projectId);
  return allowed < 0 ? Infinity : allowed;
}

/** Whether `wanted` is within what is allowed. */
export function isUsable(wanted: number, allowed: number): boolean {
  return wanted <= allowed;
}

/** What a project's servers use. */
function usageOf(context: SimContext, projectId: string): { instances: number; cores: number; ram: number } {
  const own = liveServers(context).filter((server) => server.projectId === projectId);
  return {
    instances: own.length,
    cores: own.reduce((sum, server) => sum + server.flavor.vcpus, 0),
    ram: own.reduce((sum, server) => sum + server.flavor.ram, 0),
  };
}

/** Refuses with Nova's 403 when more instances, cores or memory would go over the project's quota. */
export function checkQuota(call: NovaCall, more: { instances: number; cores: number; ram: number }): void {
  const kinds = ["instances", "cores", "ram"] as const;
  const allowed = kinds.map((kind) => quotaOf(call.context, kind, call.caller.projectId));
  if (allowed.every((amount) => amount === Infinity)) return;
  const used = usageOf(call.context, call.caller.projectId);
  const over = kinds.filter(
    (kind, at) => more[kind] > 0 && !isUsable(used[kind] + more[kind], allowed[at] ?? Infinity),
  );
  if (over.length === 0) return;
  const list = (of: (kind: (typeof kinds)[number]) => unknown): string =>
    over.map((kind) => String(of(kind))).join(", ");
  const limit = list((kind) => quotaOf(call.context, kind, call.caller.projectId));
  throw new SimFault(
    403,
    `Quota exceeded for ${over.join(", ")}: Requested ${list((kind) => more[kind])}, but already used ${list((kind) => used[kind])} of ${limit} ${over.join(", ")}`,
  );
}

function wire(amount: number): number {
  return amount === Infinity ? -1 : amount;
}

/** `/limits` of the caller's project (an admin may name another by `tenant_id`). */
export function limits(call: NovaCall): SimAnswer {
  const asked = call.caller.isAdmin ? call.request.query.get("tenant_id") : null;
  const project = asked ?? call.caller.projectId;
  const quota = (kind: string): number => wire(quotaOf(call.context, kind, project));
  const used = usageOf(call.context, project);
  const absolute = {
    maxTotalInstances: quota("instances"),
    maxTotalCores: quota("cores"),
    maxTotalRAMSize: quota("ram"),
    maxServerMeta: quota("metadata_items"),
    maxTotalKeypairs: quota("key_pairs"),
    maxServerGroups: quota("server_groups"),
    maxServerGroupMembers: quota("server_group_members"),
    ...(call.version < 57
      ? { maxImageMeta: quota("metadata_items"), maxPersonality: -1, maxPersonalitySize: 10240 }
      : {}),
    ...(call.version < 36
      ? {
          maxTotalFloatingIps: -1,
          maxSecurityGroups: -1,
          maxSecurityGroupRules: -1,
          totalFloatingIpsUsed: 0,
          totalSecurityGroupsUsed: 0,
        }
      : {}),
    totalRAMUsed: used.ram,
    totalCoresUsed: used.cores,
    totalInstancesUsed: used.instances,
    totalServerGroupsUsed: call.context
      .table<SimObject & { projectId: string }>("nova.server_groups")
      .list()
      .filter((group) => group.projectId === project).length,
  };
  return { status: 200, body: { limits: { rate: [], absolute } } };
}

/** `/os-quota-sets/{project}`: show, detail, defaults; set and unset by an admin. */
export function quotaSets(call: NovaCall): SimAnswer {
  const [project, part] = call.rest;
  if (project === undefined) return noSuchPath();
  const table = call.context.table<QuotaRow>("nova.quotas");
  const { method } = call.request;
  if (method === "DELETE") {
    requireAdmin(call, "os-quota-sets:delete");
    table.delete(project);
    return { status: 202 };
  }
  if (method === "PUT") {
    requireAdmin(call, "os-quota-sets:update");
    const given = objectOf(call.request.body["quota_set"]);
    const set = Object.entries(given)
      .filter(([kind]) => KINDS.includes(kind))
      .map(([kind, amount]) => [kind, integerOf(amount) ?? -1] as const);
    table.put({ id: project, limits: { ...table.get(project)?.limits, ...Object.fromEntries(set) } });
  }
  const used: Json = { ...usageOf(call.context, project) };
  const amounts = KINDS.map((kind) => {
    const limit = wire(quotaOf(call.context, kind, project));
    return [kind, part === "detail" ? { limit, in_use: used[kind] ?? 0, reserved: 0 } : limit];
  });
  const id = method === "PUT" ? {} : { id: project };
  return { status: 200, body: { quota_set: { ...id, ...Object.fromEntries(amounts) } } };
}
