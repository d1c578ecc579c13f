import type { Reporter, SerializedError, TestModule } from "vitest/node";

type Totals = { passed: number; failed: number; skipped: number };

/**
 * Ends a run, however it ended, with a line `failed: FILE > TEST: MESSAGE` for each failure (so that a log of which only
 * the end was kept still names it) and then "N passed, N failed[, N skipped]".
 */
export class TotalsReporter implements Reporter {
  /** Called by vitest after the last test, also when files could not be loaded. */
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const totals: Totals = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) count(module, totals);
    for (const failure of [
      ...modules.flatMap(failuresOf),
      ...unhandled.map((error) => `unhandled: ${firstLine(error)}`),
    ])
      process.stdout.write(`failed: ${failure}\n`);
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

/** What failed in a file: the file itself, its suites, its tests; each with the first line of what it says. */
function failuresOf(module: TestModule): string[] {
  const failures = module.errors().map((error) => `${module.relativeModuleId}: ${firstLine(error)}`);
  for (const suite of module.children.allSuites())
    for (const error of suite.errors())
      failures.push(`${module.relativeModuleId} > ${suite.fullName}: ${firstLine(error)}`);
  for (const test of module.children.allTests("failed"))
    for (const error of test.result().errors ?? [])
      failures.push(`${module.relativeModuleId} > ${test.fullName}: ${firstLine(error)}`);
  return failures;
}

function firstLine(error: { readonly message: string }): string {
  return error.message.split("\n", 1)[0]!;
}
