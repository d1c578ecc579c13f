const START = 16;
const MAX = 64;

interface Waiter {
  readonly resume: () => void;
}

/** A call's place among those a service is sent at once. */
export interface Slot {
  /** Ends the call; `pushedBack` says that the service asked for fewer of them (429, 503). */
  release(pushedBack: boolean): void;
}

/**
 * How many calls one service takes at once: learnt (a little more with each success, half when it
 * pushes back). Those that must wait are served in turn among the parties, each in its own order.
 */
class ServiceLimit {
  #limit = START;
  #running = 0;
  /** Counts the halvings, so that calls sent before one do not halve again. */
  #epoch = 0;
  readonly #waiting = new Map<object, Set<Waiter>>();

  async acquire(party: object, signal: AbortSignal | undefined): Promise<Slot> {
    signal?.throwIfAborted();
    if (this.#running >= Math.floor(this.#limit) || this.#waiting.size > 0) await this.#turn(party, signal);
    else this.#running++;
    const epoch = this.#epoch;
    let released = false;
    return {
      release: (pushedBack) => {
        if (released) return;
        released = true;
        this.#learn(pushedBack, epoch);
        this.#running--;
        this.#admit();
      },
    };
  }

  #learn(pushedBack: boolean, epoch: number): void {
    if (!pushedBack) {
      // Only a limit that is reached can be known to be too small.
      if (this.#running >= Math.floor(this.#limit)) this.#limit = Math.min(MAX, this.#limit + 1 / this.#limit);
    } else if (epoch === this.#epoch) {
      this.#epoch++;
      this.#limit = Math.max(1, this.#limit / 2);
    }
  }

  #turn(party: object, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(party) ?? new Set();
      this.#waiting.set(party, queue);
      const onAbort = (): void => {
        queue.delete(waiter);
        if (queue.size === 0) this.#waiting.delete(party);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        resume: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      queue.add(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  #admit(): void {
    while (this.#running < Math.floor(this.#limit)) {
      const next = this.#waiting.entries().next();
      if (next.done) return;
      const [party, queue] = next.value;
      const [waiter] = queue;
      // To the end of the line: the next free place is another party's.
      this.#waiting.delete(party);
      if (waiter === undefined) continue;
      queue.delete(waiter);
      if (queue.size > 0) this.#waiting.set(party, queue);
      this.#running++;
      waiter.resume();
    }
  }
}

/** What is learnt about the services of one cloud; shared by all its sessions in a process. */
export interface ServiceLimits {
  /** Resolves when the party may send a call; rejects with the signal's reason. */
  acquire(service: string, party: object, signal?: AbortSignal): Promise<Slot>;
}

/** Limits that know nothing yet: 16 calls at once a service, 64 at most. */
export function createServiceLimits(): ServiceLimits {
  const services = new Map<string, ServiceLimit>();
  return {
    acquire(service, party, signal) {
      const limit = services.get(service) ?? new ServiceLimit();
      services.set(service, limit);
      return limit.acquire(party, signal);
    },
  };
}
