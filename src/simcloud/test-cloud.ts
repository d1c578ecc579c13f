import type { Clock, HttpResponse, Random, Timer } from "#lib/ports.ts";
import { createSimulatedCloud } from "./cloud.ts";
import type { Json } from "./service.ts";
import type { SimSettings } from "./settings.ts";
import type { EffectLog } from "./sim-state.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";

/** A clock that stands until it is moved. */
export class StandingClock implements Clock {
  #now = Date.UTC(2026, 0, 2, 3, 4, 5);
  #timers: { due: number; fire: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fire: () => void): Timer {
    const timer = { due: this.#now + delayMs, fire };
    this.#timers.push(timer);
    return { cancel: () => (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  soon(fire: () => void): void {
    queueMicrotask(fire);
  }

  /** Moves the time on and fires what is due, in order. */
  advance(byMs: number): void {
    const until = this.#now + byMs;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > until) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.due);
      next.fire();
    }
    this.#now = until;
  }
}

/** Randomness from a seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  return { fraction: next, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

/** An answer with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: HttpResponse["headers"];
  readonly body: Json;
}

/** Sends requests as one user of a project. */
export type Client = (
  method: string,
  path: string,
  body?: Json,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>;

/** A cloud in memory with clients for it. */
export interface TestCloud {
  readonly cloud: SimulatedCloud;
  readonly clock: StandingClock;
  readonly anonymous: Client;
  as(user: string, project?: string): Promise<Client>;
}

/** The body of a password authentication. */
export function passwordAuth(user: string, project?: string, password = "secret"): Json {
  const domain = { id: "default" };
  const identity = { methods: ["password"], password: { user: { name: user, domain, password } } };
  return {
    auth: {
      identity,
      ...(project === undefined ? { scope: "unscoped" } : { scope: { project: { name: project, domain } } }),
    },
  };
}

/** Starts a cloud in memory on a standing clock. */
export function startTestCloud(
  options: { clock?: StandingClock; log?: EffectLog; settings?: Partial<SimSettings>; seed?: number } = {},
): TestCloud {
  const clock = options.clock ?? new StandingClock();
  const cloud = createSimulatedCloud({
    clock,
    random: seededRandom(options.seed ?? 1),
    baseUrl: "http://cloud.test",
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const client =
    (token?: string): Client =>
    async (method, path, body, headers = {}) => {
      const answer = await cloud.handle({
        method,
        url: `${cloud.baseUrl}${path}`,
        headers: {
          ...(token === undefined ? {} : { "x-auth-token": token }),
          "content-type": "application/json",
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = typeof answer.body === "string" ? answer.body : Buffer.from(answer.body).toString("utf8");
      return {
        status: answer.status,
        headers: answer.headers,
        body: text.startsWith("{") ? (JSON.parse(text) as Json) : {},
      };
    };
  const anonymous = client();
  return {
    cloud,
    clock,
    anonymous,
    async as(user, project = user) {
      const answer = await anonymous("POST", "/identity/v3/auth/tokens", passwordAuth(user, project));
      return client(answer.headers["x-subject-token"]);
    },
  };
}
