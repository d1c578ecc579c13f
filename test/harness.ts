import type { Http } from "#lib/ports.ts";
import { connect } from "#cloud/connect.ts";
import type { Credential } from "#cloud/credential.ts";
import { createServiceLimits } from "#cloud/limits.ts";
import { createSession } from "#cloud/session.ts";
import { createWatcher } from "#cloud/watcher.ts";
import type { EngineParts } from "#engine/engine.ts";
import { createEngine, createRunner } from "#engine/engine.ts";
import type { MemoryJournal } from "#engine/journal/memory-journal.ts";
import { createMemoryJournal } from "#engine/journal/memory-journal.ts";
import { heatLimits } from "#engine/limits.ts";
import type { Caller, Engine, StackChange, StackRequest } from "#engine/requests.ts";
import type { EngineRunner } from "#engine/run/engine-runner.ts";
import { sleep } from "#lib/time.ts";
import { catalogue, resourceTypes } from "#resources/registry.ts";
import { createSimulatedCloud } from "#simcloud/cloud.ts";
import type { SimulatedCloud } from "#simcloud/simulated-cloud.ts";
import type { SimSettings } from "#simcloud/settings.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** What a test may have otherwise. */
export interface HarnessOptions {
  readonly settings?: Partial<SimSettings>;
  readonly seed?: number;
  /** Puts something between the engine and the cloud. */
  readonly wrap?: (http: Http) => Http;
}

/** A stack as a test sees it. */
export interface TestStack {
  readonly id: string;
  readonly name: string;
  /** `ACTION_STATUS` once the operation under way has ended, in virtual time. */
  settled(): Promise<string>;
  reason(): Promise<string>;
  update(template: string, more?: Partial<StackChange>): Promise<void>;
  delete(): Promise<void>;
  output(key: string): Promise<unknown>;
  /** Physical id of a resource. */
  physicalId(resource: string): Promise<string>;
  /** `ACTION_STATUS` of each resource. */
  resources(): Promise<Record<string, string>>;
  /** `resource ACTION_STATUS`, in order. */
  events(): Promise<string[]>;
}

/** A whole service in one process on a virtual clock: engine, journal in memory, simulated cloud. */
export interface Harness extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly cloud: SimulatedCloud;
  readonly journal: MemoryJournal;
  readonly engine: Engine;
  readonly caller: Caller;
  create(template: string, more?: Partial<StackRequest> & { name?: string }): Promise<TestStack>;
  /** Ends the engine where it stands, without a word, as a kill does. */
  kill(): void;
  /** Starts another engine on what the killed one left. */
  restart(): Promise<void>;
  run<T>(promise: Promise<T>): Promise<T>;
}

const demo: Credential = {
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

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const endless = 6 * 3600 * 1000;

/** Starts everything; the caller is the user `demo`. */
export async function startOnSimulatedCloud(options: HarnessOptions = {}): Promise<Harness> {
  const clock = createVirtualClock();
  const random = seededRandom(options.seed ?? 1);
  const cloud = createSimulatedCloud({ clock, random, baseUrl: "http://cloud.test", settings: options.settings ?? {} });
  const journal = createMemoryJournal({ clock });
  let engines = 0;
  let alive = new AbortController();
  let runner: EngineRunner | undefined;
  let parts = partsOf();

  function partsOf(): EngineParts {
    const life = new AbortController();
    alive = life;
    const send = options.wrap ? options.wrap(cloud.handle) : cloud.handle;
    const http: Http = async (request) => {
      // A killed process neither sends nor hears anything any more.
      if (life.signal.aborted) return new Promise(() => undefined);
      const answer = await send(request);
      return life.signal.aborted ? new Promise(() => undefined) : answer;
    };
    const session = createSession({ credential: demo, http, clock, random, limits: createServiceLimits() });
    const connected = connect(session, clock);
    const mortal = Object.fromEntries(
      Object.entries(journal).map(([name, method]) => [
        name,
        (...args: unknown[]) =>
          life.signal.aborted ? new Promise(() => undefined) : (method as (...all: unknown[]) => unknown)(...args),
      ]),
    ) as unknown as MemoryJournal;
    return {
      journal: mortal,
      types: resourceTypes,
      catalogue,
      clock,
      random,
      log: quiet,
      watcher: createWatcher({ clock }),
      limits: heatLimits,
      cloudOf: () => Promise.resolve(connected),
      credentialFor: () => Promise.resolve("demo"),
      requestTimeoutMs: 30_000,
    };
  }

  async function start(): Promise<void> {
    parts = partsOf();
    engines += 1;
    runner = createRunner(parts, { engineId: `engine-${engines}`, leaseMs: 10_000, pollMs: 1000, maxTrees: 100 });
    await clock.run(runner.start());
  }

  await start();
  const identity = await clock.run(parts.cloudOf("demo").then((connected) => connected.identity()));
  const caller: Caller = { ...identity, userName: "demo", token: "", requestId: "req-test" };
  let engine = createEngine(parts);

  const stackOf = (id: string, name: string): TestStack => ({
    id,
    name,
    async settled() {
      const limit = clock.now() + endless;
      for (;;) {
        const row = await journal.stack(id);
        if (row?.deletedAt != null || (row && row.status !== "IN_PROGRESS")) {
          const idle = (await journal.dump()).operations.size === 0;
          if (idle || clock.now() > limit) return `${row.action}_${row.status}`;
        }
        if (clock.now() > limit) return `${row?.action ?? "?"}_${row?.status ?? "?"}`;
        await clock.run(sleep(clock, 100));
      }
    },
    reason: async () => (await journal.stack(id))?.reason ?? "",
    update: (template, more = {}) =>
      clock.run(engine.updateStack(caller, { id }, { template, existing: false, ...more })),
    delete: () => clock.run(engine.deleteStack(caller, { id })),
    output: async (key) => (await clock.run(engine.showOutput(caller, { id }, key))).value,
    physicalId: async (resource) =>
      (await clock.run(engine.listResources(caller, { id }))).find((view) => view.row.name === resource)?.row
        .physicalId ?? "",
    async resources() {
      const views = await clock.run(engine.listResources(caller, { id }));
      return Object.fromEntries(views.map(({ row }) => [row.name, `${row.action}_${row.status}`]));
    },
    async events() {
      const { events } = await clock.run(engine.listEvents(caller, { id }, {}));
      return events.map((event) => `${event.resourceName} ${event.action}_${event.status}`);
    },
  });

  return {
    clock,
    cloud,
    journal,
    get engine() {
      return engine;
    },
    caller,
    run: (promise) => clock.run(promise),
    async create(template, { name = "test", ...request } = {}) {
      const { id } = await clock.run(engine.createStack(caller, name, { template, ...request }));
      return stackOf(id, name);
    },
    kill() {
      alive.abort();
    },
    async restart() {
      await start();
      engine = createEngine(parts);
    },
    async [Symbol.asyncDispose]() {
      if (!alive.signal.aborted) await clock.run(runner?.stop() ?? Promise.resolve());
    },
  };
}
