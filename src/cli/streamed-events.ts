import type { Client } from "#client/client.ts";
import type { StackEvent } from "#client/objects.ts";
import type { Clock } from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";

/** What is listened to, and with what. */
export interface Listening {
  readonly client: Client;
  readonly stack: { readonly id: string; readonly name: string };
  /** Id of the last event already known. */
  readonly after?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Events of a stack as the service streams them. A service without streams, or one that breaks, is only not live. */
export class StreamedEvents {
  readonly #listening: Listening;
  readonly #stop = new AbortController();
  #arrived: StackEvent[] = [];
  #isLive = false;
  #wake: () => void = () => undefined;

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  /** Whether every event comes by itself, from the first on. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Whether events have come that were not taken. */
  get hasNews(): boolean {
    return this.#arrived.length > 0;
  }

  /** Begins to listen. */
  start(): void {
    const { client, stack, after, signal } = this.#listening;
    const heard = client.events.watch(stack, {
      after,
      signal: AbortSignal.any([signal, this.#stop.signal]),
      onEvent: (event) => {
        this.#isLive = true;
        this.#arrived.push(event);
        this.#wake();
      },
    });
    const end = (): void => {
      this.#isLive = false;
      this.#wake();
    };
    // Why it broke does not matter: whoever looks instead is told what is wrong.
    void heard.then(end, end);
  }

  /** Ends the stream. */
  stop(): void {
    this.#stop.abort();
  }

  /** The events that have come since the last call. */
  take(): readonly StackEvent[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }

  /** Waits so long, or until something comes; rejects with the signal's reason when the user stops. */
  async wait(waitMs: number): Promise<void> {
    const { clock, signal } = this.#listening;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await Promise.race([sleep(clock, waitMs, signal), promise]);
  }
}
