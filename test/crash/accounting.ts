/** An object of a simulated cloud, or of a list of a real one. */
type Row = Readonly<Record<string, unknown>>;

/** All objects of a simulated cloud, by table, as its door `/simulator/objects` gives them. */
export type CloudObjects = Readonly<Record<string, readonly Row[]>>;

/** What is compared of a stack's resource. */
export interface KnownResource {
  readonly name: string;
  readonly type: string;
  readonly physicalId: string;
  /** `ACTION_STATUS`. */
  readonly status: string;
}

/** What is wrong between a cloud and the stacks in it, each in words. */
export interface Discrepancies {
  /** Objects that no resource accounts for. */
  readonly orphans: readonly string[];
  /** Objects that are there more than once. */
  readonly duplicates: readonly string[];
  /** Resources that are complete and whose object is not there. */
  readonly losses: readonly string[];
}

/** What a comparison is made of. */
export interface Comparison {
  /** The cloud before any stack. */
  readonly before: CloudObjects;
  readonly now: CloudObjects;
  readonly resources: readonly KnownResource[];
  readonly nowMs: number;
}

/** The tables whose objects stacks make, and what they are called. */
const tables: Readonly<Record<string, string>> = {
  "nova.servers": "server",
  "nova.keypairs": "key pair",
  "nova.server_groups": "server group",
  "nova.flavors": "flavor",
  "neutron.networks": "network",
  "neutron.subnets": "subnet",
  "neutron.routers": "router",
  "neutron.ports": "port",
  "neutron.floatingips": "floating IP",
  "neutron.security_groups": "security group",
  "cinder.volumes": "volume",
  "cinder.snapshots": "snapshot",
  "cinder.backups": "backup",
  "glance.images": "image",
  "keystone.projects": "project",
  "keystone.users": "user",
  "keystone.roles": "role",
};

/** Types whose physical id is made of other ids; their object is looked for in its own way. */
const joining: Readonly<Record<string, (resource: KnownResource, now: CloudObjects) => boolean>> = {
  "OS::Neutron::RouterInterface": ({ physicalId }, now) => {
    const [router = "", target = ""] = physicalId.split(":");
    const id = target.replace(/^.*=/, "");
    return rows(now, "neutron.ports").some(
      (port) => port["device_id"] === router && (port["id"] === id || subnetsOf(port).includes(id)),
    );
  },
  "OS::Cinder::VolumeAttachment": ({ physicalId }, now) =>
    rows(now, "cinder.volumes").some((volume) =>
      objects(volume["attachments"]).some((use) => use["attachmentId"] === physicalId || volume["id"] === physicalId),
    ),
};

/** Types whose object is a property of another one, or none at all. */
const withoutObject =
  /^OS::Heat::|^OS::Neutron::FloatingIPAssociation$|^OS::Neutron::SecurityGroupRule$|RoleAssignment/;

function objects(value: unknown): readonly Row[] {
  return Array.isArray(value) ? (value as readonly Row[]) : [];
}

function rows(cloud: CloudObjects, table: string): readonly Row[] {
  return cloud[table] ?? [];
}

function subnetsOf(port: Row): readonly string[] {
  return objects(port["fixed_ips"]).map((address) => String(address["subnet_id"]));
}

function label(table: string, row: Row): string {
  return `${tables[table] ?? table} ${String(row["name"] ?? "")} (${String(row["id"])})`;
}

/** Objects that are there now and were not before, without those Nova keeps for its history. */
function newObjects({ before, now, nowMs }: Comparison): Map<string, readonly Row[]> {
  const fresh = new Map<string, readonly Row[]>();
  for (const table of Object.keys(tables)) {
    const known = new Set(rows(before, table).map((row) => row["id"]));
    const isGone = (row: Row): boolean => typeof row["deletedAt"] === "number" && row["deletedAt"] <= nowMs;
    fresh.set(
      table,
      rows(now, table).filter((row) => !known.has(row["id"]) && !isGone(row) && row["name"] !== "default"),
    );
  }
  return fresh;
}

/** Ids of everything that the resources account for: their own objects, and what the cloud made with them. */
function accountedFor(resources: readonly KnownResource[], fresh: ReadonlyMap<string, readonly Row[]>): Set<unknown> {
  const own = new Set(resources.map((resource) => resource.physicalId).filter((id) => id !== ""));
  const accounted = new Set<unknown>();
  for (const all of fresh.values()) for (const row of all) if (own.has(String(row["id"]))) accounted.add(row["id"]);
  for (const row of fresh.get("nova.keypairs") ?? []) if (own.has(String(row["name"]))) accounted.add(row["id"]);
  for (const port of fresh.get("neutron.ports") ?? []) {
    const device = port["device_id"];
    if (device !== "" && (accounted.has(device) || own.has(String(device)))) accounted.add(port["id"]);
  }
  return accounted;
}

function repeated(table: string, all: readonly Row[]): string[] {
  const names = new Map<string, number>();
  for (const row of all) {
    // What Calor made bears its name or its marker; Nova's and Neutron's own ports have neither.
    const marker = /calor-[0-9a-f-]+/.exec(`${String(row["name"])} ${String(row["description"])}`)?.[0];
    const key = marker ?? String(row["name"] ?? "");
    if (key !== "") names.set(key, (names.get(key) ?? 0) + 1);
  }
  const often = [...names].filter(([, count]) => count > 1);
  return often.map(([name, count]) => `${tables[table] ?? table} ${name} is there ${count} times`);
}

/** Compares a cloud with what the stacks in it know. Deleted resources are not to be among `resources`. */
export function compare(comparison: Comparison): Discrepancies {
  const { now, resources } = comparison;
  const fresh = newObjects(comparison);
  const accounted = accountedFor(resources, fresh);
  const orphans: string[] = [];
  const duplicates: string[] = [];
  const present = new Set<string>();
  for (const [table, all] of fresh) {
    for (const row of all) {
      present.add(String(row["id"]));
      if (table === "nova.keypairs") present.add(String(row["name"]));
      if (!accounted.has(row["id"])) orphans.push(label(table, row));
    }
    duplicates.push(...repeated(table, all));
  }
  const losses = resources.filter((resource) => {
    if (!resource.status.endsWith("_COMPLETE") || withoutObject.test(resource.type)) return false;
    const joins = joining[resource.type];
    return joins ? !joins(resource, now) : !present.has(resource.physicalId);
  });
  return { orphans, duplicates, losses: losses.map(({ name, physicalId }) => `${name} (${physicalId})`) };
}
