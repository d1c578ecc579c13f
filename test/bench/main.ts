import { parseArgs } from "node:util";
import { readFile } from "node:fs/promises";
import { realClock } from "#bin/ports.ts";
import { httpFor, keepAlive } from "#bin/terminal-ports.ts";
import { connect } from "#cli/connection.ts";
import { benchmarks } from "./benchmarks.ts";
import { openOurs, type Figures, type Open, type Part, type Parts, type Size } from "./measure.ts";
import { targets } from "./targets.ts";

const usage = `npm run bench -- NAME [COUNT] [--runs N] [--heat CLOUD [--against URL]]
  --heat: beside it the orchestration service of that cloud of clouds.yaml (--against: at this address), and the ratio;
    with "all" the usual sizes of ours, and smaller ones beside it.
  NAME: ${Object.keys(benchmarks).join(", ")}, all`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function cell(value: number, target: number | undefined, unit: string): string {
  const is = `${Math.round(value)} ${unit}`;
  return target === undefined || target === Infinity ? is : `${is} / ${target} (${(value / target).toFixed(2)})`;
}

function row(cells: readonly string[]): string {
  return cells
    .map((text, at) => text.padEnd(at === 0 ? 20 : 24))
    .join("")
    .trimEnd();
}

function middleOf(runs: readonly Figures[], figure: keyof Figures): number | undefined {
  const values = runs.flatMap((run) => run[figure] ?? []);
  return values.length === 0 ? undefined : median(values);
}

function report(name: string, { cold, runs, note }: Part, other: Part | undefined): void {
  const target = targets[name];
  // A benchmark that is run once has only its first run.
  const counted = runs.length === 0 && cold !== undefined ? [cold] : runs;
  const shown = (figure: keyof Figures, unit: string): string => {
    const value = middleOf(counted, figure);
    return value === undefined ? "" : cell(value, target?.[figure], unit);
  };
  const each = counted.map((run) => Math.round(run.wallMs)).join(" ");
  const wall = middleOf(counted, "wallMs") ?? NaN;
  const otherWall = other && middleOf(other.runs.length > 0 || !other.cold ? other.runs : [other.cold], "wallMs");
  const beside =
    otherWall === undefined ? "" : `, other ${Math.round(otherWall)} ms (${(otherWall / wall).toFixed(1)} x)`;
  const all = note === undefined ? each : `${note}, ${counted.length} times`;
  const first = cold === undefined || runs.length === 0 ? "" : `, cold ${Math.round(cold.wallMs)}`;
  print(row([name, shown("wallMs", "ms"), shown("cpuMs", "ms"), shown("peakMb", "MB"), `${all}${first}${beside}`]));
}

/** Another service of the same API, with the credentials of a cloud in clouds.yaml. */
async function openOther(cloud: string, endpoint: string | undefined): Promise<Open> {
  const ports = {
    readFile: (path: string) => readFile(path),
    env: process.env,
    cwd: process.cwd(),
    clock: realClock,
    httpFor,
  };
  const { client } = await connect(ports, { cloud, endpoint });
  return (work) => work({ client });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string", default: "5" }, heat: { type: "string" }, against: { type: "string" } },
  });
  const [wanted = "all", count] = positionals;
  const chosen = wanted === "all" ? Object.keys(benchmarks) : [wanted];
  if (chosen.some((each) => !(each in benchmarks)) || (count !== undefined && !(Number(count) > 0))) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const cloud = values.heat ?? (values.against === undefined ? undefined : (process.env["OS_CLOUD"] ?? "demo"));
  const other = cloud === undefined ? undefined : await openOther(cloud, values.against);
  print(
    `Median of ${values.runs} runs; figure / target (ratio). CPU and memory: the service's process, the simulated cloud's apart.\n`,
  );
  print(row(["", "wall", "CPU", "peak memory", "wall of each run, ms"]));
  const seen = new Set<string>();
  for (const each of chosen) {
    const benchmark = benchmarks[each];
    if (benchmark === undefined) continue;
    const size = { count: Number(count ?? benchmark.count), runs: Number(values.runs) };
    const besides = wanted === "all" && count === undefined;
    const compare = async (at: Size, beside: boolean): Promise<void> => {
      const figures = await benchmark.run(openOurs, at);
      const others: Parts | undefined = beside && other ? await benchmark.run(other, at) : undefined;
      for (const [name, part] of figures) {
        if (seen.has(name)) continue;
        seen.add(name);
        report(name, part, others?.get(name));
      }
    };
    await compare(size, !besides);
    if (besides && other && benchmark.besideCount !== undefined)
      await compare({ count: benchmark.besideCount, runs: 1 }, true);
  }
  return 0;
}

const release = keepAlive();
process.exitCode = await main();
release();
