import type { NovaService } from "./cloud.ts";
import type { Collection } from "./collection.ts";
import { deriveCollection, type CollectionShape } from "./derive-collection.ts";
import type { Session } from "./session.ts";

/** Nova as a session sees it. */
export function novaService(session: Session): NovaService {
  const collection = (singular: string, path: string, more: Partial<CollectionShape> = {}): Collection =>
    deriveCollection(session, {
      kind: `nova.${singular}`,
      noun: singular,
      service: "compute",
      path,
      singular,
      plural: `${singular}s`,
      update: "PUT",
      ...more,
    });
  const below = (serverId: string, part: string): string => `/servers/${encodeURIComponent(serverId)}/${part}`;
  return {
    servers: collection("server", "/servers", {
      listPath: "/servers/detail",
      nameQuery: "expression",
      changedSince: "changes-since",
    }),
    // `is_public=None` shows administrators the private ones too; Nova ignores it for others.
    flavors: collection("flavor", "/flavors", {
      listPath: "/flavors/detail",
      listQuery: { is_public: "None" },
      ids: "any",
      nameQuery: "amongAll",
    }),
    keypairs: collection("keypair", "/os-keypairs", {
      idField: "name",
      ids: "any",
      nameQuery: "none",
      wrappedItems: true,
    }),
    availabilityZones: collection("availabilityZone", "/os-availability-zone", {
      kind: "nova.availability_zone",
      noun: "availability zone",
      plural: "availabilityZoneInfo",
      idField: "zoneName",
      ids: "any",
      nameQuery: "none",
    }),
    volumeAttachments: (serverId) =>
      collection("volumeAttachment", below(serverId, "os-volume_attachments"), {
        kind: "nova.volume_attachment",
        noun: "volume attachment",
        idField: "volumeId",
        ids: "any",
        nameQuery: "none",
      }),
    interfaces: (serverId) =>
      collection("interfaceAttachment", below(serverId, "os-interface"), {
        kind: "nova.interface",
        noun: "interface",
        idField: "port_id",
        ids: "any",
        nameQuery: "none",
      }),
  };
}
