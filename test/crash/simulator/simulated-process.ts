import type { Clock, Timer } from "#lib/ports.ts";

/**
 * What a process sees of the world: it may die or freeze between any two of its turns. Timers, answers
 * and wake-ups come through its gate; a frozen one gets them, in order, when it goes on.
 */
export class SimulatedProcess implements Clock {
  readonly #world: Clock;
  #state: "running" | "frozen" | "dead" = "running";
  #held: (() => void)[] = [];

  constructor(world: Clock) {
    this.#world = world;
  }

  get state(): "running" | "frozen" | "dead" {
    return this.#state;
  }

  now(): number {
    return this.#world.now();
  }

  after(delayMs: number, fire: () => void): Timer {
    let cancelled = false;
    const timer = this.#world.after(delayMs, () => this.enter(() => void (cancelled || fire())));
    return {
      cancel() {
        cancelled = true;
        timer.cancel();
      },
    };
  }

  soon(fire: () => void): void {
    this.#world.soon(() => this.enter(fire));
  }

  /** Runs it inside the process: never when that is dead, later when it is frozen. */
  enter(work: () => void): void {
    if (this.#state === "running") work();
    else if (this.#state === "frozen") this.#held.push(work);
  }

  /** An answer from outside, as the process gets it. */
  hear<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => this.enter(() => resolve(value)),
        (error: unknown) => this.enter(() => reject(error as Error)),
      );
    });
  }

  kill(): void {
    this.#state = "dead";
    this.#held = [];
  }

  freeze(): void {
    if (this.#state === "running") this.#state = "frozen";
  }

  thaw(): void {
    if (this.#state !== "frozen") return;
    this.#state = "running";
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      const work = next;
      this.#world.soon(() => this.enter(work));
    }
  }
}

/** The answer of a call that a dead process made. */
export function silence(): Promise<never> {
  return new Promise(() => undefined);
}
