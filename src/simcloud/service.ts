import type { SimObject, Table } from "./state.ts";

export type { SimObject } from "./state.ts";

/** Any JSON object, as it goes over the wire or into the state. */
export type Json = Record<string, unknown>;

/** Who sends a request: what Keystone's token says. */
export interface Caller {
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
  readonly isAdmin: boolean;
}

/** A request as one simulated service sees it. */
export interface SimRequest {
  readonly method: string;
  /** Decoded path segments behind the service's endpoint, e.g. `["v2.0", "networks", "<id>"]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON body; `{}` where there is none. */
  readonly body: Json;
  /** The body as it came, for uploads. */
  readonly raw: Uint8Array;
  /** Absent only on paths that need no token. */
  readonly caller?: Caller;
}

/** What a simulated service answers; a body that is no string or bytes goes out as JSON. */
export interface SimAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every simulated service is given: the cloud's clock, ids, state and settings. */
export interface SimContext {
  now(): number;
  uuid(): string;
  /** The table of that name, e.g. `"neutron.ports"`; made at first use. All changes to it are logged durably before the answer leaves. */
  table<T extends SimObject>(name: string): Table<T>;
  /** How long a kind of work takes, in ms: `"nova.boot"`, `"nova.resize"`, `"cinder.create"`, …; settings scale or override it. */
  duration(work: string): number;
  /** Base URL of a service as the catalogue names it, e.g. `endpoint("network")`. */
  endpoint(serviceType: string): string;
  /** Amount allowed of `what` (e.g. `"nova.instances"`) per project; Infinity unless a quota was ordered. */
  quota(what: string, projectId: string): number;
  /** How long a token is good for, in ms. */
  tokenLifetimeMs(): number;
  /** What the catalogue lists, in order; `%(tenant_id)s` in a URL stands for the project. */
  catalogue(): readonly CatalogueEntry[];
}

/** A service as Keystone's catalogue lists it. */
export interface CatalogueEntry {
  readonly type: string;
  readonly name: string;
  readonly url: string;
}

/** One simulated service: a handler of request → answer over the state; it may throw `SimFault`. */
export interface SimService {
  /** Catalogue type: `"identity"`, `"compute"`, `"network"`, `"volumev3"`, `"image"`. */
  readonly type: string;
  /** Name in the catalogue: `"keystone"`, `"nova"`, … */
  readonly name: string;
  handle(request: SimRequest): SimAnswer;
  /** The service's own words for a refusal; without it, the body usual for its type. */
  refuse?(fault: SimFault): SimAnswer;
}

/** A refusal in the service's own words; the service turns it into its own error body. */
export class SimFault extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "SimFault";
    this.status = status;
  }
}
