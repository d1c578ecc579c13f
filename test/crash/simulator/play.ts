import type { Random } from "#lib/ports.ts";
import { connect } from "#cloud/connect.ts";
import { createSession } from "#cloud/session.ts";
import { createWatcher } from "#cloud/watcher.ts";
import { createEngine } from "#engine/engine.ts";
import { EngineFault } from "#engine/faults.ts";
import { createMemoryJournal } from "#engine/journal/memory-journal.ts";
import { createMemoryState, type MemoryState } from "#engine/journal/memory-state.ts";
import { heatLimits } from "#engine/limits.ts";
import type { Caller, Engine } from "#engine/requests.ts";
import { catalogue, resourceTypes } from "#resources/registry.ts";
import { createSimulatedCloud } from "#simcloud/cloud.ts";
import type { SimRow, SimulatedCloud } from "#simcloud/simulated-cloud.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import type { StackRow } from "#storage/rows.ts";
import { createVirtualClock, type VirtualClock } from "../../virtual-clock.ts";
import type { CloudObjects } from "../accounting.ts";
import { FaultPlan, type FaultKind } from "./faults.ts";
import { account, endStateOf, eventsAgree, foreignTouched, type Oracle, type Violation } from "./oracles.ts";
import { foreignNames } from "./scenario-templates.ts";
import type { Order, Scenario } from "./scenarios.ts";
import { demo, endpoints, type Shared } from "./shared.ts";
import { SimulatedEngine } from "./simulated-engine.ts";

/** How a run is played. */
export interface PlayOptions {
  readonly seed: number;
  readonly engines: number;
  /** Absent: no faults at all. */
  readonly faults?: (kind: FaultKind) => boolean;
  readonly log?: (line: string) => void;
}

/** What came of a run. */
export interface Played {
  readonly violations: readonly Violation[];
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Final states at the moments at which one was waited for. */
  readonly states: readonly string[];
  readonly endState: readonly string[];
  /** Oracles that say nothing about this run. */
  readonly skipped: readonly Oracle[];
}

/** Faults go on for at most so long. */
const faultsForMs = 150_000;
/** A final state must be there so long after the last fault, or after what was ordered later. */
const finalWithinMs = 900_000;

/** One world and the one stack in it. */
class Play {
  readonly #scenario: Scenario;
  readonly #clock: VirtualClock = createVirtualClock();
  readonly #state: MemoryState = createMemoryState();
  readonly #cloud: SimulatedCloud;
  readonly #faults: FaultPlan;
  readonly #random: Random;
  readonly #log: (line: string) => void;
  readonly #violations: Violation[] = [];
  readonly #meddled = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #finals = new Map<string, string>();
  readonly #shared: Shared;
  #lives = 0;
  #engine!: Engine;
  #caller!: Caller;
  #token = "";
  #stackId = "";

