import type { Clock, Timer } from "#lib/ports.ts";

/** A clock that only moves when it is driven. */
export interface VirtualClock extends Clock {
  /** Drives the timers until the promise settles; with nothing left to wait for, it rejects. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Lets that much time pass, firing what falls due. */
  advance(ms: number): Promise<void>;
}

/** The promise that was run waits for something that no timer will bring. */
class Stuck extends Error {
  constructor() {
    super("nothing is left to wait for, and the promise has not settled");
    this.name = "Stuck";
  }
}

interface Waiting {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Turns without a timer after which a promise counts as stuck: work that needs real time ends within them. */
const IDLE_TURNS = 2000;

/** One turn of the event loop: all that needs no time has happened after it. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

class DrivenClock implements VirtualClock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Waiting>();
  /** Calls of `soon` that are still to come: time stands until they have run. */
  #pending = 0;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fire: () => void): Timer {
    const timer: Waiting = { due: this.#now + Math.max(0, delayMs), order: this.#order++, fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  soon(fire: () => void): void {
    this.#pending++;
    setImmediate(() => {
      this.#pending--;
      fire();
    });
  }

  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    let idle = 0;
    await turn();
    while (!settled) {
      idle = this.#pending > 0 || this.#fireNext(Infinity) ? 0 : idle + 1;
      if (idle > IDLE_TURNS) throw new Stuck();
      await turn();
    }
    return await promise;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await turn();
    while (this.#pending > 0 || this.#fireNext(until)) await turn();
    this.#now = until;
    await turn();
  }

  #fireNext(until: number): boolean {
    let next: Waiting | undefined;
    for (const timer of this.#timers) {
      if (timer.due > until) continue;
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.due);
    next.fire();
    return true;
  }
}

/** A clock for tests: time passes at once, in the order of the timers. */
export function createVirtualClock(startMs = Date.parse("2026-01-01T00:00:00Z")): VirtualClock {
  return new DrivenClock(startMs);
}
