import { performance } from "node:perf_hooks";
import type { YaqlLimits } from "#template/yaql/yaql.ts";
import { defaultLimits, evaluate, parse } from "#template/yaql/yaql.ts";
import type { Open, Part, Parts, Size } from "./measure.ts";

const typical =
  "$.data.where($.status = ACTIVE and $.flavor.ram > 512).select({name => $.name, ip => $.addresses.values().first()}).orderBy($.name)";
const pipeline = "$.data.where($ > 10).select($ * 2).groupBy($ mod 10).select($[1].len()).sum()";
const surroundings = { now: () => 0, random: () => 0 };
const unlimited: YaqlLimits = { iterators: Infinity, memory: Infinity, steps: Infinity };

function servers(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `server-${(index * 7919) % count}`,
    status: index % 3 === 0 ? "ERROR" : "ACTIVE",
    flavor: { ram: 256 * (index % 8), vcpus: 2 },
    addresses: { net: `10.0.0.${index}` },
  }));
}

function timed(runs: number, note: string, work: () => void): Part {
  const figures = Array.from({ length: runs + 1 }, () => {
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(cpuBefore);
    return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
  });
  const [cold, ...warm] = figures;
  return { ...(cold && { cold }), runs: warm, note };
}

function evaluated(expression: string, data: unknown, limits: YaqlLimits): () => void {
  const parsed = parse(expression);
  return () => void evaluate(parsed, { data }, surroundings, limits);
}

function repeated(times: number, work: () => void): () => void {
  return () => {
    for (let time = 0; time < times; time += 1) work();
  };
}

/** What expressions take: 1000 times to parse one, 100 times a query over 200 items, once over many items and a tenth of them. */
export function yaql(_: Open, { count, runs }: Size): Promise<Parts> {
  const numbers = Array.from({ length: count }, (_, index) => (index * 7919) % count);
  const few = numbers.slice(0, count / 10);
  const query = evaluated(typical, servers(200), defaultLimits);
  return Promise.resolve(
    new Map([
      [
        "yaql parse",
        timed(
          runs,
          "1000 times an expression",
          repeated(1000, () => parse(typical)),
        ),
      ],
      ["yaql query", timed(runs, "100 times over 200 items", repeated(100, query))],
      [`yaql ${count / 10}`, timed(runs, "once, the limits lifted", evaluated(pipeline, few, unlimited))],
      [`yaql ${count}`, timed(runs, "once, the limits lifted", evaluated(pipeline, numbers, unlimited))],
    ]),
  );
}
