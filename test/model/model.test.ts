import { expect, test } from "vitest";
import { explore, type Search } from "./explore.ts";
import { allGuards, type Guards } from "./scenario.ts";
import { scenarios, type Range } from "./scenarios.ts";

/** What goes wrong in the scenarios, with how many states were seen. */
function search(range: Range, how: Search): { states: number; violations: string[] } {
  let states = 0;
  const violations: string[] = [];
  for (const scenario of scenarios(range)) {
    const seen = explore(scenario, how);
    states += seen.states;
    if (seen.violation)
      violations.push(`${scenario.name}: ${seen.violation.message}\n${seen.violation.trace.join("\n")}`);
  }
  return { states, violations };
}

test.each<[string, Range, Search]>([
  ["one resource, every step", { resources: 1, failures: 0, crashes: 0 }, {}],
  ["one that fails", { resources: 1, failures: 1, crashes: 0, only: ["replaced, back"] }, {}],
  ["one, a crash", { resources: 1, failures: 0, crashes: 1, only: ["late, order"] }, {}],
  [
    "two, a failure and a crash",
    { resources: 2, failures: 1, crashes: 1, only: ["holds: first replaced, back"] },
    { coarse: true },
  ],
  ["three", { resources: 3, failures: 0, crashes: 0, only: ["moves: first replaced, order"] }, { coarse: true }],
  [
    "four, the first of it",
    { resources: 4, failures: 0, crashes: 0, only: ["diamond: first replaced, back"] },
    { coarse: true, limit: 15_000 },
  ],
])("in every interleaving all properties hold: %s", (_, range, how) => {
  const { states, violations } = search(range, how);
  expect(violations).toEqual([]);
  expect(states).toBeGreaterThan(100);
});

test.each<[keyof Guards, Range]>([
  ["overtakenEnds", { resources: 1, failures: 0, crashes: 0 }],
  ["newOnesBusy", { resources: 1, failures: 1, crashes: 0, only: ["late, back"] }],
  ["waitsForOthers", { resources: 2, failures: 1, crashes: 0, only: ["chain that moves: first in place, last gone"] }],
  ["leavesNothing", { resources: 1, failures: 1, crashes: 1, only: ["first replaced, first in place"] }],
])("the model misses the guard %s", (guard, range) => {
  const { violations } = search(range, {
    guards: { ...allGuards, [guard]: false },
    limit: 20_000,
    coarse: guard !== "overtakenEnds",
  });
  expect(violations.length).toBeGreaterThan(0);
});
