import { connect } from "#cloud/connect.ts";
import { createSession } from "#cloud/session.ts";
import { createMemoryState } from "#engine/journal/memory-state.ts";
import type { Caller } from "#engine/requests.ts";
import type { Random } from "#lib/ports.ts";
import { createSimulatedCloud } from "#simcloud/cloud.ts";
import type { SimRow } from "#simcloud/simulated-cloud.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import { createVirtualClock } from "../../virtual-clock.ts";
import type { CloudObjects } from "../accounting.ts";
import { FaultPlan, type FaultKind } from "./faults.ts";
import { foreignNames } from "./scenario-templates.ts";
import { demo, endpoints, type Shared } from "./shared.ts";
import { Steps } from "./steps.ts";

/** What a world is made from. */
export interface WorldOptions {
  readonly seed: number;
  /** Gives each scenario faults of its own. */
  readonly scenario: string;
  /** Absent: no faults at all. */
  readonly faults?: (kind: FaultKind) => boolean;
  /** So many volumes come out broken. */
  readonly brokenVolumes: number;
  /** The step at which a process dies. */
  readonly dieAt?: number;
  readonly log: (line: string) => void;
  /** A turn of a process that did something durable has passed. */
  readonly committed: () => void;
}

type SharedWorld = Omit<Shared, "meddle" | "committed">;

/** Clock, cloud, journal and faults of one run, and somebody else who uses the same cloud. */
export class World {
  readonly shared: Shared;
  /** For what is no fault. */
  readonly random: Random;
  /** Ids of objects that somebody else deleted or changed. */
  readonly meddled = new Set<string>();
  #token = "";

  constructor({ seed, scenario, faults, brokenVolumes, dieAt, log, committed }: WorldOptions) {
    const clock = createVirtualClock();
    const random = seededRandom(seed * 7919 + 1);
    const place = [...scenario].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 0);
    const world: SharedWorld = {
      clock,
      random,
      cloud: createSimulatedCloud({ clock, random, baseUrl: "http://cloud.test", settings: { latencyMs: 20 } }),
      state: createMemoryState(),
      faults: new FaultPlan(seededRandom(seed * 104_729 + place), faults),
      broken: { volumes: brokenVolumes },
      steps: new Steps(dieAt),
      log,
    };
    this.random = seededRandom(seed);
    this.shared = { ...world, committed, meddle: (kind) => this.#meddle(kind) };
    if (faults === undefined) world.faults.stop();
  }

  /** Whose stacks they are; makes what somebody else has in the cloud. */
  async open(): Promise<Caller> {
    const { clock, cloud } = this.shared;
    const random = seededRandom(Math.floor(this.random.fraction() * 2 ** 31));
    const session = createSession({ credential: demo, http: cloud.handle, clock, random });
    const identity = await clock.run(connect(session, clock).identity());
    this.#token = await clock.run(session.token());
    await this.#makeForeign(identity.projectId);
    return { ...identity, userName: "demo", token: "", requestId: "req-test" };
  }

  /** All objects, by table. */
  objects(): CloudObjects {
    const { cloud } = this.shared;
    return Object.fromEntries(cloud.tableNames().map((name) => [name, cloud.objects<SimRow>(name)]));
  }

  #send(method: string, path: string, body?: unknown): ReturnType<Shared["cloud"]["handle"]> {
    return this.shared.cloud.handle({
      method,
      url: `http://cloud.test${path}`,
      headers: { "x-auth-token": this.#token, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Somebody else's objects, with names that the stacks use as well. */
  async #makeForeign(projectId: string): Promise<void> {
    const made = [
      this.#send("POST", "/network/v2.0/networks", { network: { name: foreignNames.network } }),
      this.#send("POST", "/network/v2.0/security-groups", { security_group: { name: foreignNames.group } }),
      this.#send("POST", `/volume/v3/${projectId}/volumes`, { volume: { name: foreignNames.volume, size: 1 } }),
    ];
    for (const answer of await this.shared.clock.run(Promise.all(made)))
      if (answer.status >= 300) throw new TypeError(`a foreign object could not be made: ${String(answer.body)}`);
    await this.shared.clock.advance(5000);
  }

  #meddle(kind: "object deleted" | "object changed"): boolean {
    const { state, faults, cloud, log } = this.shared;
    const rows = [...state.resources.values()].filter(
      (row) => row.status === "COMPLETE" && row.physicalId !== null && row.type in endpoints,
    );
    const row = rows[Math.floor(faults.random.fraction() * rows.length)];
    const endpoint = endpoints[row?.type ?? ""];
    if (row?.physicalId == null || endpoint === undefined) return false;
    const path = `${endpoint.path}/${row.physicalId}`;
    const body = { [endpoint.key]: { [endpoint.changes]: "meddled" } };
    this.meddled.add(row.physicalId);
    // Subnets go with their network.
    for (const subnet of cloud.objects<SimRow>("neutron.subnets"))
      if (subnet["network_id"] === row.physicalId) this.meddled.add(subnet.id);
    log(`         ${kind}: ${row.name}`);
    void (kind === "object deleted" ? this.#send("DELETE", path) : this.#send("PUT", path, body));
    return true;
  }
}
