import type { Clock, Timer } from "#lib/ports.ts";
import type { CloudObject, Collection } from "./collection.ts";
import { CloudFault, isFault } from "./fault.ts";

const BY_ID_UP_TO = 3;
/** By id though many wait, where listing is refused: so many a list's interval. */
const BY_ID_AT_ONCE = 5;
const LIST_INTERVAL_MS = 500;
/** Objects due within this time are looked at together. */
const TOGETHER_MS = 25;
const FULL_LIST_EVERY_MS = 60_000;
/** Services' clocks among themselves, and transactions that end later than their time says. */
const CHANGES_MARGIN_MS = 10_000;
const LONGEST_BACK_OFF_MS = 30_000;

/** One caller that waits for the next look at an object. */
export interface Waiter {
  readonly due: number;
  readonly seen: (object: CloudObject | null) => void;
  readonly failed: (error: unknown) => void;
}

interface Watched {
  readonly id: string;
  readonly waiters: Set<Waiter>;
  watches: number;
  looking: boolean;
}

/** The objects of one collection that are being watched, and the loop that looks at them. */
export class WatchedCollection {
  readonly #collection: Collection;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  #timer: Timer | undefined;
  #timerAt = Infinity;
  #listing = false;
  #listRefused = false;
  /** After faults: no look of any kind before this time. */
  #notBefore = 0;
  #nextListAt = 0;
  #failures = 0;
  /** What list calls showed last, where a service can say what changed since. */
  #known = new Map<string, CloudObject>();
  #knownUntil = -Infinity;
  #fullListAt = -Infinity;

  constructor(collection: Collection, clock: Clock) {
    this.#collection = collection;
    this.#clock = clock;
  }

  get idle(): boolean {
    return this.#watched.size === 0;
  }

