import { sleep } from "#lib/time.ts";
import type { StackState, Tree } from "./tree.ts";

/** Far enough for any wait without an end of its own: timers cannot be set for ever. */
const longMs = 24 * 3600 * 1000;

/** Resolves when something is told to a resource of these stacks, or at the given moment; rejects when the signal is aborted. */
export async function told(
  { parts }: Tree,
  stacks: Iterable<StackState>,
  { signal, untilMs = Infinity }: { readonly signal: AbortSignal; readonly untilMs?: number },
): Promise<void> {
  const { clock } = parts;
  const heard = new AbortController();
  const hear = (): void => heard.abort();
  const all = [...stacks];
  for (const stack of all) stack.signalled.add(hear);
  try {
    const rest = Math.min(longMs, Math.max(0, untilMs - clock.now()));
    await sleep(clock, rest, AbortSignal.any([signal, heard.signal]));
  } catch (error) {
    if (!heard.signal.aborted || signal.aborted) throw error;
  } finally {
    for (const stack of all) stack.signalled.delete(hear);
  }
}

/** Tells those who wait that something was told to a resource of the stack. */
export function tell(stack: StackState): void {
  for (const hear of stack.signalled) hear();
}
