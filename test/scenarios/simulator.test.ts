import { expect, test } from "vitest";
import { againstReference, dying, play, reference } from "../crash/simulator/against-reference.ts";
import { uncovered } from "../crash/simulator/coverage.ts";
import { scenarios } from "../crash/simulator/scenarios.ts";

/** Of each scenario one seed; more of them all, and each step, play `npm run crash`. */
const seeds = [1001];

function scenarioNamed(name: string): (typeof scenarios)[number] {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new TypeError(`no scenario ${name}`);
  return scenario;
}

test.each(scenarios)("without faults, and with those of a seed, nothing is wrong after: $name", async (scenario) => {
  expect((await reference(scenario)).violations).toEqual([]);
  for (const seed of seeds) {
    const { violations } = await play(scenario, { seed });
    expect({ seed, violations }).toEqual({ seed, violations: [] });
  }
});

test("a death at a step changes nothing", async () => {
  const scenario = scenarioNamed("replace-nested");
  const { steps } = await reference(scenario);
  // A prime, so that of every kind of step some are met.
  for (let dieAt = 1; dieAt <= steps; dieAt += 13) {
    const { died, violations } = await againstReference(scenario, dying(scenario, { seed: 1, dieAt }));
    expect({ dieAt, died: died !== "", violations }).toEqual({ dieAt, died: true, violations: [] });
  }
});

test("every behaviour has a scenario, in each shape", () => {
  expect(uncovered(scenarios)).toEqual([]);
});

test("a seed replays exactly", async () => {
  const log = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    await play(scenarioNamed("several-chained"), { seed: 7, log: (line) => void lines.push(line) });
    return lines;
  };
  expect(await log()).toEqual(await log());
});
