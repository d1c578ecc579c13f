import type { Clock, Http } from "#lib/ports.ts";
import { HttpFailure } from "#lib/ports.ts";

/** For how long an engine's trees are surely its own, by its own clock. */
export interface Lease {
  /** Whether no other engine can have taken its trees. True before the engine has taken part. */
  held(): boolean;
  /**
   * A sign of life was given. After the lease had run out the second one counts: what was begun before it
   * ran out (a token being fetched, a pause before another try) must have been refused by then.
   */
  renew(untilMs: number): void;
  /** Calls back whenever it is noticed that the lease has run out. */
  onLost(lost: () => void): void;
  /**
   * Lets nothing out that changes the cloud when the lease has run out: an engine that was frozen and goes
   * on would do what another has done meanwhile. The journal is fenced by itself, a cloud is not.
   */
  guard(http: Http): Http;
}

/** Makes the lease of one engine; `guard` belongs around every way from it to a cloud. */
export function createLease(clock: Clock): Lease {
  const listeners: (() => void)[] = [];
  let until = Infinity;
  let regained = false;
  const held = (): boolean => clock.now() < until;
  return {
    held,
    renew(untilMs) {
      if (held() || regained) until = untilMs;
      regained = !held();
    },
    onLost(lost) {
      listeners.push(lost);
    },
    guard: (http) => async (request) => {
      if (held() || request.method === "GET" || request.method === "HEAD") return http(request);
      for (const lost of listeners) lost();
      throw new HttpFailure(
        "aborted",
        "the lease of this engine has run out: it was frozen, or cut off from its database",
      );
    },
  };
}
