import type { Clock } from "#lib/ports.ts";
import type { CloudObject, Collection } from "./collection.ts";
import type { Watch, Watcher } from "./watch.ts";
import { WatchedCollection, type Waiter } from "./watched-collection.ts";

const SHORTEST_MS = 100;
const LONGEST_MS = 5_000;
/** Part of the time waited, or of the usual time, after which it is looked again. */
const PART = 0.1;
const NEWEST_WEIGHT = 0.3;
const PURPOSES_KEPT = 2_000;

/** A watch was ended while somebody still waited for its next look. */
class WatchEnded extends Error {
  constructor() {
    super("the watch was ended");
    this.name = "WatchEnded";
  }
}

/** How long each kind of wait usually takes: an average in which newer ones weigh more. */
class UsualDurations {
  readonly #usualMs = new Map<string, number>();

  learn(purpose: string, durationMs: number): void {
    const before = this.#usualMs.get(purpose);
    if (before === undefined && this.#usualMs.size >= PURPOSES_KEPT) return;
    this.#usualMs.set(purpose, before === undefined ? durationMs : before + NEWEST_WEIGHT * (durationMs - before));
  }

  firstLookAfterMs(purpose: string): number {
    const usual = this.#usualMs.get(purpose);
    return usual === undefined ? SHORTEST_MS : Math.min(LONGEST_MS, usual * PART);
  }
}

class ObjectWatch implements Watch {
  readonly #clock: Clock;
  readonly #collection: WatchedCollection;
  readonly #id: string;
  readonly #firstLookAfterMs: number;
  readonly #onEnd: (waitedMs: number | undefined) => void;
  readonly #since: number;
  readonly #waiters = new Set<Waiter>();
  #looks = 0;
  #ended = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly collection: WatchedCollection;
    readonly id: string;
    readonly firstLookAfterMs: number;
    readonly onEnd: (waitedMs: number | undefined) => void;
  }) {
    this.#clock = parts.clock;
    this.#collection = parts.collection;
    this.#id = parts.id;
    this.#firstLookAfterMs = parts.firstLookAfterMs;
    this.#onEnd = parts.onEnd;
    this.#since = parts.clock.now();
    parts.collection.open(parts.id);
  }

  next(signal?: AbortSignal): Promise<CloudObject | null> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new WatchEnded());
      if (signal?.aborted) return reject(signal.reason as Error);
      const done = (): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        done();
        this.#collection.leave(this.#id, waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        due: this.#clock.now() + this.#intervalMs(),
        seen: (object) => {
          done();
          resolve(object);
        },
        failed: (error) => {
          done();
          reject(error as Error);
        },
      };
      this.#looks++;
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiters.add(waiter);
      this.#collection.wait(this.#id, waiter);
    });
  }

  end(reached: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const waiter of this.#waiters) {
      this.#collection.leave(this.#id, waiter);
      waiter.failed(new WatchEnded());
    }
    this.#collection.close(this.#id);
    this.#onEnd(reached ? this.#clock.now() - this.#since : undefined);
  }

  #intervalMs(): number {
    if (this.#looks === 0) return this.#firstLookAfterMs;
    return Math.max(SHORTEST_MS, Math.min(LONGEST_MS, PART * (this.#clock.now() - this.#since)));
  }
}

/** A watcher of all that is waited for in this process. */
export function createWatcher({ clock }: { readonly clock: Clock }): Watcher {
  const usual = new UsualDurations();
  const byOrigin = new WeakMap<object, Map<string, WatchedCollection>>();
  return {
    watch(collection: Collection, id: string, purpose: string): Watch {
      const ofOrigin = byOrigin.get(collection.origin) ?? new Map<string, WatchedCollection>();
      byOrigin.set(collection.origin, ofOrigin);
      const key = `${collection.kind} ${collection.path}`;
      const watched = ofOrigin.get(key) ?? new WatchedCollection(collection, clock);
      ofOrigin.set(key, watched);
      return new ObjectWatch({
        clock,
        collection: watched,
        id,
        firstLookAfterMs: usual.firstLookAfterMs(purpose),
        onEnd(waitedMs) {
          if (waitedMs !== undefined) usual.learn(purpose, waitedMs);
          if (watched.idle && ofOrigin.get(key) === watched) ofOrigin.delete(key);
        },
      });
    },
  };
}
