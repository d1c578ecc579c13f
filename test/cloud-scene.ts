import type { Http } from "#lib/ports.ts";
import type { Cloud } from "#cloud/cloud.ts";
import { connect } from "#cloud/connect.ts";
import type { Credential } from "#cloud/credential.ts";
import { isFault, type CloudFault } from "#cloud/fault.ts";
import { createSession, type Session, type SessionOptions } from "#cloud/session.ts";
import { createSimulatedCloud } from "#simcloud/cloud.ts";
import type { SimulatedCloud } from "#simcloud/simulated-cloud.ts";
import type { SimSettings } from "#simcloud/settings.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** A simulated cloud and a client of it, on a virtual clock. */
export interface CloudScene {
  readonly clock: VirtualClock;
  readonly sim: SimulatedCloud;
  readonly session: Session;
  readonly cloud: Cloud;
  /** A session of another user, in the project of the same name. */
  readonly sessionOf: (user: string) => Session;
  /** Drives the clock until the call fails; rejects unless it does so with a `CloudFault`. */
  readonly fault: (call: Promise<unknown>) => Promise<CloudFault>;
  /** Calls the cloud was sent so far. */
  readonly count: (method: string, path: RegExp) => number;
}

/** What a scene may have otherwise. */
export interface SceneOptions extends Partial<SessionOptions> {
  readonly user?: string;
  readonly password?: string;
  readonly settings?: Partial<SimSettings>;
  /** Puts something between the client and the cloud. */
  readonly wrap?: (http: Http) => Http;
}

function passwordOf(user: string, password = "secret"): Credential {
  const domain = { id: "default" };
  return {
    authUrl: "http://cloud.test/identity/v3",
    auth: { kind: "password", user: { name: user, domain }, password, scope: { project: { name: user, domain } } },
    interface: "public",
    insecure: false,
    endpointOverrides: {},
  };
}

/** A fresh simulated cloud and the client of one of its users (`demo` unless said). */
export function cloudScene(options: SceneOptions = {}): CloudScene {
  const { user = "demo", password, settings = {}, wrap = (http) => http, ...more } = options;
  const clock = createVirtualClock();
  const sim = createSimulatedCloud({ clock, random: seededRandom(1), baseUrl: "http://cloud.test", settings });
  const http = wrap(sim.handle);
  const session = createSession({ credential: passwordOf(user, password), http, clock, ...more });
  return {
    clock,
    sim,
    session,
    cloud: connect(session, clock),
    sessionOf: (name) => createSession({ credential: passwordOf(name), http, clock }),
    async fault(call) {
      const [result] = await clock.run(Promise.allSettled([call]));
      if (result.status === "rejected" && isFault(result.reason)) return result.reason;
      throw new TypeError(`no CloudFault but ${String(result.status === "rejected" ? result.reason : "an answer")}`);
    },
    count: (method, path) => sim.calls().filter((call) => call.method === method && path.test(call.path)).length,
  };
}
