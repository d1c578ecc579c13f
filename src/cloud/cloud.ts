import type { CloudObject, Collection } from "./collection.ts";

/**
 * A cloud as one credential sees it: its services with their collections. The services' types come
 * from their declarations (`neutron.ts`, `nova.ts`, …), one line a collection.
 */
export interface Cloud {
  readonly neutron: NeutronService;
  readonly nova: NovaService;
  readonly cinder: CinderService;
  readonly glance: GlanceService;
  readonly keystone: KeystoneService;
  /** The collection of that kind (`"neutron.network"`), or undefined. */
  collection(kind: string): Collection | undefined;
  /** Id of the object that a property with `names: kind` means; looked up once a minute at most. */
  resolveName(kind: string, nameOrId: string): Promise<string>;
  /** Whose the credential is. */
  identity(): Promise<{ userId: string; projectId: string; roles: readonly string[] }>;
}

/** Neutron's collections. */
export interface NeutronService {
  readonly networks: Collection;
  readonly subnets: Collection;
  readonly ports: Collection;
  readonly routers: Collection;
  readonly securityGroups: Collection;
  readonly securityGroupRules: Collection;
  readonly floatingIps: Collection;
}

/** Nova's collections. */
export interface NovaService {
  readonly servers: Collection;
  readonly flavors: Collection;
  readonly keypairs: Collection;
  /** Those that servers can be placed in; `zoneName` is a zone's name. */
  readonly availabilityZones: Collection;
  /** `/servers/{server}/os-volume_attachments`; an attachment's id is the volume's. */
  volumeAttachments(serverId: string): Collection;
  /** `/servers/{server}/os-interface`; an interface's id is the port's. */
  interfaces(serverId: string): Collection;
}

/** Cinder's collections. */
export interface CinderService {
  readonly volumes: Collection;
  readonly snapshots: Collection;
  readonly backups: Collection;
  readonly volumeTypes: Collection;
}

/** Glance's collections. */
export interface GlanceService {
  readonly images: Collection;
}

/** Keystone's collections, and the grants of roles (which have no id). */
export interface KeystoneService {
  readonly projects: Collection;
  readonly users: Collection;
  readonly groups: Collection;
  readonly roles: Collection;
  readonly domains: Collection;
  /** Grants, takes or asks for a role of a user or group on a project or domain. */
  readonly grants: {
    grant(grant: RoleGrant): Promise<void>;
    revoke(grant: RoleGrant): Promise<void>;
    has(grant: RoleGrant): Promise<boolean>;
  };
}

/** A role of a user or a group on a project or a domain: ids. */
export interface RoleGrant {
  readonly role: string;
  readonly user?: string;
  readonly group?: string;
  readonly project?: string;
  readonly domain?: string;
}

/** An object's status field in capitals, `""` where it has none. */
export function statusOf(object: CloudObject): string {
  return typeof object.status === "string" ? object.status.toUpperCase() : "";
}
