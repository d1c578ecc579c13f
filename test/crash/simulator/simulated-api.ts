import { createHeatApi } from "#api/heat/heat-api.ts";
import { TokenRefused } from "#api/middleware/identity.ts";
import { createEngine } from "#engine/engine.ts";
import { heatLimits } from "#engine/limits.ts";
import type { Caller, Engine } from "#engine/requests.ts";
import { createLease } from "#engine/run/lease.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import { FaultyProcess } from "./faulty-process.ts";
import type { Shared } from "./shared.ts";
import { partsOf } from "./simulated-engine.ts";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

interface Served {
  readonly engine: Engine;
  readonly caller: Caller;
}

/** Making routes takes longer than a run: one API serves all, and a token says which process is meant. */
const served = new Map<string, Served>();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let api: ReturnType<typeof createHeatApi> | undefined;

function engineOf(token: string): Served {
  const found = served.get(token);
  if (found === undefined) throw new TokenRefused();
  return found;
}

/** Hands each call to the engine that the caller's token means. */
const handedOn = new Proxy({ limits: heatLimits } as Engine, {
  get(target, name) {
    if (name in target) return Reflect.get(target, name) as unknown;
    return (caller: Caller, ...rest: unknown[]) => {
      const method = Reflect.get(engineOf(caller.token).engine, name) as (...args: unknown[]) => unknown;
      return method(caller, ...rest);
    };
  },
});

function sharedApi(): ReturnType<typeof createHeatApi> {
  return (api ??= createHeatApi({
    engine: handedOn,
    identity: {
      async authenticate(token) {
        const { userId, userName, projectId, roles } = engineOf(token).caller;
        return { userId, userName, projectId, roles };
      },
    },
    log: quiet,
    random: seededRandom(1),
    authUri: "http://cloud.test/identity/v3",
  }));
}

/** The API's processes, one after the other: when one dies, another comes. */
export class SimulatedApi {
  readonly #shared: Shared;
  readonly #caller: Caller;
  /** Who waits for an answer of the present process. */
  readonly #callers = new Set<() => void>();
  #lives = 0;
  #token = "";
  #process!: FaultyProcess;

  constructor(shared: Shared, caller: Caller) {
    this.#shared = shared;
    this.#caller = caller;
    this.#start();
  }

  /** Delivers a request; undefined where the process dies before it answers, or none is there. */
  async ask(method: string, path: string, body?: unknown): Promise<ApiAnswer | undefined> {
    const process = this.#process;
    if (process.state === "dead") return undefined;
    const answer = sharedApi().inject({
      method: method as "GET",
      url: `/v1/${this.#caller.projectId}${path}`,
      headers: {
        host: "calor.test",
        "x-auth-token": this.#token,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    const broken = new Promise<undefined>((resolve) => this.#callers.add(() => resolve(undefined)));
    const heard = await Promise.race([process.hear(answer), broken]);
    return heard && { status: heard.statusCode, body: heard.body };
  }

  /** The process dies. */
  kill(): void {
    this.#process.kill();
  }

  /** No process any more. */
  close(): void {
    served.delete(this.#token);
  }

  #start(): void {
    this.#lives += 1;
    this.#callers.clear();
    const { clock, faults, random } = this.#shared;
    const process = new FaultyProcess(this.#shared, `api-${this.#lives}`, () => {
      for (const hangUp of this.#callers) hangUp();
      clock.after(faults.between(200, 5000), () => this.#start());
    });
    served.delete(this.#token);
    this.#token = Buffer.from(random.bytes(16)).toString("hex");
    this.#process = process;
    served.set(this.#token, { engine: createEngine(partsOf(process, createLease(process))), caller: this.#caller });
  }
}
