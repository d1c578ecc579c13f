import { realClock } from "#bin/ports.ts";
import type { Client } from "#client/client.ts";
import type { StackReference } from "#client/objects.ts";
import { sleep } from "#lib/time.ts";
import { newServicePlace, startServiceProcess } from "../service-process.ts";
import { cpuMsOf, peakMbOf } from "./process-figures.ts";

/** What one run of a benchmark took; CPU and memory only of a process that is ours. */
export interface Figures {
  readonly wallMs: number;
  readonly cpuMs?: number;
  readonly peakMb?: number;
}

/** A part of a benchmark: its runs, and the one before them in the same process, with nothing compiled yet. */
export interface Part {
  readonly cold?: Figures;
  readonly runs: readonly Figures[];
  /** What the runs are, where they are not whole operations. */
  readonly note?: string;
}

/** Figures by the names of parts. */
export type Parts = ReadonlyMap<string, Part>;

/** An orchestration service that is driven: ours in a process of its own, or any other. */
export interface Endpoint {
  readonly client: Client;
  readonly pid?: number;
}

/** Gives a benchmark its service. */
export type Open = <T>(work: (endpoint: Endpoint) => Promise<T>) => Promise<T>;

/** How big, and how often. */
export interface Size {
  readonly count: number;
  readonly runs: number;
}

/** A benchmark: one run after the other. */
export type Benchmark = (open: Open, size: Size) => Promise<Parts>;

/** A stack did not come to the state that is measured. */
class BenchmarkFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BenchmarkFailed";
  }
}

/** How often a client looks. */
export const pollMs = 10;
const limitMs = 300_000;

/** Looks until the stack has that status. */
export async function untilStatus({ client }: Endpoint, stack: StackReference, wanted: string): Promise<void> {
  for (const limit = realClock.now() + limitMs; realClock.now() < limit;) {
    const { status, reason } = await client.stacks.show(stack, { resolveOutputs: false });
    if (status === wanted) return;
    if (!status.endsWith("_IN_PROGRESS")) throw new BenchmarkFailed(`${status} instead of ${wanted}: ${reason}`);
    await sleep(realClock, pollMs);
  }
  throw new BenchmarkFailed(`no ${wanted} within ${limitMs / 1000} s`);
}

/** What the work took. */
export async function measured({ pid }: Endpoint, work: () => Promise<unknown>): Promise<Figures> {
  const cpuBefore = pid === undefined ? 0 : cpuMsOf(pid);
  const startedAt = realClock.now();
  await work();
  const wallMs = realClock.now() - startedAt;
  return pid === undefined ? { wallMs } : { wallMs, cpuMs: cpuMsOf(pid) - cpuBefore, peakMb: peakMbOf(pid) };
}

/** Does the work for each number from 0 on, so many at a time. */
export async function byClients(
  clients: number,
  count: number,
  work: (number: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await work(number);
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
}

/** Our service in a process of its own, with Heat's limits lifted. */
export const openOurs: Open = async (work) => {
  const place = await newServicePlace();
  try {
    const service = await startServiceProcess({ place, args: ["--no-launch", "--limits", "none"] });
    try {
      return await work(service);
    } finally {
      await service.stop();
    }
  } finally {
    place.remove();
  }
};
