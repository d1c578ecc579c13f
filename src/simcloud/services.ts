import { createCinder, seedCinder } from "./cinder/cinder.ts";
import { createGlance, seedGlance } from "./glance/glance.ts";
import { createKeystone, type Keystone } from "./keystone/keystone.ts";
import { seededProjectId } from "./keystone/seed.ts";
import { createNeutron } from "./neutron/neutron.ts";
import { seededUuid } from "./neutron/rows.ts";
import { createNova, seedNova } from "./nova/nova.ts";
import type { SimContext, SimService } from "./service.ts";

/** The services of a simulated cloud. */
export interface Services {
  readonly keystone: Keystone;
  /** The service behind the first segment of a path, e.g. `"network"`. */
  byPrefix(prefix: string): SimService | undefined;
}

/** Makes all services over one state, and puts the first objects of a fresh one. */
export function createServices(context: SimContext): Services {
  const isFresh = context.table("keystone.domains").list().length === 0;
  const keystone = createKeystone(context);
  const neutron = createNeutron(context);
  if (isFresh) seedOthers(context);
  const services = new Map<string, SimService>([
    ["identity", keystone],
    ["network", neutron],
    ["compute", createNova(context, neutron)],
    ["volume", createCinder(context)],
    ["image", createGlance(context)],
  ]);
  return { keystone, byPrefix: (prefix) => services.get(prefix) };
}

function seedOthers(context: SimContext): void {
  let count = 0;
  // The ids are the same on every simulated cloud, so that they can be written down.
  const seeding = { ...context, uuid: () => seededUuid(`first objects:${count++}`) };
  seedNova(seeding);
  seedCinder(seeding);
  seedGlance(seeding, seededProjectId("admin"));
}
