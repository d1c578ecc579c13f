import type { FaultKind } from "./faults.ts";
import { faultKinds } from "./faults.ts";
import { oracles, type Oracle } from "./oracles.ts";
import type { Played } from "./play.ts";

/** Writes a line. */
export type Print = (line: string) => void;

const mostPrinted = 60;
const mostReplays = 20;

/** What came of many runs. */
export class Totals {
  runs = 0;
  readonly #print: Print;
  readonly #faults = new Map<FaultKind, number>();
  readonly #held = new Map<Oracle, number>();
  readonly #skipped = new Map<Oracle, number>();
  readonly #broken = new Map<string, number>();
  readonly #replays = new Set<string>();
  #printed = 0;

  constructor(print: Print) {
    this.#print = print;
  }

  /** How many runs went wrong. */
  get failed(): number {
    return this.#replays.size;
  }

  /** Plays a run and counts what came of it; `replay` is how it is played again. How many faults there were. */
  async count(replay: string, play: () => Promise<Played>): Promise<number> {
    this.runs += 1;
    try {
      const played = await play();
      for (const [kind, times] of played.faults) add(this.#faults, kind, times);
      for (const { oracle, what } of played.violations) this.#wrong(replay, oracle, what);
      for (const oracle of oracles) {
        if (played.skipped.includes(oracle)) add(this.#skipped, oracle);
        else if (!played.violations.some((violation) => violation.oracle === oracle)) add(this.#held, oracle);
      }
      return [...played.faults.values()].reduce((sum, times) => sum + times, 0);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#wrong(replay, "the simulator", error.stack ?? error.message);
      return 0;
    }
  }

  /** Prints all counts; the exit code. */
  report(seconds: number): number {
    const print = this.#print;
    if (this.#faults.size > 0) print("\nfaults");
    for (const kind of faultKinds)
      if (this.#faults.size > 0) print(`  ${kind.padEnd(32)} ${this.#faults.get(kind) ?? 0}`);
    print("\noracles");
    for (const oracle of oracles) {
      const [held, skipped, broken] = [this.#held, this.#skipped, this.#broken].map(
        (counts) => counts.get(oracle) ?? 0,
      );
      print(`  ${oracle.padEnd(32)} held ${held}, skipped ${skipped}, broken ${broken}`);
    }
    print(
      "\nskipped: the end state is compared only where nobody else changed the cloud and every state waited for is that of the run without faults",
    );
    for (const replay of [...this.#replays].slice(0, mostReplays)) print(`replay: npm run crash -- ${replay}`);
    print(`\n${this.runs} runs in ${seconds.toFixed(1)} s (${(this.runs / seconds).toFixed(1)} a second)`);
    const faults = Object.fromEntries(this.#faults);
    print(JSON.stringify({ runs: this.runs, failed: this.failed, faults, broken: Object.fromEntries(this.#broken) }));
    return this.failed > 0 ? 1 : 0;
  }

  #wrong(replay: string, oracle: string, what: string): void {
    this.#replays.add(replay);
    add(this.#broken, oracle);
    this.#printed += 1;
    if (this.#printed <= mostPrinted) this.#print(`  FAILED ${replay}: ${oracle}: ${what}`);
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
