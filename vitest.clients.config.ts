import { defineConfig } from "vitest/config";
import { TotalsReporter } from "./test/totals-reporter.ts";

/** Tests with other people's clients, as installed on this machine; skipped where they are not. */
export default defineConfig({
  test: {
    reporters: ["default", new TotalsReporter()],
    include: ["test/clients/**/*.test.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
