import { realClock } from "#bin/ports.ts";
import type { StackReference } from "#client/objects.ts";
import { sleep } from "#lib/time.ts";
import { newServicePlace, startServiceProcess, type ServiceProcess } from "../service-process.ts";
import { cpuMsOf, peakMbOf, residentMbOf } from "./process-figures.ts";
import { chain, flat, group, nested } from "./templates.ts";

/** What one run of a benchmark took. */
export interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** A part of a benchmark: its runs, and the one before them in the same process, with nothing compiled yet. */
export interface Part {
  readonly cold?: Figures;
  readonly runs: readonly Figures[];
}

/** A benchmark: one run after the other; the figures of one or more named parts. */
export type Benchmark = (count: number, runs: number) => Promise<ReadonlyMap<string, Part>>;

/** A stack did not come to the state that is measured. */
class BenchmarkFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BenchmarkFailed";
  }
}

const pollMs = 10;
const limitMs = 300_000;

async function untilStatus({ client }: ServiceProcess, stack: StackReference, wanted: string): Promise<void> {
  for (const limit = realClock.now() + limitMs; realClock.now() < limit;) {
    const { status, reason } = await client.stacks.show(stack, { resolveOutputs: false });
    if (status === wanted) return;
    if (!status.endsWith("_IN_PROGRESS")) throw new BenchmarkFailed(`${status} instead of ${wanted}: ${reason}`);
    await sleep(realClock, pollMs);
  }
  throw new BenchmarkFailed(`no ${wanted} within ${limitMs / 1000} s`);
}

async function measured(pid: number, work: () => Promise<void>): Promise<Figures> {
  const cpuBefore = cpuMsOf(pid);
  const startedAt = realClock.now();
  await work();
  return { wallMs: realClock.now() - startedAt, cpuMs: cpuMsOf(pid) - cpuBefore, peakMb: peakMbOf(pid) };
}

async function withService<T>(work: (service: ServiceProcess) => Promise<T>): Promise<T> {
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
}

interface Life {
  readonly create: string;
  readonly template: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly change?: { readonly name: string; readonly template: string };
  readonly keep?: string;
  readonly remove?: string;
}

/** Creates, changes and deletes the same stack again and again; figures by the names given. */
function lifeOf(life: Life, runs: number): ReturnType<Benchmark> {
  return withService(async (service) => {
    const figures = new Map<string, Figures[]>();
    const { stacks } = service.client;
    const part = async (name: string | undefined, work: () => Promise<void>): Promise<void> => {
      if (name === undefined) return work();
      figures.set(name, [...(figures.get(name) ?? []), await measured(service.pid, work)]);
    };
    for (let run = 0; run <= runs; run += 1) {
      const name = `bench-${run}`;
      let stack = { name, id: "" };
      await part(life.create, async () => {
        stack = await stacks.create(name, { template: life.template, ...(life.files && { files: life.files }) });
        await untilStatus(service, stack, "CREATE_COMPLETE");
      });
      const update = async (template: string): Promise<void> => {
        await stacks.update(stack, { template });
        await untilStatus(service, stack, "UPDATE_COMPLETE");
      };
      const { change, keep } = life;
      if (change) await part(change.name, () => update(change.template));
      if (keep !== undefined) await part(keep, () => update(change?.template ?? life.template));
      await part(life.remove, async () => {
        await stacks.delete(stack);
        await untilStatus(service, stack, "DELETE_COMPLETE");
      });
    }
    return new Map([...figures].map(([name, [cold, ...warm]]) => [name, { ...(cold && { cold }), runs: warm }]));
  });
}

/** From a fresh data directory to the example's CREATE_COMPLETE, then from a second start to ready. */
async function starts(_count: number, runs: number): ReturnType<Benchmark> {
  const figures = new Map<string, Figures[]>([
    ["start first", []],
    ["start second", []],
    ["idle", []],
  ]);
  for (let run = 1; run <= runs; run += 1) {
    const place = await newServicePlace();
    try {
      const startedAt = realClock.now();
      const first = await startServiceProcess({ place, args: [] });
      while ((await first.client.stacks.find("web-application")) === undefined) await sleep(realClock, pollMs);
      await untilStatus(first, "web-application", "CREATE_COMPLETE");
      const figuresOf = (wallMs: number, { pid }: ServiceProcess): Figures => ({
        wallMs,
        cpuMs: cpuMsOf(pid),
        peakMb: peakMbOf(pid),
      });
      figures.get("start first")?.push(figuresOf(realClock.now() - startedAt, first));
      await first.stop();
      const second = await startServiceProcess({ place, args: ["--no-launch"] });
      figures.get("start second")?.push(figuresOf(second.readyMs, second));
      await sleep(realClock, 3000);
      const cpuBefore = cpuMsOf(second.pid);
      await sleep(realClock, 1000);
      figures
        .get("idle")
        ?.push({ wallMs: 1000, cpuMs: cpuMsOf(second.pid) - cpuBefore, peakMb: residentMbOf(second.pid) });
      await second.stop();
    } finally {
      place.remove();
    }
  }
  return new Map([...figures].map(([name, all]) => [name, { runs: all }]));
}

/** All benchmarks, by the word they are called with. */
export const benchmarks: Readonly<Record<string, { readonly count: number; readonly run: Benchmark }>> = {
  flat: { count: 1000, run: (count, runs) => lifeOf({ create: `flat ${count}`, template: flat(count) }, runs) },
  chain: { count: 100, run: (count, runs) => lifeOf({ create: `chain ${count}`, template: chain(count) }, runs) },
  group: {
    count: 1000,
    run: (count, runs) =>
      lifeOf({ create: `group ${count}`, template: group(count), remove: `group-delete ${count}` }, runs),
  },
  nested: {
    count: 10,
    run: (count, runs) =>
      lifeOf({ create: `nested ${count}`, ...nested(count), remove: `nested-delete ${count}` }, runs),
  },
  update: {
    count: 1000,
    run: (count, runs) =>
      lifeOf(
        {
          create: `flat ${count}`,
          template: flat(count),
          change: { name: `update ${count}`, template: flat(count, true) },
          keep: `update-none ${count}`,
        },
        runs,
      ),
  },
  delete: {
    count: 1000,
    run: (count, runs) => lifeOf({ create: `flat ${count}`, template: flat(count), remove: `delete ${count}` }, runs),
  },
  start: { count: 1, run: starts },
};
