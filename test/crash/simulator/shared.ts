import type { Credential } from "#cloud/credential.ts";
import type { MemoryState } from "#engine/journal/memory-state.ts";
import type { Random } from "#lib/ports.ts";
import type { SimulatedCloud } from "#simcloud/simulated-cloud.ts";
import type { VirtualClock } from "../../virtual-clock.ts";
import type { FaultPlan } from "./faults.ts";
import type { Steps } from "./steps.ts";

/** What all processes of a run share. */
export interface Shared {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly cloud: SimulatedCloud;
  readonly state: MemoryState;
  readonly faults: FaultPlan;
  readonly steps: Steps;
  /** A turn of a process that did something durable has passed. */
  readonly committed: () => void;
  /** Deletes or changes an object behind the service's back. */
  readonly meddle: (kind: "object deleted" | "object changed") => boolean;
  /** So many volumes are still to come out broken. */
  readonly broken: { volumes: number };
  readonly log: (line: string) => void;
}

/** With whose rights everything is done. */
export const demo: Credential = {
  authUrl: "http://cloud.test/identity/v3",
  auth: {
    kind: "password",
    user: { name: "demo", domain: { id: "default" } },
    password: "secret",
    scope: { project: { name: "demo", domain: { id: "default" } } },
  },
  interface: "public",
  insecure: false,
  endpointOverrides: {},
};

/** The journal cannot be reached. */
export class JournalAway extends Error {
  constructor() {
    super("the connection to the database broke");
    this.name = "JournalAway";
  }
}

/** Where somebody else deletes or changes objects of a type. */
export const endpoints: Readonly<
  Record<string, { readonly path: string; readonly key: string; readonly changes: string }>
> = {
  "OS::Neutron::Net": { path: "/network/v2.0/networks", key: "network", changes: "description" },
  "OS::Neutron::Port": { path: "/network/v2.0/ports", key: "port", changes: "description" },
  "OS::Neutron::Subnet": { path: "/network/v2.0/subnets", key: "subnet", changes: "description" },
  "OS::Neutron::SecurityGroup": {
    path: "/network/v2.0/security-groups",
    key: "security_group",
    changes: "description",
  },
  "OS::Neutron::FloatingIP": { path: "/network/v2.0/floatingips", key: "floatingip", changes: "description" },
  "OS::Nova::Server": { path: "/compute/v2.1/servers", key: "server", changes: "name" },
};
