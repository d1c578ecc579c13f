import { defineConfig } from "vitest/config";
import { TotalsReporter } from "./test/totals-reporter.ts";

const processTests = "**/*.process.test.ts";
const limits = { testTimeout: 20_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    reporters: ["default", new TotalsReporter()],
    projects: [
      {
        test: {
          ...limits,
          name: "unit",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [processTests, "test/cloud/**", "test/clients/**"],
          pool: "threads",
          isolate: false,
        },
      },
      {
        test: {
          ...limits,
          name: "process",
          include: [`src/${processTests}`, `test/${processTests}`],
          exclude: ["test/cloud/**"],
          pool: "forks",
          // These start servers and engines of their own; two at once on a small machine make each other time out.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