  open(id: string): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) this.#watched.set(id, { id, waiters: new Set(), watches: 1, looking: false });
    else watched.watches++;
  }

  close(id: string): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    watched.watches--;
    if (watched.watches === 0) this.#watched.delete(id);
    if (!this.idle) return;
    this.#timer?.cancel();
    this.#timerAt = Infinity;
  }

  wait(id: string, waiter: Waiter): void {
    this.#watched.get(id)?.waiters.add(waiter);
    if (waiter.due < this.#timerAt) this.#setTimer(waiter.due);
  }

  leave(id: string, waiter: Waiter): void {
    this.#watched.get(id)?.waiters.delete(waiter);
  }

  /** `covers`: who is due later than this is served by it too and needs no earlier timer. */
  #setTimer(due: number, covers = due): void {
    this.#timer?.cancel();
    this.#timerAt = covers;
    const delayMs = Math.max(due, this.#notBefore) - this.#clock.now();
    this.#timer = this.#clock.after(Math.max(0, delayMs), () => this.#tick());
  }

  #schedule(): void {
    this.#timer?.cancel();
    this.#timerAt = Infinity;
    const earliest = this.#idleOnes().reduce((least, watched) => Math.min(least, dueOf(watched)), Infinity);
    if (earliest !== Infinity) this.#setTimer(earliest);
  }

  /** Those somebody waits for and nobody is looking at. */
  #idleOnes(): Watched[] {
    return [...this.#watched.values()].filter(({ waiters, looking }) => waiters.size > 0 && !looking);
  }

  #tick(): void {
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    const waiting = this.#idleOnes();
    const due = waiting.filter((watched) => dueOf(watched) <= now + TOGETHER_MS);
    if (now < this.#notBefore || due.length === 0) return this.#schedule();
    if (waiting.length <= BY_ID_UP_TO) {
      for (const watched of due) void this.#show(watched, [...watched.waiters]);
    } else if (this.#listRefused || this.#collection.listing === undefined) {
      this.#notBefore = now + LIST_INTERVAL_MS;
      const first = due.toSorted((a, b) => dueOf(a) - dueOf(b)).slice(0, BY_ID_AT_ONCE);
      for (const watched of first) void this.#show(watched, [...watched.waiters]);
    } else {
      // A list on its way schedules the next tick when it is done.
      if (this.#listing) return;
      if (now < this.#nextListAt) return this.#setTimer(this.#nextListAt, now);
      void this.#list(waiting);
      return;
    }
    this.#schedule();
  }

  async #show(watched: Watched, waiters: readonly Waiter[]): Promise<void> {
    watched.looking = true;
    try {
      const object = await this.#showOrNull(watched.id);
      this.#failures = 0;
      serve(watched, waiters, object);
    } catch (error) {
      if (!this.#tolerated(error)) fail(watched, waiters, error);
    } finally {
      watched.looking = false;
      this.#schedule();
    }
  }

  async #showOrNull(id: string): Promise<CloudObject | null> {
    try {
      return await this.#collection.show(id);
    } catch (error) {
      if (isFault(error, "notFound")) return null;
      throw error;
    }
  }

  async #list(waiting: readonly Watched[]): Promise<void> {
    // Who comes while the list is on its way may ask about something that happened after it.
    const asked = waiting.map((watched) => ({ watched, waiters: [...watched.waiters] }));
    this.#listing = true;
    for (const { watched } of asked) watched.looking = true;
    try {
      const objects = await this.#listed();
      this.#failures = 0;
      this.#nextListAt = this.#clock.now() + LIST_INTERVAL_MS;
      for (const { watched, waiters } of asked) {
        watched.looking = false;
        const object = objects.get(watched.id);
        if (object !== undefined) serve(watched, waiters, isDeleted(object) ? null : object);
        // Not in the list is not yet gone; how many are asked at once is bounded by the session.
        else void this.#show(watched, waiters);
      }
    } catch (error) {
      this.#known.clear();
      this.#fullListAt = -Infinity;
      for (const { watched } of asked) watched.looking = false;
      if (this.#tolerated(error)) return;
      if (error instanceof CloudFault && error.kind !== "unauthorized") this.#listRefused = true;
      else for (const { watched, waiters } of asked) fail(watched, waiters, error);
    } finally {
      this.#listing = false;
      this.#schedule();
    }
  }

  /** All objects of the list, those that did not change since the last call included. */
  async #listed(): Promise<ReadonlyMap<string, CloudObject>> {
    const { listing } = this.#collection;
    const filter = listing?.changedSince;
    const now = this.#clock.now();
    const partial = filter !== undefined && now - this.#fullListAt < FULL_LIST_EVERY_MS && this.#knownUntil > 0;
    const since = partial
      ? { [filter]: new Date(this.#knownUntil - CHANGES_MARGIN_MS).toISOString().slice(0, 19) + "Z" }
      : {};
    const objects = await this.#collection.list({ ...(await listing?.ownQuery()), ...since });
    if (!partial) {
      this.#known = new Map();
      this.#knownUntil = -Infinity;
      this.#fullListAt = now;
    }
    for (const object of objects) {
      this.#known.set(String(object["id"]), object);
      const updated = typeof object["updated"] === "string" ? Date.parse(object["updated"]) : NaN;
      if (updated > this.#knownUntil) this.#knownUntil = updated;
    }
    return this.#known;
  }

  /** Whether this fault is waited out; the callers' signals bound the waiting. */
  #tolerated(error: unknown): boolean {
    if (!(error instanceof CloudFault) || !error.transient) return false;
    this.#failures++;
    const backOffMs = Math.min(LONGEST_BACK_OFF_MS, LIST_INTERVAL_MS * 2 ** Math.min(this.#failures, 10));
    this.#notBefore = this.#clock.now() + Math.max(backOffMs, Math.min(LONGEST_BACK_OFF_MS, error.retryAfterMs ?? 0));
    return true;
  }
}

function dueOf({ waiters }: Watched): number {
  let earliest = Infinity;
  for (const { due } of waiters) if (due < earliest) earliest = due;
  return earliest;
}

/** Nova lists deleted servers among those that changed. */
function isDeleted(object: CloudObject): boolean {
  return object["status"] === "DELETED";
}

function serve(watched: Watched, waiters: readonly Waiter[], object: CloudObject | null): void {
  for (const waiter of waiters) if (watched.waiters.delete(waiter)) waiter.seen(object);
}

function fail(watched: Watched, waiters: readonly Waiter[], error: unknown): void {
  for (const waiter of waiters) if (watched.waiters.delete(waiter)) waiter.failed(error);
}
