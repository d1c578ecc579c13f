import type { HttpRequest, HttpResponse } from "#lib/ports.ts";
import type { EngineParts } from "#engine/engine.ts";
import type { Journal } from "#engine/journal/journal.ts";
import type { EngineRunner } from "#engine/run/engine-runner.ts";
import { HttpFailure } from "#lib/ports.ts";
import { connect } from "#cloud/connect.ts";
import { createServiceLimits } from "#cloud/limits.ts";
import { createSession } from "#cloud/session.ts";
import { createWatcher } from "#cloud/watcher.ts";
import { createRunner } from "#engine/engine.ts";
import { createMemoryJournal } from "#engine/journal/memory-journal.ts";
import { createLease, type Lease } from "#engine/run/lease.ts";
import { heatLimits } from "#engine/limits.ts";
import { sleep } from "#lib/time.ts";
import { catalogue, resourceTypes } from "#resources/registry.ts";
import type { CloudFaultKind, FaultPlan } from "./faults.ts";
import { demo, JournalAway, type Shared } from "./shared.ts";
import { silence, SimulatedProcess } from "./simulated-process.ts";

/** How long a creating call may have its effect unseen. */
const requestTimeoutMs = 30_000;
const leaseMs = 10_000;

/** An engine process on the shared journal and cloud, with the faults that the plan has for it. */
export class SimulatedEngine {
  readonly process: SimulatedProcess;
  readonly #shared: Shared;
  readonly #runner: EngineRunner;
  readonly #memory: Journal;
  readonly #ended: () => void;
  readonly #name: string;
  readonly #lease: Lease;
  #commits: Promise<unknown> = Promise.resolve();
  #awayUntil = 0;

