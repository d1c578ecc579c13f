import type { Clock } from "#lib/ports.ts";
import { cinderService } from "./cinder.ts";
import type { Cloud } from "./cloud.ts";
import type { Collection } from "./collection.ts";
import { CloudFault, isFault } from "./fault.ts";
import { glanceService } from "./glance.ts";
import { keystoneService } from "./keystone.ts";
import { namedCollections } from "./named-kinds.ts";
import { neutronService } from "./neutron.ts";
import { novaService } from "./nova.ts";
import type { Session } from "./session.ts";

const NAME_KEPT_MS = 60_000;
const NAMES_KEPT = 10_000;

/** Ids of names asked for before: only found ones are kept, and what is asked for twice at once is looked up once. */
class NameCache {
  readonly #clock: Clock;
  readonly #found = new Map<string, { id: Promise<string>; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  resolve(key: string, look: () => Promise<string>): Promise<string> {
    const now = this.#clock.now();
    const known = this.#found.get(key);
    if (known !== undefined && known.until > now) return known.id;
    this.#found.delete(key);
    if (this.#found.size >= NAMES_KEPT) this.#dropOldest();
    const entry = { id: look(), until: now + NAME_KEPT_MS };
    this.#found.set(key, entry);
    entry.id.catch(() => {
      if (this.#found.get(key) === entry) this.#found.delete(key);
    });
    return entry.id;
  }

  #dropOldest(): void {
    for (const key of this.#found.keys()) {
      this.#found.delete(key);
      return;
    }
  }
}

async function idOf(collection: Collection, nameOrId: string, session: Session): Promise<string> {
  try {
    return String((await collection.find(nameOrId))["id"]);
  } catch (error) {
    // A plain user may not list projects, users or roles, but knows who they are themselves.
    if (!isFault(error, "forbidden")) throw error;
    const { userId, userName, projectId, projectName } = await session.identity();
    if (collection.kind === "keystone.project" && (nameOrId === projectName || nameOrId === projectId))
      return projectId;
    if (collection.kind === "keystone.user" && (nameOrId === userName || nameOrId === userId)) return userId;
    throw error;
  }
}

/** The cloud as a session sees it. */
export function connect(session: Session, clock: Clock): Cloud {
  const neutron = neutronService(session);
  const nova = novaService(session);
  const cinder = cinderService(session);
  const glance = glanceService(session);
  const keystone = keystoneService(session);
  const { grants: _, ...keystoneCollections } = keystone;
  const { servers, flavors, keypairs } = nova;
  const all: Collection[] = [neutron, { servers, flavors, keypairs }, cinder, glance, keystoneCollections].flatMap(
    (service) => Object.values(service) as Collection[],
  );
  all.push(...namedCollections(session));
  const byKind = new Map(all.map((collection) => [collection.kind, collection]));
  const names = new NameCache(clock);
  return {
    neutron,
    nova,
    cinder,
    glance,
    keystone,
    collection: (kind) => byKind.get(kind),
    async resolveName(kind, nameOrId) {
      const collection = byKind.get(kind);
      if (collection === undefined) {
        throw new CloudFault({
          kind: "unexpected",
          message: `no collection "${kind}" is known`,
          service: kind,
          mayHaveHadEffect: false,
          transient: false,
        });
      }
      return await names.resolve(`${kind} ${nameOrId}`, () => idOf(collection, nameOrId, session));
    },
    async identity() {
      const { userId, projectId, roles } = await session.identity();
      return { userId, projectId, roles };
    },
  };
}
