import { parseArgs } from "node:util";
import { realClock } from "#bin/ports.ts";
import { keepAlive } from "#bin/terminal-ports.ts";
import { sleep } from "#lib/time.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import type { Discrepancies } from "./accounting.ts";
import { CrashScene, type Phase } from "./scene.ts";
import { simulate } from "./simulator/simulate.ts";

const phases: readonly Phase[] = ["create", "update", "delete"];
/** Kills come before a phase has surely ended. */
const latestKill = 0.95;

interface Totals {
  kills: number;
  orphans: number;
  duplicates: number;
  losses: number;
  unfinished: number;
  failed: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function row(cells: readonly (string | number)[]): string {
  const widths = [5, 8, 12, 11, 9, 17];
  return cells
    .map((cell, at) => (at === 5 ? String(cell).padEnd(17) : String(cell).padStart(widths[at] ?? 0)))
    .join("  ");
}

function printDetails({ orphans, duplicates, losses }: Discrepancies): void {
  for (const text of orphans) print(`       orphan: ${text}`);
  for (const text of duplicates) print(`       duplicate: ${text}`);
  for (const text of losses) print(`       loss: ${text}`);
}

/** How long each phase takes with nobody killed, in ms. */
async function rehearse(scene: CrashScene): Promise<Record<Phase, number>> {
  const times: Record<Phase, number> = { create: 0, update: 0, delete: 0 };
  for (const phase of phases) {
    const startedAt = realClock.now();
    await scene.order(phase);
    const { status, reason } = await scene.end();
    times[phase] = realClock.now() - startedAt;
    const found = await scene.discrepancies();
    const wrong = found.orphans.length + found.duplicates.length + found.losses.length > 0;
    print(row(["-", phase, "not killed", "", times[phase], status ?? "unfinished"]));
    if (!status?.endsWith("_COMPLETE")) print(`       ${reason}`);
    if (wrong) printDetails(found);
  }
  return times;
}

interface Round {
  readonly number: number;
  readonly phase: Phase;
  readonly killMs: number;
}

/** One kill; whether the scene can go on, and with the next phase. */
async function playRound(scene: CrashScene, round: Round, totals: Totals): Promise<"next" | "delete" | "over"> {
  const { number, phase, killMs } = round;
  await scene.order(phase);
  await sleep(realClock, killMs);
  const killedAt = realClock.now();
  const resumedMs = await scene.killAndRestart();
  totals.kills += 1;
  const { status, reason } = await scene.end();
  print(
    row([
      number,
      phase,
      `${Math.round(killMs)} ms`,
      `${resumedMs} ms`,
      realClock.now() - killedAt,
      status ?? "unfinished",
    ]),
  );
  if (status === undefined) {
    totals.unfinished += 1;
    print(`       ${reason}`);
    return "over";
  }
  const found = await scene.discrepancies();
  printDetails(found);
  totals.orphans += found.orphans.length;
  totals.duplicates += found.duplicates.length;
  totals.losses += found.losses.length;
  if (status.endsWith("_COMPLETE")) return "next";
  totals.failed += 1;
  print(`       ${reason}`);
  return phase === "delete" ? "over" : "delete";
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      process: { type: "boolean" },
      count: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      verbose: { type: "boolean", default: false },
    },
  });
  const count = Number(values.count);
  const random = seededRandom(Number(values.seed));
  const totals: Totals = { kills: 0, orphans: 0, duplicates: 0, losses: 0, unfinished: 0, failed: 0 };
  print(`Kills (SIGKILL) of the engine's process during examples/web-application.yaml, seed ${values.seed}\n`);
  print(row(["round", "phase", "killed after", "answers in", "ends ms", "final state"]));
  let scene = await CrashScene.start();
  try {
    const times = await rehearse(scene);
    let at = 0;
    for (let number = 1; number <= count; number += 1) {
      const phase = phases[at % phases.length] ?? "create";
      const killMs = random.fraction() * latestKill * times[phase];
      const then = await playRound(scene, { number, phase, killMs }, totals);
      if (values.verbose && then !== "next") print(scene.output());
      at = then === "delete" ? 2 : at + 1;
      if (then !== "over") continue;
      await scene.stop();
      scene = await CrashScene.start();
      at = 0;
    }
  } finally {
    await scene.stop();
  }
  const { kills, ...faults } = totals;
  print(
    `\n${kills} kills: ${Object.entries(faults)
      .map(([what, number]) => `${number} ${what}`)
      .join(", ")}`,
  );
  print(JSON.stringify({ seed: Number(values.seed), ...totals }));
  return Object.values(faults).some((number) => number > 0) || kills < count ? 1 : 0;
}

const release = keepAlive();
process.exitCode = process.argv.includes("--process") ? await main() : await simulate(process.argv.slice(2));
release();
