import { expect, test } from "vitest";
import { allReductions, explore, type Search } from "./explore.ts";
import type { Reductions } from "./reducer.ts";
import { allGuards, type Guards, type Scenario } from "./scenario.ts";
import { scenarios, type Range } from "./scenarios.ts";
import type { World } from "./world.ts";

const plain = { shapes: "plain", changes: ["typical", "typical"] } as const;
const noReductions: Reductions = { quotient: false, symmetry: false, ample: false };

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

const whole = { resources: 1, shapes: "every", changes: ["every", "every"], kinds: ["after"] } as const;

test.each<[string, Range, Search]>([
  ["one, a crash", { ...whole, crashes: 1, only: ["replaced"] }, {}],
  ["one that fails, is tried again", { ...whole, failures: 1, retries: true, only: ["a replaced, a in"] }, {}],
  ["one that shares", { ...whole, shared: true, only: ["replaced"] }, {}],
  ["one, stopped", { ...whole, crashes: 1, calls: ["stop"], only: ["a replaced, "] }, { coarse: true }],
  ["one, cancelled", { ...whole, failures: 1, calls: ["cancel"], only: ["a replaced, "] }, { coarse: true }],
  [
    "two, a failure and a crash",
    { ...plain, resources: 2, failures: 1, crashes: 1, only: ["first replaced, b"] },
    { coarse: true },
  ],
  ["three", { ...plain, resources: 3, only: ["replaced, "] }, { coarse: true }],
  [
    "six",
    {
      ...plain,
      resources: 6,
      shapes: "typical",
      kinds: ["holds"],
      changes: ["few", "few"],
      only: ["6 chain", "first replaced, "],
    },
    { coarse: true },
  ],
])("in every interleaving all properties hold: %s", (_, range, how) => {
  const { states, violations } = search(range, how);
  expect(violations).toEqual([]);
  expect(states).toBeGreaterThan(100);
});

/** What a final state is, whatever its resources are called. */
function endText({ action, status, failed, names }: World): string {
  const texts = names.map(({ slots }) =>
    JSON.stringify(slots.map(({ row, object, holds }) => [row.action, row.status, object, holds, row.requires.length])),
  );
  return JSON.stringify([action, status, failed, texts.toSorted()]);
}

function ends(scenario: Scenario, how: Search): string[] {
  const found = new Set<string>();
  const { violation } = explore(scenario, { ...how, onEnd: (world) => found.add(endText(world)) });
  return violation ? [violation.message] : [...found].toSorted();
}

test.each<[string, Range, Search]>([
  ["one, a crash", { ...whole, crashes: 1, only: ["a replaced, "] }, {}],
  ["one, a failure", { ...whole, failures: 1, only: ["a in place, a replaced late"] }, {}],
  ["two", { ...plain, resources: 2, kinds: ["holds"], only: ["first replaced, last"] }, {}],
  [
    "two, a failure",
    { ...plain, resources: 2, kinds: ["moves"], failures: 1, only: ["first replaced, last"] },
    { coarse: true },
  ],
  [
    "two, a crash",
    { ...plain, resources: 2, kinds: ["after"], crashes: 1, only: ["first replaced, back"] },
    { coarse: true },
  ],
  ["three", { ...plain, resources: 3, kinds: ["moves"], only: ["first replaced, first"] }, { coarse: true }],
])("with and without reductions the same ends are found: %s", (_, range, how) => {
  const parts: Reductions[] = [{ ...noReductions, quotient: true }, { ...allReductions, ample: false }, allReductions];
  for (const scenario of scenarios(range)) {
    const expected = ends(scenario, { ...how, reductions: noReductions });
    for (const reductions of parts) expect(ends(scenario, { ...how, reductions })).toEqual(expected);
  }
});

test.each<[keyof Guards, Range]>([
  ["overtakenEnds", whole],
  ["newOnesBusy", { ...whole, failures: 1, only: ["late, back"] }],
  ["waitsForOthers", { ...plain, resources: 2, failures: 1, kinds: ["moves"], only: ["first in place, last gone"] }],
  ["leavesNothing", { ...whole, failures: 1, crashes: 1, only: ["a replaced, a in place"] }],
  [
    "settledBeginsNothing",
    { ...plain, resources: 2, failures: 1, crashes: 1, kinds: ["moves"], only: ["first in place, nothing"] },
  ],
  ["dependentsGoFirst", { ...plain, resources: 2, kinds: ["moves"] }],
])("the model misses the guard %s, with and without reductions", (guard, range) => {
  const how = { guards: { ...allGuards, [guard]: false }, limit: 20_000, coarse: guard !== "overtakenEnds" };
  expect(search(range, how).violations.length).toBeGreaterThan(0);
  expect(search(range, { ...how, reductions: noReductions }).violations.length).toBeGreaterThan(0);
});
