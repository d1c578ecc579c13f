import { parseArgs } from "node:util";
import { realClock } from "#bin/ports.ts";
import { againstReference, dying, play, reference } from "./against-reference.ts";
import { uncovered } from "./coverage.ts";
import type { FaultKind } from "./faults.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";
import { Totals } from "./totals.ts";

interface Options {
  readonly from: number;
  readonly seeds: number;
  /** Plays only these faults. */
  readonly only?: string | undefined;
  /** Dies at the first step, and at each so many further on. */
  readonly every: number;
  /** The one step at which a process dies. */
  readonly step?: number | undefined;
  readonly log?: (line: string) => void;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function chosen(names: string): readonly Scenario[] {
  if (names === "all") return scenarios;
  const wanted = names.split(",");
  return scenarios.filter(({ name }) =>
    wanted.some((one) => name === one || (one.endsWith("*") && name.startsWith(one.slice(0, -1)))),
  );
}

/** Faults drawn from seeds; how many runs, and a word on them. */
async function playSeeds(scenario: Scenario, { from, seeds, only, log }: Options, totals: Totals): Promise<string> {
  const wanted = (kind: FaultKind): boolean => only === undefined || kind.includes(only);
  let faults = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const options = { seed, faults: wanted, ...(log && { log }) };
    faults += await totals.count(`--scenario ${scenario.name} --seed ${seed}`, () => play(scenario, options));
  }
  return `${String(seeds).padStart(5)} runs ${String(faults).padStart(6)} faults`;
}

/** A death at each step of the run without faults. */
async function playSteps(
  scenario: Scenario,
  { from: seed, every, step, log }: Options,
  totals: Totals,
): Promise<string> {
  const { steps } = await dying(scenario, { seed, dieAt: 0 });
  const first = step ?? 1;
  let runs = 0;
  for (let at = first; at <= (step ?? steps); at += every) {
    const options = { seed, dieAt: at, ...(log && { log }) };
    await totals.count(`--scenario ${scenario.name} --seed ${seed} --step ${at}`, () =>
      againstReference(scenario, dying(scenario, options)),
    );
    runs += 1;
  }
  return `${String(steps).padStart(5)} steps ${String(runs).padStart(6)} deaths`;
}

async function playAll(played: readonly Scenario[], sweeps: boolean, options: Options): Promise<number> {
  const totals = new Totals(print);
  const startedAt = realClock.now();
  for (const scenario of played) {
    const { states, violations } = await reference(scenario);
    const before = totals.failed;
    for (const { oracle, what } of violations) print(`  WITHOUT FAULTS ${scenario.name}: ${oracle}: ${what}`);
    const counts = await (sweeps ? playSteps : playSeeds)(scenario, options, totals);
    const failed = totals.failed - before;
    const without = states.filter(Boolean).join(" ");
    print(`${scenario.name.padEnd(34)} ${counts} ${String(failed).padStart(4)} failed   without faults: ${without}`);
  }
  return totals.report((realClock.now() - startedAt) / 1000);
}

/** Plays scenarios with faults from seeds, or with a death at each step; the exit code. */
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
      "every-step": { type: "boolean", default: false },
      every: { type: "string", default: "1" },
      step: { type: "string" },
    },
  });
  const played = chosen(values.scenario ?? values.scenarios);
  if (played.length === 0) {
    print(`no such scenario; there are: all, ${scenarios.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const one = values.step !== undefined || (values.seed !== undefined && !values["every-step"]);
  const sweeps = values["every-step"] || values.step !== undefined;
  const seeds = values.seed === undefined ? Number(values.seeds) : 1;
  print(`${played.length} scenarios, ${sweeps ? "a death at each step" : `${seeds} seeds`}`);
  print(`behaviours without a scenario: ${uncovered(scenarios).join("; ") || "none"}\n`);
  return playAll(played, sweeps, {
    from: Number(values.seed ?? values.from),
    seeds,
    only: values.only,
    every: Number(values.every),
    ...(values.step !== undefined && { step: Number(values.step) }),
    ...(one && { log: print }),
  });
}
