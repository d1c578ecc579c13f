import type { MemoryState } from "#engine/journal/memory-state.ts";
import type { StackRow } from "#storage/rows.ts";
import type { CloudObjects } from "../accounting.ts";
import { Client, type StackAddress } from "./client.ts";
import type { FaultKind } from "./faults.ts";
import type { FaultyProcess } from "./faulty-process.ts";
import { account, endStateOf, eventsAgree, foreignTouched, type Oracle, type Violation } from "./oracles.ts";
import type { Order, Scenario } from "./scenario.ts";
import { SimulatedApi } from "./simulated-api.ts";
import { startEngine } from "./simulated-engine.ts";
import { keptVolumes } from "./kept-volumes.ts";
import { World } from "./world.ts";

/** How a run is played. */
export interface PlayOptions {
  readonly seed: number;
  readonly engines: number;
  /** Absent: no faults at all. */
  readonly faults?: (kind: FaultKind) => boolean;
  /** The step at which a process dies. */
  readonly dieAt?: number;
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
  /** How many steps the processes took, and at which one a process died. */
  readonly steps: number;
  readonly died: string;
}

/** Faults go on for at most so long. */
const faultsForMs = 150_000;
/** A final state must be there so long after the last fault, or after what was ordered later. */
const finalWithinMs = 900_000;
/** A look at the stacks, and every so many looks one through the API. */
const lookEveryMs = 200;
const looksAnApiLook = 20;

/** One world and the stacks in it. */
class Play {
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #state: MemoryState;
  readonly #log: (line: string) => void;
  readonly #violations: Violation[] = [];
  readonly #finals = new Map<string, string>();
  readonly #stacks = new Map<string, string>();
  readonly #engines = new Set<FaultyProcess>();
  readonly #startedAt: number;
  #lives = 0;
  #client!: Client;

