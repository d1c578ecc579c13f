import { parseArgs } from "node:util";
import { explore } from "./explore.ts";
import { scenarios } from "./scenarios.ts";

const usage = `npm run model [-- --resources 1-6] [--failures N] [--crashes N] [--limit STATES] [--only PART]... [--coarse] [--all]
  Every interleaving of a creation, two updates and a deletion, each of which may arrive at any point.
  --coarse: nothing comes between an operation's arrival and its plan, nor between a resource's turn and
  its first call. --all goes on after a violation; --limit bounds the states of one scenario.`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function main(): number {
  const { values } = parseArgs({
    options: {
      resources: { type: "string", default: "3" },
      failures: { type: "string", default: "1" },
      crashes: { type: "string", default: "1" },
      limit: { type: "string", default: "2000000" },
      only: { type: "string", multiple: true, default: [] },
      all: { type: "boolean", default: false },
      coarse: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [resources, failures, crashes, limit] = [values.resources, values.failures, values.crashes, values.limit].map(
    Number,
  );
  if (values.help || resources === undefined || !(resources >= 1 && resources <= 6)) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const total = { scenarios: 0, states: 0, transitions: 0, depth: 0, ends: 0, cut: 0, violations: 0 };
  for (const scenario of scenarios({ resources, failures: failures ?? 1, crashes: crashes ?? 1, only: values.only })) {
    const seen = explore(scenario, { limit: limit ?? Infinity, coarse: values.coarse });
    total.scenarios += 1;
    total.states += seen.states;
    total.transitions += seen.transitions;
    total.depth = Math.max(total.depth, seen.depth);
    total.ends += seen.ends;
    if (!seen.whole) total.cut += 1;
    if (seen.violation) {
      total.violations += 1;
      print(`VIOLATION in ${scenario.name}: ${seen.violation.message}`);
      for (const label of seen.violation.trace) print(`  ${label}`);
      if (!values.all) break;
    }
  }
  const { states, transitions, depth, ends, cut, violations } = total;
  print(`${total.scenarios} scenarios, ${states} states, ${transitions} transitions, depth ${depth}, ${ends} ends`);
  print(`${cut} scenarios cut off at ${limit} states; ${violations} violations`);
  return violations > 0 ? 1 : 0;
}

process.exitCode = main();
