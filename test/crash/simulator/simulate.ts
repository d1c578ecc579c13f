import { parseArgs } from "node:util";
import { realClock } from "#bin/ports.ts";
import { faultKinds, type FaultKind } from "./faults.ts";
import { oracles } from "./oracles.ts";
import { play, reference } from "./against-reference.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

interface Failure {
  readonly scenario: string;
  readonly seed: number;
  readonly oracle: string;
  readonly what: string;
}

class Totals {
  runs = 0;
  readonly faults = new Map<string, number>();
  readonly held = new Map<string, number>();
  readonly skipped = new Map<string, number>();
  readonly failures: Failure[] = [];

  add(counts: Map<string, number>, key: string, more = 1): void {
    counts.set(key, (counts.get(key) ?? 0) + more);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function playSeed(
  scenario: Scenario,
  seed: number,
  totals: Totals,
  more: { only?: string; log?: (line: string) => void },
): Promise<number> {
  totals.runs += 1;
  const { only, log } = more;
  const wanted = (kind: FaultKind): boolean => only === undefined || kind.includes(only);
  const failed = (oracle: string, what: string): void => {
    totals.failures.push({ scenario: scenario.name, seed, oracle, what });
    if (totals.failures.length <= 60) print(`  FAILED seed ${seed}: ${oracle}: ${what}`);
  };
  let count = 0;
  try {
    const played = await play(scenario, { seed, faults: wanted, ...(log && { log }) });
    for (const [kind, times] of played.faults) {
      totals.add(totals.faults, kind, times);
      count += times;
    }
    for (const oracle of oracles) {
      const broken = played.violations.filter((violation) => violation.oracle === oracle);
      for (const { what } of broken) failed(oracle, what);
      if (played.skipped.includes(oracle)) totals.add(totals.skipped, oracle);
      else if (broken.length === 0) totals.add(totals.held, oracle);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failed("the simulator", error.stack ?? error.message);
  }
  return count;
}

function chosen(names: string): readonly Scenario[] {
  if (names === "all") return scenarios;
  const wanted = names.split(",");
  return scenarios.filter((scenario) => wanted.includes(scenario.name));
}

/** Plays scenarios with faults from seeds; the exit code. */
export async function simulate(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenarios: { type: "string", default: "all" },
      scenario: { type: "string" },
      seeds: { type: "string", default: "50" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      only: { type: "string" },
    },
  });
  const played = chosen(values.scenario ?? values.scenarios);
  if (played.length === 0) {
    print(`no such scenario; there are: all, ${scenarios.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const from = Number(values.seed ?? values.from);
  const seeds = values.seed === undefined ? Number(values.seeds) : 1;
  const more = {
    ...(values.only !== undefined && { only: values.only }),
    ...(values.seed !== undefined && { log: print }),
  };
  const totals = new Totals();
  const startedAt = realClock.now();
  print(`${played.length} scenarios, ${seeds} seeds from ${from}\n`);
  for (const scenario of played) {
    const { states } = await reference(scenario);
    const before = totals.failures.length;
    let faults = 0;
    for (let seed = from; seed < from + seeds; seed += 1) faults += await playSeed(scenario, seed, totals, more);
    const failed = new Set(totals.failures.slice(before).map(({ seed }) => seed)).size;
    print(
      `${scenario.name.padEnd(28)} ${String(seeds).padStart(5)} runs ${String(faults).padStart(6)} faults ${String(failed).padStart(4)} failed   without faults: ${states.filter(Boolean).join(" ")}`,
    );
  }
  const seconds = (realClock.now() - startedAt) / 1000;
  print("\nfaults");
  for (const kind of faultKinds) print(`  ${kind.padEnd(32)} ${totals.faults.get(kind) ?? 0}`);
  print("\noracles");
  for (const oracle of oracles)
    print(
      `  ${oracle.padEnd(32)} held ${totals.held.get(oracle) ?? 0}, skipped ${totals.skipped.get(oracle) ?? 0}, broken ${totals.failures.filter((one) => one.oracle === oracle).length}`,
    );
  print(
    "\nskipped: the end state is compared only where nobody else changed the cloud and every state waited for is that of the run without faults",
  );
  const replays = new Set(totals.failures.map(({ scenario, seed }) => `--scenario ${scenario} --seed ${seed}`));
  for (const replay of [...replays].slice(0, 20)) print(`replay: npm run crash -- ${replay}`);
  print(`\n${totals.runs} runs in ${seconds.toFixed(1)} s (${(totals.runs / seconds).toFixed(1)} a second)`);
  print(
    JSON.stringify({
      runs: totals.runs,
      failed: replays.size,
      faults: Object.fromEntries(totals.faults),
      broken: totals.failures.length,
    }),
  );
  return replays.size > 0 ? 1 : 0;
}