  constructor(scenario: Scenario, { seed, faults, dieAt, log = () => undefined }: PlayOptions) {
    this.#scenario = scenario;
    this.#log = log;
    this.#world = new World({
      seed,
      scenario: scenario.name,
      brokenVolumes: scenario.brokenVolumes ?? 0,
      ...(faults && { faults }),
      ...(dieAt !== undefined && { dieAt }),
      log,
      committed: () => this.#watchStatuses(),
    });
    this.#state = this.#world.shared.state;
    this.#startedAt = this.#world.shared.clock.now();
  }

  async run(engines: number): Promise<Played> {
    const { clock, faults, steps } = this.#world.shared;
    const caller = await this.#world.open();
    const before = this.#world.objects();
    const api = new SimulatedApi(this.#world.shared, caller);
    this.#client = new Client(this.#world.shared, api);
    for (let number = 0; number < engines; number += 1) this.#startEngine();
    clock.after(faultsForMs, () => faults.stop());
    const states: string[] = [];
    for (const order of this.#scenario.orders) {
      if (order.withinMs === undefined) states.push(await this.#settled());
      else await clock.advance(Math.floor(this.#world.random.fraction() * order.withinMs));
      await this.#order(order);
    }
    states.push(await this.#settled());
    // What the cloud goes on with when nobody waits for it any more.
    await clock.advance(10_000);
    const endState = endStateOf(this.#state, this.#world.objects());
    this.#check(before);
    await this.#deleteAll(before);
    api.close();
    const violations = this.#violations;
    return { violations, faults: faults.counts, states, endState, skipped: [], steps: steps.passed, died: steps.died };
  }

  #startEngine(): void {
    const { clock, faults } = this.#world.shared;
    this.#lives += 1;
    const engine = startEngine(this.#world.shared, this.#lives, (ended) => {
      this.#engines.delete(ended);
      clock.after(faults.between(200, 40_000), () => this.#startEngine());
    });
    if (engine.state !== "dead") this.#engines.add(engine);
  }

  #address({ stack = "app", child = [] }: Order): StackAddress {
    let id = this.#stacks.get(stack) ?? "";
    for (const name of child) {
      const rows = [...this.#state.resources.values()].filter((row) => row.stackId === id && row.name === name);
      id = rows.find((row) => row.replacedBy === null)?.physicalId ?? "";
    }
    return { name: this.#state.stacks.get(id)?.name ?? stack, id };
  }

  async #order(order: Order): Promise<void> {
    const { clock } = this.#world.shared;
    const { stack = "app", request = {} } = order;
    this.#log(
      `${String(clock.now() % 10_000_000).padStart(8)} == ${order.do} ${stack} ${order.child?.join("/") ?? ""}`,
    );
    await clock.run(this.#perform(order.do, { stack, address: this.#address(order), request }));
  }

  async #perform(
    what: Order["do"],
    { stack, address, request }: { stack: string; address: StackAddress; request: NonNullable<Order["request"]> },
  ): Promise<void> {
    switch (what) {
      case "create": {
        const id = await this.#client.create(stack, request);
        if (id === "") this.#violations.push({ oracle: "final state", what: `${stack} could not be created` });
        else this.#stacks.set(stack, id);
        return;
      }
      case "update":
        return this.#client.change("PUT", address, request);
      case "patch":
        return this.#client.change("PATCH", address, request);
      case "delete":
        return this.#client.delete(address);
      case "cancel":
        return this.#client.act(address, "cancel_update");
      case "stop":
        return this.#client.act(address, "cancel_without_rollback");
      case "restart":
        for (const engine of this.#engines) engine.kill();
    }
  }

  #rows(): StackRow[] {
    return [...this.#stacks.values()].flatMap((id) => this.#state.stacks.get(id) ?? []);
  }

  async #settled(): Promise<string> {
    if (this.#stacks.size === 0) return "";
    const { clock } = this.#world.shared;
    const limit = Math.max(clock.now(), this.#startedAt + faultsForMs) + finalWithinMs;
    for (let looks = 0; ; looks += 1) {
      const rows = this.#rows();
      const states = rows.map((row) => `${row.action}_${row.status}`).join("+");
      if (rows.every((row) => row.status !== "IN_PROGRESS") && this.#state.operations.size === 0) {
        for (const row of rows)
          this.#log(`${String(clock.now() % 10_000_000).padStart(8)} -- ${states}: ${row.reason}`);
        await this.#lookThroughApi(rows);
        return states;
      }
      if (clock.now() > limit) {
        this.#violations.push({ oracle: "final state", what: `${states} for ever; ${this.#busy()}` });
        return states;
      }
      if (looks % looksAnApiLook === 0) await this.#lookThroughApi([]);
      await clock.advance(lookEveryMs);
    }
  }

  /** The API answers, at any time; of what has ended it says what the rows say. */
  async #lookThroughApi(ended: readonly StackRow[]): Promise<void> {
    const { clock, faults } = this.#world.shared;
    for (const { id, name } of this.#rows()) {
      const shown = await clock.run(this.#client.state({ name, id }));
      const row = ended.find((one) => one.id === id);
      if (shown === undefined && faults.stopped && faults.counts.size === 0)
        this.#violations.push({ oracle: "queries answered", what: `${name} could not be shown` });
      if (shown === undefined || row === undefined || shown === `${row.action}_${row.status}`) continue;
      this.#violations.push({ oracle: "queries answered", what: `${name} is shown as ${shown}` });
    }
  }

  #busy(): string {
    const rows = [...this.#state.resources.values()];
    const busy = rows.filter((row) => row.status !== "COMPLETE" || row.action === "INIT");
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

  #check(before: CloudObjects): void {
    const { shared, meddled } = this.#world;
    const now = this.#world.objects();
    const { mayStay, violations } = keptVolumes(this.#scenario, { state: this.#state, before, now, meddled });
    const accounts = { state: this.#state, before, now, nowMs: shared.clock.now(), meddled, mayStay };
    this.#violations.push(...account(accounts), ...violations);
    this.#violations.push(...foreignTouched(before, now), ...eventsAgree(this.#state));
  }

  /** Whatever came of it can be deleted, and nothing stays. */
  async #deleteAll(before: CloudObjects): Promise<void> {
    const { faults, clock } = this.#world.shared;
    faults.stop();
    const left = this.#rows().filter((row) => row.deletedAt === null);
    if (this.#violations.length > 0 || left.length === 0) return;
    for (const { name } of left) await this.#order({ do: "delete", stack: name });
    await this.#settled();
    for (const row of this.#rows())
      if (row.deletedAt === null)
        this.#violations.push({ oracle: "deletable", what: `${row.action}_${row.status}: ${row.reason}` });
    // What was called off late may still be on its way.
    await clock.advance(60_000);
    this.#check(before);
  }
}

/** Plays a scenario once. */
export function playOnce(scenario: Scenario, options: PlayOptions): Promise<Played> {
  return new Play(scenario, options).run(options.engines);
}
