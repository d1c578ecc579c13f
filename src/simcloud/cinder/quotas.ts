import { type Json, type SimAnswer, type SimContext, SimFault, type SimObject } from "../service.ts";
import { integerOf, objectOf, truthOf } from "../wire.ts";
import { type CinderCall, noSuchPath, requireAdmin } from "./call.ts";

interface QuotaRow extends SimObject {
  limits: Record<string, number>;
}

type Owned = SimObject & { projectId: string; size: number };

const KINDS = ["volumes", "per_volume_gigabytes", "snapshots", "gigabytes", "backups", "backup_gigabytes", "groups"];

function limitOf(context: SimContext, kind: string, projectId: string): number {
  const allowed =
    context.table<QuotaRow>("cinder.quotas").get(projectId)?.limits[kind] ?? context.quota(`cinder.${kind}`, projectId);
  return allowed < 0 ? Infinity : allowed;
}

function usageOf(context: SimContext, projectId: string): Record<string, number> {
  const own = (table: string): Owned[] =>
    Array.from(context.table<Owned>(table).everything()).filter((row) => row.projectId === projectId);
  const size = (rows: Owned[]): number => rows.reduce((sum, row) => sum + row.size, 0);
  const volumes = own("cinder.volumes");
  const snapshots = own("cinder.snapshots");
  const backups = own("cinder.backups");
  return {
    volumes: volumes.length,
    snapshots: snapshots.length,
    gigabytes: size(volumes) + size(snapshots),
    backups: backups.length,
    backup_gigabytes: size(backups),
  };
}

/** Refuses with Cinder's 413 when one more of `kind`, or `gigabytes` more, would go over the project's quota. */
export function checkQuota(
  context: SimContext,
  projectId: string,
  kind: "volumes" | "snapshots" | "backups" | undefined,
  gigabytes: number,
): void {
  const sizeKind = kind === "backups" ? "backup_gigabytes" : "gigabytes";
  const count = kind === undefined ? Infinity : limitOf(context, kind, projectId);
  const size = limitOf(context, sizeKind, projectId);
  const single = limitOf(context, "per_volume_gigabytes", projectId);
  if (gigabytes > single)
    throw new SimFault(400, `Invalid input received: Volume size ${gigabytes}GB cannot be larger than ${single}GB.`);
  if (count === Infinity && size === Infinity) return;
  const used = usageOf(context, projectId);
  if (kind !== undefined && (used[kind] ?? 0) + 1 > count) {
    const name = { volumes: "Volume", snapshots: "Snapshot", backups: "Backup" }[kind];
    throw new SimFault(
      413,
      `${name}LimitExceeded: Maximum number of ${kind} allowed (${count}) exceeded for quota '${kind}'.`,
    );
  }
  const consumed = used[sizeKind] ?? 0;
  if (consumed + gigabytes > size)
    throw new SimFault(
      413,
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${gigabytes}G, quota is ${size}G and ${consumed}G has been consumed.`,
    );
}

function wire(amount: number): number {
  return amount === Infinity ? -1 : amount;
}

/** `/limits` of the caller's project. */
export function limits(call: CinderCall): SimAnswer {
  const project = call.caller.projectId;
  const quota = (kind: string): number => wire(limitOf(call.context, kind, project));
  const used = usageOf(call.context, project);
  const absolute = {
    maxTotalVolumes: quota("volumes"),
    maxTotalSnapshots: quota("snapshots"),
    maxTotalVolumeGigabytes: quota("gigabytes"),
    maxTotalBackups: quota("backups"),
    maxTotalBackupGigabytes: quota("backup_gigabytes"),
    totalVolumesUsed: used["volumes"],
    totalGigabytesUsed: used["gigabytes"],
    totalSnapshotsUsed: used["snapshots"],
    totalBackupsUsed: used["backups"],
    totalBackupGigabytesUsed: used["backup_gigabytes"],
  };
  return { status: 200, body: { limits: { rate: [], absolute } } };
}

/** `/os-quota-sets/{project}`: show (with usage), defaults; set and unset by an admin. */
export function quotaSets(call: CinderCall): SimAnswer {
  const [project] = call.rest;
  if (project === undefined) return noSuchPath();
  const { method, body, query } = call.request;
  const table = call.context.table<QuotaRow>("cinder.quotas");
  if (method === "DELETE") {
    requireAdmin(call, "volume_extension:quotas:delete");
    table.delete(project);
    return { status: 200 };
  }
  if (method === "PUT") {
    requireAdmin(call, "volume_extension:quotas:update");
    const set = Object.entries(objectOf(body["quota_set"])).flatMap(([kind, amount]) =>
      KINDS.includes(kind) ? [[kind, integerOf(amount) ?? -1] as const] : [],
    );
    table.put({ id: project, limits: { ...table.get(project)?.limits, ...Object.fromEntries(set) } });
  }
  const used = usageOf(call.context, project);
  const amounts: Json = {};
  for (const kind of KINDS) {
    const limit = wire(limitOf(call.context, kind, project));
    amounts[kind] = truthOf(query.get("usage")) ? { limit, in_use: used[kind] ?? 0, reserved: 0 } : limit;
  }
  return { status: 200, body: { quota_set: { ...amounts, ...(method === "PUT" ? {} : { id: project }) } } };
}
