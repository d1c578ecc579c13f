import { createCinder, seedCinder } from "./cinder/cinder.ts";
import { createGlance, seedGlance } from "./glance/glance.ts";
import { createKeystone, type Keystone } from "./keystone/keystone.ts";
import { createNeutron } from "./neutron/neutron.ts";
import { createNova, seedNova } from "./nova/nova.ts";
import type { SimContext, SimService } from "./service.ts";

/** The services of a simulated cloud. */
export interface Services {
  readonly keystone: Keystone;
  /** The service behind the first segment of a path, e.g. `"network"`. */
  byPrefix(prefix: string): SimService | undefined;
}

/** Makes all services over one state, and puts their first objects where there are none. */
export function createServices(context: SimContext): Services {
  const keystone = createKeystone(context);
  const neutron = createNeutron(context);
  seedNova(context);
  seedCinder(context);
  seedGlance(context);
  const services = new Map<string, SimService>([
    ["identity", keystone],
    ["network", neutron],
    ["compute", createNova(context, neutron)],
    ["volume", createCinder(context)],
    ["image", createGlance(context)],
  ]);
  return { keystone, byPrefix: (prefix) => services.get(prefix) };
}
