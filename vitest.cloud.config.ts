import { defineConfig } from "vitest/config";
import { TotalsReporter } from "./test/totals-reporter.ts";

/** Tests against a real OpenStack: CALOR_TEST_CLOUD (and CALOR_TEST_ADMIN_CLOUD) name entries of clouds.yaml. */
export default defineConfig({
  test: {
    reporters: ["default", new TotalsReporter()],
    include: ["test/cloud/**/*.test.ts", "test/contract/**/*.test.ts"],
    env: { CALOR_CONTRACT: "real" },
    pool: "forks",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
