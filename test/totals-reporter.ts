import type { Reporter, SerializedError, TestModule } from "vitest/node";

type Totals = { passed: number; failed: number; skipped: number };

/** Prints "N passed, N failed[, N skipped]" as the last line of a run, however it ended. */
export class TotalsReporter implements Reporter {
  /** Called by vitest after the last test, also when files could not be loaded. */
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const totals: Totals = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) count(module, totals);
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
    process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
  }
}

function count(module: TestModule, totals: Totals): void {
  // A file that does not load and a suite whose set-up fails have no failing test, but nothing in them passed.
  totals.failed += module.errors().length > 0 ? 1 : 0;
  for (const suite of module.children.allSuites()) totals.failed += suite.errors().length > 0 ? 1 : 0;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    totals[state === "pending" ? "skipped" : state] += 1;
  }
}
