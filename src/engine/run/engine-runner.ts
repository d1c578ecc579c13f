import type { Timer } from "#lib/ports.ts";
import type { Lease } from "./lease.ts";
import type { RunParts } from "./tree.ts";
import type { TreeRunner } from "./tree-runner.ts";
import { openTree } from "./tree-runner.ts";

/** How an engine takes part. */
export interface EngineRunnerOptions {
  readonly engineId: string;
  /** For how long its trees are its own without a further sign of life. */
  readonly leaseMs: number;
  /** How often it looks for work that no wake-up told of. */
  readonly pollMs: number;
  /** Trees at once. */
  readonly maxTrees: number;
  /** What guards the way to the cloud. */
  readonly lease?: Lease;
}

/** The part of an engine process that owns trees and works on them. */
export interface EngineRunner {
  start(): Promise<void>;
  /** Stops taking work and gives up what it has, where it stands; another owner goes on. */
  stop(): Promise<void>;
}

/** Trees that are worked on are asked for new operations at every so many looks for work. */
const pollsAWake = 5;

/** Makes the runner: claims trees that have work, keeps its lease, wakes its trees. */
export function createEngineRunner(parts: RunParts, options: EngineRunnerOptions): EngineRunner {
  return new Runner(parts, options);
}

class Runner implements EngineRunner {
  readonly #parts: RunParts;
  readonly #options: EngineRunnerOptions;
  readonly #trees = new Map<string, TreeRunner>();
  readonly #timers = new Set<Timer>();
  #stopped = false;
  #claiming: Promise<void> | undefined;
  #claimAgain = false;
  #stopWaking: (() => void) | undefined;

  constructor(parts: RunParts, options: EngineRunnerOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { journal } = this.#parts;
    const { engineId, leaseMs, pollMs } = this.#options;
    const startedAt = this.#parts.clock.now();
    await journal.heartbeat(engineId, leaseMs);
    this.#options.lease?.renew(startedAt + leaseMs);
    this.#options.lease?.onLost(() => this.#abandonAll());
    this.#stopWaking = journal.onWake((rootId) => {
      if (rootId !== undefined && this.#trees.has(rootId)) this.#trees.get(rootId)?.wake();
      else this.#claimSoon();
    });
    this.#every(leaseMs / 4, () => this.#beat());
    this.#every(pollMs, () => this.#claimSoon());
    this.#every(pollMs * pollsAWake, () => this.#wakeAll());
    this.#claimSoon();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopWaking?.();
    for (const timer of this.#timers) timer.cancel();
    await this.#claiming;
    this.#abandonAll();
    await Promise.all([...this.#trees.values()].map((tree) => tree.done));
    // A lease of no length: whoever asks next may take the trees at once.
    await this.#parts.journal.heartbeat(this.#options.engineId, 0);
  }

  async #claimAll(): Promise<void> {
    do {
      this.#claimAgain = false;
      const free = this.#options.maxTrees - this.#trees.size;
      if (free <= 0 || this.#stopped || this.#options.lease?.held() === false) return;
      const held = [...this.#trees.keys()];
      for (const owned of await this.#parts.journal.claim(this.#options.engineId, free, held)) {
        const tree = openTree(this.#parts, owned);
        this.#trees.set(owned.rootId, tree);
        void tree.done.then(() => {
          if (this.#trees.get(owned.rootId) === tree) this.#trees.delete(owned.rootId);
          this.#claimSoon();
        });
      }
    } while (this.#claimAgain);
  }

  #claimSoon(): void {
    if (this.#stopped) return;
    this.#claimAgain = true;
    this.#claiming ??= this.#claimAll()
      .catch((error: unknown) => this.#parts.log.error("work could not be claimed", { error: String(error) }))
      .finally(() => {
        this.#claiming = undefined;
      });
  }

  #every(periodMs: number, work: () => void): void {
    const timer = this.#parts.clock.after(periodMs, () => {
      this.#timers.delete(timer);
      if (this.#stopped) return;
      work();
      this.#every(periodMs, work);
    });
    this.#timers.add(timer);
  }

  /** A wake-up may have been lost: whoever works on a tree for long looks itself for what is new. */
  #wakeAll(): void {
    for (const tree of this.#trees.values()) tree.wake();
  }

  #abandonAll(): void {
    for (const tree of this.#trees.values()) tree.abandon();
  }

  #beat(): void {
    const { engineId, leaseMs, lease } = this.#options;
    const sentAt = this.#parts.clock.now();
    this.#parts.journal
      .heartbeat(engineId, leaseMs)
      .then(() => {
        // Others may have taken the trees, and given them back: what is known of them is of no use.
        if (lease?.held() === false) this.#abandonAll();
        lease?.renew(sentAt + leaseMs);
      })
      .catch((error: unknown) => this.#parts.log.error("no sign of life could be given", { error: String(error) }));
  }
}
