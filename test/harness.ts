import type { Http, Random } from "#lib/ports.ts";
import { connect } from "#cloud/connect.ts";
import type { Credential } from "#cloud/credential.ts";
import { createServiceLimits } from "#cloud/limits.ts";
import { createSession } from "#cloud/session.ts";
import { createWatcher } from "#cloud/watcher.ts";
import type { EngineParts } from "#engine/engine.ts";
import { createEngine, createRunner } from "#engine/engine.ts";
import type { MemoryJournal } from "#engine/journal/memory-journal.ts";
import { createMemoryJournal } from "#engine/journal/memory-journal.ts";
import type { Limits } from "#engine/limits.ts";
import { heatLimits } from "#engine/limits.ts";
import type { Caller, Engine, HealthReport, ResourceView, StackChange, StackRequest } from "#engine/requests.ts";
import type { StackData } from "#engine/stack-data.ts";
import type { EngineRunner } from "#engine/run/engine-runner.ts";
import { sleep } from "#lib/time.ts";
import type { VisitAction } from "#storage/rows.ts";
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
  readonly credentialFor?: EngineParts["credentialFor"];
  readonly limits?: Partial<Limits>;
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
  /** Ends it without touching what it made; gives its data. */
  abandon(): Promise<StackData>;
  export(): Promise<StackData>;
  /** Tells a resource something. */
  signal(resource: string, details: unknown): Promise<void>;
  /** Says that a resource is broken, or takes that back. */
  mark(resource: string, report: HealthReport): Promise<void>;
  /** Suspends, resumes or checks it. */
  visit(action: VisitAction): Promise<void>;
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

/** One engine process: its parts, and how to end it as a kill does. */
interface Life {
  readonly parts: EngineParts;
  readonly runner: EngineRunner;
  kill(): void;
}

interface World {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly cloud: SimulatedCloud;
  readonly journal: MemoryJournal;
  readonly wrap: (http: Http) => Http;
  readonly credentialFor: EngineParts["credentialFor"];
  readonly limits: Limits;
}

/** Neither sends nor hears anything once the process is dead. */
function mortal<Args extends unknown[], Answer>(
  life: AbortSignal,
  call: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  const silence = new Promise<never>(() => undefined);
  return async (...args) => {
    if (life.aborted) return silence;
    const answer = await call(...args);
    return life.aborted ? silence : answer;
  };
}

function startLife(world: World, number: number): Life {
  const { clock, random, cloud, journal } = world;
  const death = new AbortController();
  const http = mortal(death.signal, world.wrap(cloud.handle));
  const session = createSession({ credential: demo, http, clock, random, limits: createServiceLimits() });
  const connected = connect(session, clock);
  const parts: EngineParts = {
    journal: {
      ...journal,
      flush: mortal(death.signal, journal.flush.bind(journal)),
      claim: mortal(death.signal, journal.claim.bind(journal)),
      heartbeat: mortal(death.signal, journal.heartbeat.bind(journal)),
      release: mortal(death.signal, journal.release.bind(journal)),
      operations: mortal(death.signal, journal.operations.bind(journal)),
    },
    types: resourceTypes,
    catalogue,
    clock,
    random,
    log: quiet,
    watcher: createWatcher({ clock }),
    limits: world.limits,
    cloudOf: () => Promise.resolve(connected),
    credentialFor: world.credentialFor,
    requestTimeoutMs: 30_000,
  };
  const runner = createRunner(parts, { engineId: `engine-${number}`, leaseMs: 10_000, pollMs: 1000, maxTrees: 100 });
  return { parts, runner, kill: () => death.abort() };
}

function stackOf(calor: Harness, id: string, name: string): TestStack {
  const { clock, journal, caller } = calor;
  const resources = (): Promise<readonly ResourceView[]> => calor.run(calor.engine.listResources(caller, { id }));
  return {
    id,
    name,
    async settled() {
      const limit = clock.now() + endless;
      for (;;) {
        const row = await journal.stack(id);
        const ended = row !== undefined && (row.deletedAt !== null || row.status !== "IN_PROGRESS");
        const { operations, signals } = journal.dump();
        const idle = operations.size + signals.size === 0;
        if ((ended && idle) || clock.now() > limit) return `${row?.action ?? "?"}_${row?.status ?? "?"}`;
        await clock.run(sleep(clock, 100));
      }
    },
    reason: async () => (await journal.stack(id))?.reason ?? "",
    update: (template, more = {}) =>
      clock.run(calor.engine.updateStack(caller, { id }, { template, existing: false, ...more })),
    delete: () => clock.run(calor.engine.deleteStack(caller, { id })),
    abandon: () => clock.run(calor.engine.abandonStack(caller, { id })),
    export: () => clock.run(calor.engine.exportStack(caller, { id })),
    signal: (resource, details) => clock.run(calor.engine.signalResource(caller, { id }, resource, details)),
    mark: (resource, report) => clock.run(calor.engine.markResource(caller, { id }, resource, report)),
    visit: (action) => clock.run(calor.engine.visitStack(caller, { id }, action)),
    output: async (key) => (await clock.run(calor.engine.showOutput(caller, { id }, key))).value,
    physicalId: async (resource) =>
      (await resources()).find((view) => view.row.name === resource)?.row.physicalId ?? "",
    resources: async () =>
      Object.fromEntries((await resources()).map(({ row }) => [row.name, `${row.action}_${row.status}`])),
    async events() {
      const { events } = await clock.run(calor.engine.listEvents(caller, { id }, {}));
      return events.map((event) => `${event.resourceName} ${event.action}_${event.status}`);
    },
  };
}

/** Starts everything; the caller is the user `demo`. */
export async function startOnSimulatedCloud(options: HarnessOptions = {}): Promise<Harness> {
  const clock = createVirtualClock();
  const random = seededRandom(options.seed ?? 1);
  const cloud = createSimulatedCloud({ clock, random, baseUrl: "http://cloud.test", settings: options.settings ?? {} });
  const journal = createMemoryJournal({ clock });
  const { wrap = (http) => http, credentialFor = () => Promise.resolve("demo") } = options;
  const limits = { ...heatLimits, ...options.limits };
  const world: World = { clock, random, cloud, journal, wrap, credentialFor, limits };
  let lives = 1;
  let life: Life | undefined = startLife(world, lives);
  await clock.run(life.runner.start());
  const identity = await clock.run(life.parts.cloudOf("demo").then((connected) => connected.identity()));
  let engine = createEngine(life.parts);
  const calor: Harness = {
    clock,
    cloud,
    journal,
    get engine() {
      return engine;
    },
    caller: { ...identity, userName: "demo", token: "", requestId: "req-test" },
    run: (promise) => clock.run(promise),
    async create(template, { name = "test", ...request } = {}) {
      const { id } = await clock.run(engine.createStack(calor.caller, name, { template, ...request }));
      return stackOf(calor, id, name);
    },
    kill() {
      life?.kill();
      life = undefined;
    },
    async restart() {
      lives += 1;
      life = startLife(world, lives);
      await clock.run(life.runner.start());
      engine = createEngine(life.parts);
    },
    async [Symbol.asyncDispose]() {
      if (life) await clock.run(life.runner.stop());
    },
  };
  return calor;
}
