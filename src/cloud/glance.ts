import type { GlanceService } from "./cloud.ts";
import { deriveCollection } from "./derive-collection.ts";
import type { Session } from "./session.ts";

/** Glance as a session sees it. */
export function glanceService(session: Session): GlanceService {
  return {
    images: deriveCollection(session, {
      kind: "glance.image",
      noun: "image",
      service: "image",
      path: "/images",
      plural: "images",
      // Glance shows 25 a page otherwise.
      listQuery: { limit: 500 },
      update: "jsonPatch",
      ids: "any",
      ownFilter: "owner",
    }),
  };
}
