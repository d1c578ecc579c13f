import { parseArgs } from "node:util";
import fc from "fast-check";
import { realClock } from "#bin/ports.ts";
import { templateIsRead } from "./template-property.ts";

// npm run fuzz:template [-- --runs N] [--seed N] [--path P]: arbitrary and mutated templates are read and validated.
const { values } = parseArgs({
  options: { runs: { type: "string", default: "100000" }, seed: { type: "string" }, path: { type: "string" } },
});
const seed = Number(values.seed ?? realClock.now() % 2_147_483_648);
const startedAt = realClock.now();
const found = fc.check(templateIsRead(), {
  numRuns: Number(values.runs),
  seed,
  ...(values.path !== undefined && { path: values.path }),
});
const seconds = ((realClock.now() - startedAt) / 1000).toFixed(1);
if (found.failed) {
  const cause = found.errorInstance instanceof Error ? found.errorInstance.stack : found.errorInstance;
  process.stdout.write(`${fc.defaultReportMessage(found) ?? "failed"}\n${String(cause)}\n`);
  process.exitCode = 1;
}
process.stdout.write(`${found.numRuns} runs, ${found.failed ? 1 : 0} failed, seed ${seed}, ${seconds} s\n`);
