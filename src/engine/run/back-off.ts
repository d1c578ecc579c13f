import type { Random } from "#lib/ports.ts";
import { isFault } from "#cloud/fault.ts";

/** Pause before the next attempt, in ms: 2^n seconds and up to two more at random, as Heat's; the cloud's own wish goes first. */
export function backOffMs(attempt: number, random: Random, error?: unknown): number {
  if (isFault(error) && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return 1000 * (2 ** attempt + 2 * random.fraction());
}
