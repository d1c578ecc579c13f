import { HttpFailure, type Clock, type HttpRequest, type HttpResponse, type Timer } from "#lib/ports.ts";
import type { FaultEffect } from "./fault-orders.ts";

/** How a request travels to its service and back. */
interface Journey {
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly request: HttpRequest;
  readonly fault: FaultEffect | undefined;
}

/** The longest that a hanging request is held. */
const HANG_LIMIT_MS = 300_000;

/**
 * Runs `answer` half the latency from now and resolves after the other half; a caller who gives up
 * (time-out, abort) gets an `HttpFailure`, while the request runs on where it is.
 */
export function delivered(
  { clock, latencyMs, request, fault }: Journey,
  answer: () => HttpResponse,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const timers: Timer[] = [];
    const settle = (finish: () => void): void => {
      for (const timer of timers) timer.cancel();
      request.signal?.removeEventListener("abort", onAbort);
      finish();
    };
    // The way there is not cancelled: the service does its work for a caller who has gone, too.
    const after = (delayMs: number, fire: () => void): void => {
      if (delayMs <= 0) fire();
      else clock.after(delayMs, fire);
    };
    const fail = (kind: HttpFailure["kind"], message: string): void =>
      settle(() => reject(new HttpFailure(kind, message)));
    const onAbort = (): void => fail("aborted", "the caller called the request off");
    if (request.signal?.aborted) {
      onAbort();
      return;
    }
    request.signal?.addEventListener("abort", onAbort, { once: true });
    const hangs = fault !== undefined && "hang" in fault;
    const limitMs = request.timeoutMs ?? (hangs ? HANG_LIMIT_MS : undefined);
    if (limitMs !== undefined) {
      timers.push(clock.after(limitMs, () => fail("timeout", `no answer within ${limitMs} ms`)));
    }
    if (hangs) return;
    const drop = fault !== undefined && "drop" in fault ? fault.drop : undefined;
    after(latencyMs / 2, () => {
      if (drop === "before") {
        fail("broken", "the connection broke");
        return;
      }
      try {
        const response = answer();
        after(latencyMs / 2, () => {
          if (drop === "after") fail("broken", "the connection broke");
          else settle(() => resolve(response));
        });
      } catch (error) {
        settle(() => reject(error as Error));
      }
    });
  });
}
