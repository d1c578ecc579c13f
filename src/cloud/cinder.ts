import type { CinderService } from "./cloud.ts";
import type { Collection } from "./collection.ts";
import { deriveCollection, type CollectionShape } from "./derive-collection.ts";
import type { Session } from "./session.ts";

/** Cinder as a session sees it. */
export function cinderService(session: Session): CinderService {
  const collection = (singular: string, path: string, more: Partial<CollectionShape> = {}): Collection =>
    deriveCollection(session, {
      kind: `cinder.${singular}`,
      noun: singular.replaceAll("_", " "),
      service: "block-storage",
      path,
      singular,
      plural: `${singular}s`,
      listPath: `${path}/detail`,
      update: "PUT",
      ...more,
    });
  return {
    volumes: collection("volume", "/volumes"),
    snapshots: collection("snapshot", "/snapshots"),
    backups: collection("backup", "/backups"),
    volumeTypes: collection("volume_type", "/types", { listPath: "/types", nameQuery: "amongAll" }),
  };
}
