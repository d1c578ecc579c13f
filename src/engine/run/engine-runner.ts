import type { Timer } from "#lib/ports.ts";
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
}

/** The part of an engine process that owns trees and works on them. */
export interface EngineRunner {
  start(): Promise<void>;
  /** Stops taking work and gives up what it has, where it stands; another owner goes on. */
  stop(): Promise<void>;
}

/** Makes the runner: claims trees that have work, keeps its lease, wakes its trees. */
export function createEngineRunner(parts: RunParts, options: EngineRunnerOptions): EngineRunner {
  const { journal, clock, log } = parts;
  const trees = new Map<string, TreeRunner>();
  const timers = new Set<Timer>();
  let stopped = false;
  let claiming: Promise<void> | undefined;
  let claimAgain = false;
  let stopWaking: (() => void) | undefined;

  async function claimAll(): Promise<void> {
    do {
      claimAgain = false;
      const free = options.maxTrees - trees.size;
      if (free <= 0 || stopped) return;
      for (const owned of await journal.claim(options.engineId, free)) {
        const runner = openTree(parts, owned);
        trees.set(owned.rootId, runner);
        void runner.done.then(() => {
          if (trees.get(owned.rootId) === runner) trees.delete(owned.rootId);
          claimSoon();
        });
      }
    } while (claimAgain);
  }

  function claimSoon(): void {
    if (stopped) return;
    claimAgain = true;
    claiming ??= claimAll()
      .catch((error: unknown) => log.error("work could not be claimed", { error: String(error) }))
      .finally(() => {
        claiming = undefined;
        if (claimAgain) claimSoon();
      });
  }

  function every(periodMs: number, work: () => void): void {
    const timer = clock.after(periodMs, () => {
      timers.delete(timer);
      if (stopped) return;
      work();
      every(periodMs, work);
    });
    timers.add(timer);
  }

  function beat(): void {
    journal
      .heartbeat(options.engineId, options.leaseMs)
      .catch((error: unknown) => log.error("no sign of life could be given", { error: String(error) }));
  }

  return {
    async start() {
      await journal.heartbeat(options.engineId, options.leaseMs);
      stopWaking = journal.onWake((rootId) => {
        if (rootId !== undefined && trees.has(rootId)) trees.get(rootId)?.wake();
        else claimSoon();
      });
      every(options.leaseMs / 4, beat);
      every(options.pollMs, claimSoon);
      claimSoon();
    },
    async stop() {
      stopped = true;
      stopWaking?.();
      for (const timer of timers) timer.cancel();
      await claiming;
      for (const tree of trees.values()) tree.abandon();
      await Promise.all([...trees.values()].map((tree) => tree.done));
      // A lease of no length: whoever asks next may take the trees at once.
      await journal.heartbeat(options.engineId, 0);
    },
  };
}
