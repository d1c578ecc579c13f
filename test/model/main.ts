import { parseArgs } from "node:util";
import { explore } from "./explore.ts";
import { families, type Family } from "./families.ts";
import { scenarios } from "./scenarios.ts";

const usage = `npm run model [-- --family PART]... [--only PART]... [--seconds N] [--limit STATES] [--list]
  Every interleaving of a creation, two updates and a deletion, each of which may arrive at any point, of every
  scenario of every family; a line for each family. Where a limit was reached, or the time, it is not complete.
  --family, --only: families, and scenarios, whose names have that in them. --limit: states of one scenario.`;

interface Row {
  scenarios: number;
  states: number;
  transitions: number;
  /** Scenarios that were cut off or not begun. */
  missing: number;
  violations: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Seconds that this process has worked, whoever else works beside it. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function search(family: Family, only: readonly string[], { limit, end }: { limit: number; end: number }): Row {
  const row: Row = { scenarios: 0, states: 0, transitions: 0, missing: 0, violations: 0 };
  for (const scenario of scenarios({ ...family, only })) {
    row.scenarios += 1;
    if (seconds() > end) {
      row.missing += 1;
      continue;
    }
    const seen = explore(scenario, { limit, coarse: family.coarse === true });
    row.states += seen.states;
    row.transitions += seen.transitions;
    if (!seen.whole || seen.violation) row.missing += 1;
    if (!seen.violation) continue;
    row.violations += 1;
    print(`VIOLATION in ${scenario.name}: ${seen.violation.message}`);
    for (const label of seen.violation.trace) print(`  ${label}`);
    if (row.violations === 3) break;
  }
  return row;
}

function line(name: string, cells: readonly (string | number)[]): string {
  return [name.padEnd(34), ...cells.map((cell) => String(cell).padStart(11))].join(" ");
}

function main(): number {
  const { values } = parseArgs({
    options: {
      family: { type: "string", multiple: true, default: [] },
      only: { type: "string", multiple: true, default: [] },
      seconds: { type: "string", default: "600" },
      limit: { type: "string", default: "3000000" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const chosen = families.filter(({ name }) => values.family.every((part) => name.includes(part)));
  if (values.help || values.list || chosen.length === 0) {
    print(values.list ? families.map(({ name }) => name).join("\n") : usage);
    return values.list ? 0 : 2;
  }
  const end = seconds() + Number(values.seconds);
  let [violations, missing] = [0, 0];
  print(line("family", ["scenarios", "states", "transitions", "complete", "violations", "seconds"]));
  for (const family of chosen) {
    const begun = seconds();
    const row = search(family, values.only, { limit: Number(values.limit), end });
    violations += row.violations;
    missing += row.missing;
    const complete = row.missing === 0 ? "yes" : `no (${row.missing})`;
    const cells = [row.scenarios, row.states, row.transitions, complete, row.violations];
    print(
      line(`${family.name}${family.coarse === true ? " (coarse)" : ""}`, [...cells, (seconds() - begun).toFixed(1)]),
    );
  }
  print(`${violations} violations; ${missing === 0 ? "complete" : `${missing} scenarios not complete`}`);
  return violations > 0 ? 1 : 0;
}

process.exitCode = main();
