import { parseArgs } from "node:util";
import { keepAlive } from "#bin/terminal-ports.ts";
import { benchmarks, type Figures, type Part } from "./benchmarks.ts";
import { targets } from "./targets.ts";

const usage = `npm run bench -- NAME [COUNT] [--runs N]
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
    .map((text, at) => text.padEnd(at === 0 ? 18 : 24))
    .join("")
    .trimEnd();
}

function report(name: string, { cold, runs }: Part): void {
  const middle = (figure: keyof Figures): number => median(runs.map((run) => run[figure]));
  const target = targets[name];
  print(
    row([
      name,
      cell(middle("wallMs"), target?.wallMs, "ms"),
      cell(middle("cpuMs"), target?.cpuMs, "ms"),
      cell(middle("peakMb"), target?.peakMb, "MB"),
      `${runs.map((run) => Math.round(run.wallMs)).join(" ")}${cold === undefined ? "" : `, cold ${Math.round(cold.wallMs)}`}`,
    ]),
  );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string", default: "5" } },
  });
  const [wanted = "all", count] = positionals;
  const chosen = wanted === "all" ? Object.keys(benchmarks) : [wanted];
  if (chosen.some((each) => !(each in benchmarks)) || (count !== undefined && !(Number(count) > 0))) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  print(
    `Median of ${values.runs} runs; figure / target (ratio). CPU and memory: the service's process, the simulated cloud's apart.\n`,
  );
  print(row(["", "wall", "CPU", "peak memory", "wall of each run, ms"]));
  const seen = new Set<string>();
  for (const each of chosen) {
    const benchmark = benchmarks[each];
    if (benchmark === undefined) continue;
    const figures = await benchmark.run(Number(count ?? benchmark.count), Number(values.runs));
    for (const [name, part] of figures) {
      if (seen.has(name)) continue;
      seen.add(name);
      report(name, part);
    }
  }
  return 0;
}

const release = keepAlive();
process.exitCode = await main();
release();