  constructor(scenario: Scenario, { seed, faults, log = () => undefined }: PlayOptions) {
    this.#scenario = scenario;
    this.#log = log;
    this.#random = seededRandom(seed);
    const random = seededRandom(seed * 7919 + 1);
    this.#cloud = createSimulatedCloud({
      clock: this.#clock,
      random,
      baseUrl: "http://cloud.test",
      settings: { latencyMs: 20 },
    });
    const place = [...scenario.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 0);
    this.#faults = new FaultPlan(seededRandom(seed * 104_729 + place), faults);
    this.#shared = {
      clock: this.#clock,
      random,
      cloud: this.#cloud,
      state: this.#state,
      faults: this.#faults,
      committed: () => this.#watchStatuses(),
      meddle: (kind) => this.#meddle(kind),
      log,
    };
    if (faults === undefined) this.#faults.stop();
  }

  async run(engines: number): Promise<Played> {
    await this.#openDoor();
    await this.#makeForeign();
    const before = this.#objects();
    for (let number = 0; number < engines; number += 1) this.#startEngine();
    this.#clock.after(faultsForMs, () => this.#faults.stop());
    const states: string[] = [];
    for (const order of this.#scenario.orders) {
      if (order.withinMs === undefined) states.push(await this.#settled());
      else await this.#clock.advance(Math.floor(this.#random.fraction() * order.withinMs));
      await this.#order(order);
    }
    states.push(await this.#settled());
    const endState = endStateOf(this.#state);
    this.#noteRetained();
    this.#check(before);
    await this.#deleteAll(before);
    return { violations: this.#violations, faults: this.#faults.counts, states, endState, skipped: [] };
  }

  async #openDoor(): Promise<void> {
    const clock = this.#clock;
    const random = seededRandom(Math.floor(this.#random.fraction() * 2 ** 31));
    const session = createSession({ credential: demo, http: this.#cloud.handle, clock, random });
    const connected = connect(session, clock);
    this.#engine = createEngine({
      journal: createMemoryJournal({ clock, state: this.#state }),
      types: resourceTypes,
      catalogue,
      clock,
      random,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      watcher: createWatcher({ clock }),
      limits: heatLimits,
      cloudOf: () => Promise.resolve(connected),
      credentialFor: () => Promise.resolve("demo"),
      requestTimeoutMs: 30_000,
    });
    const identity = await clock.run(connected.identity());
    this.#caller = { ...identity, userName: "demo", token: "", requestId: "req-test" };
    const { auth } = demo;
    if (auth.kind !== "password") return;
    const body = JSON.stringify({
      auth: {
        identity: { methods: ["password"], password: { user: { ...auth.user, password: auth.password } } },
        scope: auth.scope,
      },
    });
    const answer = await this.#clock.run(
      this.#cloud.handle({ method: "POST", url: "http://cloud.test/identity/v3/auth/tokens", headers: {}, body }),
    );
    this.#token = answer.headers["x-subject-token"] ?? "";
  }

  #send(method: string, path: string, body?: unknown): ReturnType<SimulatedCloud["handle"]> {
    return this.#cloud.handle({
      method,
      url: `http://cloud.test${path}`,
      headers: { "x-auth-token": this.#token, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Somebody else's objects, with names that the stack uses as well. */
  async #makeForeign(): Promise<void> {
    const made = [
      this.#send("POST", "/network/v2.0/networks", { network: { name: foreignNames.network } }),
      this.#send("POST", "/network/v2.0/security-groups", { security_group: { name: foreignNames.group } }),
      this.#send("POST", `/volume/v3/${this.#caller.projectId}/volumes`, {
        volume: { name: foreignNames.volume, size: 1 },
      }),
    ];
    for (const answer of await this.#clock.run(Promise.all(made)))
      if (answer.status >= 300) throw new TypeError(`a foreign object could not be made: ${String(answer.body)}`);
    await this.#clock.advance(5000);
  }

  #objects(): CloudObjects {
    return Object.fromEntries(this.#cloud.tableNames().map((name) => [name, this.#cloud.objects<SimRow>(name)]));
  }

  #startEngine(): void {
    this.#lives += 1;
    const engine = new SimulatedEngine(this.#shared, this.#lives, () => {
      this.#clock.after(this.#faults.between(200, 40_000), () => this.#startEngine());
    });
    engine.start();
  }

  async #order(order: Order): Promise<void> {
    const { template = "", more = {} } = order;
    this.#log(`${String(this.#clock.now() % 10_000_000).padStart(8)} == ${order.do}`);
    const stack = { id: this.#stackId };
    try {
      if (order.do === "create") {
        const row = await this.#clock.run(this.#engine.createStack(this.#caller, "app", { template, ...more }));
        this.#stackId = row.id;
      } else if (order.do === "update")
        await this.#clock.run(this.#engine.updateStack(this.#caller, stack, { template, existing: false, ...more }));
      else if (order.do === "cancel") await this.#clock.run(this.#engine.cancelUpdate(this.#caller, stack));
      else await this.#clock.run(this.#engine.deleteStack(this.#caller, stack));
    } catch (error) {
      // By then the stack may be where the order makes no sense.
      if (!(error instanceof EngineFault)) throw error;
      this.#log(`         refused: ${error.message}`);
    }
  }

  #row(): StackRow | undefined {
    return this.#state.stacks.get(this.#stackId);
  }

  async #settled(): Promise<string> {
    if (this.#stackId === "") return "";
    const limit = Math.max(this.#clock.now(), faultsForMs + Date.parse("2026-01-01T00:00:00Z")) + finalWithinMs;
    for (;;) {
      const row = this.#row();
      const ended = row !== undefined && row.status !== "IN_PROGRESS" && this.#state.operations.size === 0;
      const state = `${row?.action ?? "?"}_${row?.status ?? "?"}`;
      if (ended) {
        this.#log(`${String(this.#clock.now() % 10_000_000).padStart(8)} -- ${state}: ${row.reason}`);
        return state;
      }
      if (this.#clock.now() > limit) {
        this.#violations.push({ oracle: "final state", what: `${state} for ever; ${this.#busy()}` });
        return state;
      }
      await this.#clock.advance(200);
    }
  }

  #busy(): string {
    const busy = [...this.#state.resources.values()].filter(
      (row) => row.status !== "COMPLETE" || row.action === "INIT",
    );
    return busy.map((row) => `${row.name} ${row.action}_${row.status}`).join(", ");
  }

  /** Within an operation a stack that has ended is not in progress again. */
  #watchStatuses(): void {
    for (const row of this.#state.stacks.values()) {
      const key = `${row.id}/${row.operation}`;
      const before = this.#finals.get(key);
      if (before !== undefined && before !== row.status)
        this.#violations.push({ oracle: "no status backwards", what: `${row.name}: ${before} became ${row.status}` });
      if (row.status !== "IN_PROGRESS") this.#finals.set(key, row.status);
    }
  }

  #meddle(kind: "object deleted" | "object changed"): boolean {
    const rows = [...this.#state.resources.values()].filter(
      (row) => row.status === "COMPLETE" && row.physicalId !== null && row.type in endpoints,
    );
    const row = rows[Math.floor(this.#faults.random.fraction() * rows.length)];
    const endpoint = endpoints[row?.type ?? ""];
    if (row?.physicalId == null || endpoint === undefined) return false;
    const path = `${endpoint.path}/${row.physicalId}`;
    const body = { [endpoint.key]: { [endpoint.changes]: "meddled" } };
    this.#meddled.add(row.physicalId);
    // Subnets go with their network.
    for (const subnet of this.#cloud.objects<SimRow>("neutron.subnets"))
      if (subnet["network_id"] === row.physicalId) this.#meddled.add(subnet.id);
    this.#log(`         ${kind}: ${row.name}`);
    void (kind === "object deleted" ? this.#send("DELETE", path) : this.#send("PUT", path, body));
    return true;
  }

  #noteRetained(): void {
    for (const event of this.#state.events) {
      if (!this.#scenario.retained?.includes(event.resourceName) || event.physicalId === null) continue;
      if (event.status === "COMPLETE" && event.action === "CREATE") this.#kept.add(event.physicalId);
    }
  }

  #check(before: CloudObjects): void {
    const now = this.#objects();
    const gone = this.#row()?.deletedAt != null;
    const kept = gone ? this.#kept : new Set<string>();
    const accounts = { state: this.#state, before, now, nowMs: this.#clock.now(), meddled: this.#meddled, kept };
    this.#violations.push(...account(accounts), ...foreignTouched(before, now), ...eventsAgree(this.#state));
  }

  /** Whatever came of it can be deleted, and nothing stays. */
  async #deleteAll(before: CloudObjects): Promise<void> {
    this.#faults.stop();
    if (this.#violations.length > 0 || this.#row()?.deletedAt != null) return;
    await this.#order({ do: "delete" });
    const state = await this.#settled();
    if (state !== "DELETE_COMPLETE")
      this.#violations.push({ oracle: "deletable", what: `${state}: ${this.#row()?.reason ?? ""}` });
    // What was called off late may still be on its way.
    await this.#clock.advance(60_000);
    this.#check(before);
  }
}

/** Plays a scenario once. */
export function playOnce(scenario: Scenario, options: PlayOptions): Promise<Played> {
  return new Play(scenario, options).run(options.engines);
}