  constructor(shared: Shared, number: number, ended: () => void) {
    this.#shared = shared;
    this.#ended = ended;
    this.#name = `engine-${number}`;
    this.process = new SimulatedProcess(shared.clock);
    this.#lease = createLease(this.process);
    this.#memory = createMemoryJournal({ clock: shared.clock, state: shared.state });
    this.#runner = createRunner(this.#parts(), {
      engineId: this.#name,
      leaseMs,
      pollMs: 1000,
      maxTrees: 100,
      lease: this.#lease,
    });
  }

  /** Starts it; where the journal is away it dies, as a service does. */
  start(): void {
    this.#runner.start().catch(() => this.kill());
  }

  kill(): void {
    if (this.process.state === "dead") return;
    this.process.kill();
    void this.#memory.close();
    this.#ended();
  }

  #parts(): EngineParts {
    const { random } = this.#shared;
    const clock = this.process;
    const session = createSession({
      credential: demo,
      http: this.#lease.guard((request) => this.#http(request)),
      clock,
      random,
      limits: createServiceLimits(),
    });
    const connected = connect(session, clock);
    return {
      journal: this.#journal(),
      types: resourceTypes,
      catalogue,
      clock,
      random,
      log: this.#log(),
      watcher: createWatcher({ clock }),
      limits: heatLimits,
      cloudOf: () => Promise.resolve(connected),
      credentialFor: () => Promise.resolve("demo"),
      requestTimeoutMs,
    };
  }

  #log(): EngineParts["log"] {
    const line = (message: string, fields: unknown): void => this.#line(`log: ${message} ${JSON.stringify(fields)}`);
    return { info: line, warn: line, error: line };
  }

  #journal(): Journal {
    const memory = this.#memory;
    const read =
      <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
      (...args: Args) =>
        this.#ask(() => call(...args), { writes: false, share: 1 });
    const write =
      <Args extends unknown[], T>(call: (...args: Args) => Promise<T>, share = 1) =>
      (...args: Args) =>
        this.#ask(() => call(...args), { writes: true, share });
    return {
      ...memory,
      claim: write(memory.claim, 0.1),
      release: write(memory.release),
      heartbeat: write(memory.heartbeat, 0.1),
      loadTree: read(memory.loadTree),
      operations: read(memory.operations),
      flush: write(memory.flush),
      putContents: write(memory.putContents),
      content: read(memory.content),
      stack: read(memory.stack),
      onWake: (wake) =>
        memory.onWake((rootId) => {
          const lost = this.#shared.faults.atJournalCall() === "wake-up lost";
          if (lost) this.#shared.faults.count("wake-up lost");
          else this.process.enter(() => wake(rootId));
        }),
    };
  }

  /** Writes are done one after the other, as the group commit does them. */
  async #ask<T>(call: () => Promise<T>, { writes, share }: { writes: boolean; share: number }): Promise<T> {
    const { faults, clock, committed } = this.#shared;
    if (this.process.state === "dead") return silence();
    if (clock.now() < this.#awayUntil)
      return this.process.hear(sleep(clock, 5).then(() => Promise.reject(new JournalAway())));
    const kind = faults.atJournalCall(share);
    if (kind !== undefined && kind !== "wake-up lost") this.#note(kind);
    if (kind === "crash before a commit") {
      this.kill();
      return silence();
    }
    if (kind === "journal away") {
      this.#awayUntil = clock.now() + faults.between(100, 30_000);
      return this.process.hear(sleep(clock, 5).then(() => Promise.reject(new JournalAway())));
    }
    const before = this.#commits;
    const delayMs = kind === "journal slow" ? faults.between(10, 15_000) : faults.between(0, 4);
    const run = async (): Promise<T> => {
      if (writes) await before;
      await sleep(clock, delayMs);
      const result = await call();
      committed();
      return result;
    };
    const answer = run();
    if (writes) this.#commits = answer.catch(() => undefined);
    if (kind === "crash after a commit") return answer.then(() => (this.kill(), silence()));
    if (kind === "commit's answer lost") return this.process.hear(answer.then(() => Promise.reject(new JournalAway())));
    if (kind === "engine frozen at a commit") this.#freeze();
    return this.process.hear(answer);
  }

  #line(text: string): void {
    const { clock, log } = this.#shared;
    log(`${(clock.now() % 10_000_000).toFixed(0).padStart(8)} ${this.#name} ${text}`);
  }

  #note(kind: Parameters<FaultPlan["count"]>[0], what = ""): void {
    this.#shared.faults.count(kind);
    this.#line(`${kind} ${what}`);
  }

  #freeze(): void {
    const { clock, faults } = this.#shared;
    this.process.freeze();
    clock.after(faults.between(100, 60_000), () => this.process.thaw());
  }

  #http(request: HttpRequest): Promise<HttpResponse> {
    const { cloud, faults } = this.#shared;
    if (this.process.state === "dead") return silence();
    const path = new URL(request.url).pathname;
    const kind = path.startsWith("/identity/") ? undefined : faults.atCloudCall();
    const what = `${request.method} ${path}`;
    if (kind === undefined) {
      if (request.method !== "GET") this.#line(what);
      return this.process.hear(cloud.handle(request));
    }
    return this.#meet(kind, request, what);
  }

  /** The call meets a fault; what does not fit it leaves it as it is. */
  async #meet(kind: CloudFaultKind, request: HttpRequest, what: string): Promise<HttpResponse> {
    const { clock, cloud, faults, meddle } = this.#shared;
    const changes = request.method !== "GET";
    const send = (): Promise<HttpResponse> => cloud.handle(request);
    const fail = (failure: "refused" | "broken" | "timeout", afterMs = 0): Promise<never> =>
      this.process.hear(
        sleep(clock, afterMs).then(() => Promise.reject(new HttpFailure(failure, `the simulator: ${failure}`))),
      );
    const answer = (status: number, headers: Record<string, string> = {}): Promise<HttpResponse> =>
      this.process.hear(
        sleep(clock, 5).then(() => ({ status, headers, body: `{"error":{"message":"simulated ${status}"}}` })),
      );
    const note = (): void => this.#note(kind, what);
    switch (kind) {
      case "object deleted":
      case "object changed":
        if (meddle(kind)) note();
        return this.process.hear(send());
      case "crash before a call":
        note();
        this.kill();
        return silence();
      case "connection refused":
        note();
        return fail("refused");
      case "lost before":
        note();
        return fail("broken");
      case "slow answer":
        note();
        return this.process.hear(sleep(clock, faults.between(100, 20_000)).then(send));
      case "status 429":
        note();
        return answer(429, { "retry-after": "1" });
      case "status 500":
      case "status 503":
        note();
        return answer(Number(kind.slice(-3)));
      case "engine frozen":
        note();
        this.#freeze();
        return this.process.hear(send());
      case "crash after a call":
        note();
        await send();
        this.kill();
        return silence();
      default:
        if (!changes) return this.process.hear(send());
        note();
        return this.#meetChanging(kind, { request, send, fail, answer });
    }
  }

  async #meetChanging(
    kind: CloudFaultKind,
    {
      request,
      send,
      fail,
      answer,
    }: {
      request: HttpRequest;
      send: () => Promise<HttpResponse>;
      fail: (failure: "refused" | "broken" | "timeout", afterMs?: number) => Promise<never>;
      answer: (status: number) => Promise<HttpResponse>;
    },
  ): Promise<HttpResponse> {
    const { cloud, faults, clock } = this.#shared;
    switch (kind) {
      case "answer lost":
        await send();
        return fail("broken");
      case "effect late":
        // A late change of an object that exists would be laid over what happened to it meanwhile; no cloud does that.
        if (request.method === "POST" && !/\/(action|os-volume_attachments)$/.test(request.url))
          cloud.order({ match: {}, effect: { visibleAfterMs: faults.between(10, 25_000) } });
        await send();
        return fail("broken");
      case "time-out after the effect":
        await send();
        return fail("timeout", requestTimeoutMs);
      case "gateway fault after the effect":
        await send();
        return answer(504);
      case "call repeated":
        // A connection that breaks lets a client repeat only what bears it.
        if (request.method !== "POST" && !request.url.includes("router_interface")) {
          await send();
          await sleep(clock, 5);
        }
        return this.process.hear(send());
      case "status 409":
        return answer(409);
      default:
        return this.process.hear(send());
    }
  }
}
