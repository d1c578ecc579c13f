import { realClock } from "#bin/ports.ts";
import { sleep } from "#lib/time.ts";
import { newServicePlace, startServiceProcess, type ServiceProcess } from "../service-process.ts";
import {
  measured,
  pollMs,
  untilStatus,
  type Benchmark,
  type Figures,
  type Open,
  type Parts,
  type Size,
} from "./measure.ts";
import { cpuMsOf, peakMbOf, residentMbOf } from "./process-figures.ts";
import { burst, list, parse, show, validate } from "./requests.ts";
import { template } from "./language.ts";
import { chain, flat, group, nested } from "./templates.ts";
import { yaql } from "./yaql.ts";

interface Life {
  readonly create: string;
  readonly template: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly change?: { readonly name: string; readonly template: string };
  readonly keep?: string;
  readonly remove?: string;
}

/** Creates, changes and deletes the same stack again and again; figures by the names given. */
function lifeOf(open: Open, life: Life, runs: number): Promise<Parts> {
  return open(async (service) => {
    const figures = new Map<string, Figures[]>();
    const { stacks } = service.client;
    const part = async (name: string | undefined, work: () => Promise<void>): Promise<void> => {
      if (name === undefined) return work();
      figures.set(name, [...(figures.get(name) ?? []), await measured(service, work)]);
    };
    for (let run = 0; run <= runs; run += 1) {
      const name = `bench-${process.pid}-${run}`;
      let stack = { name, id: "" };
      await part(life.create, async () => {
        stack = await stacks.create(name, { template: life.template, ...(life.files && { files: life.files }) });
        await untilStatus(service, stack, "CREATE_COMPLETE");
      });
      const update = async (template: string): Promise<void> => {
        await stacks.update(stack, { template, ...(life.files && { files: life.files }) });
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
async function starts(_: Open, { runs }: Size): Promise<Parts> {
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

/** Nested stacks of that many resources each. */
function nestedLife(open: Open, name: string, size: { stacks: number; each: number; runs: number }): Promise<Parts> {
  const { template, files } = nested(size.stacks, size.each);
  return lifeOf(open, { create: name, template, files, remove: `${name} delete` }, size.runs);
}

/** A benchmark with its usual size. */
interface Entry {
  readonly count: number;
  /** The size at which another service is asked beside ours, when all are: one that makes a resource a second ends, too. */
  readonly besideCount?: number;
  readonly run: Benchmark;
}

/** All benchmarks, by the word they are called with. */
export const benchmarks: Readonly<Record<string, Entry>> = {
  flat: {
    count: 1000,
    besideCount: 100,
    run: (open, { count, runs }) => lifeOf(open, { create: `flat ${count}`, template: flat(count) }, runs),
  },
  chain: {
    count: 100,
    besideCount: 20,
    run: (open, { count, runs }) => lifeOf(open, { create: `chain ${count}`, template: chain(count) }, runs),
  },
  group: {
    count: 1000,
    besideCount: 50,
    run: (open, { count, runs }) =>
      lifeOf(open, { create: `group ${count}`, template: group(count), remove: `group ${count} delete` }, runs),
  },
  nested: {
    count: 10,
    besideCount: 3,
    run: (open, { count, runs }) => nestedLife(open, `nested ${count}x10`, { stacks: count, each: 10, runs }),
  },
  update: {
    count: 1000,
    besideCount: 100,
    run: (open, { count, runs }) =>
      lifeOf(
        open,
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
    besideCount: 100,
    run: (open, { count, runs }) =>
      lifeOf(open, { create: `flat ${count}`, template: flat(count), remove: `delete ${count}` }, runs),
  },
  burst: { count: 50, besideCount: 10, run: burst },
  list: { count: 10_000, run: list },
  show: { count: 100, run: show },
  validate: { count: 100, run: validate },
  parse: { count: 2, run: parse },
  template: { count: 2, run: template },
  yaql: { count: 100_000, run: yaql },
  tree: {
    count: 1000,
    // Once: a run takes as long as all others together, and peak memory is the process's.
    run: (open, { count }) => nestedLife(open, `tree ${count}x21`, { stacks: count, each: 21, runs: 0 }),
  },
  start: { count: 1, run: starts },
};
