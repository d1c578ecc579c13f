import { createKeystone, type Keystone } from "./keystone/keystone.ts";
import { createNeutron } from "./neutron/neutron.ts";
import type { SimContext, SimService } from "./service.ts";

/** The services of a simulated cloud. */
export interface Services {
  readonly keystone: Keystone;
  /** The service behind the first segment of a path, e.g. `"network"`. */
  byPrefix(prefix: string): SimService | undefined;
}

/** Makes all services over one state. */
export function createServices(context: SimContext): Services {
  const keystone = createKeystone(context);
  const services = new Map<string, SimService>([
    ["identity", keystone],
    ["network", createNeutron(context)],
  ]);
  return { keystone, byPrefix: (prefix) => services.get(prefix) };
}
