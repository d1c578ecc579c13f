import { expect, test } from "vitest";
import { play } from "../crash/simulator/against-reference.ts";
import { scenarios } from "../crash/simulator/scenarios.ts";

const seedsEach = 4;
/** Seeds that once found something, and what. */
const found: readonly (readonly [string, number])[] = [
  // The deletion was taken up where the creation had stood, and deleted nothing.
  ["application-delete", 51],
  // A write whose answer got lost left the tree standing.
  ["delete", 11],
  // An engine that was frozen went on creating.
  ["replace-and-back", 5],
  ["delete", 59],
  // A volume was deleted while it was being made.
  ["delete-during-create", 57],
  // The database was away while the definition was read.
  ["rollback-of-create-late", 141],
  // An operation that had ended was run again, because it was among those read before.
  ["cancel-update", 2150],
  ["nested-update-during-create", 2158],
  // What a lost call may have made was part of a server that somebody else deleted.
  ["application", 2048],
  // A volume was detached while it was being attached.
  ["application-delete", 2212],
];

function scenarioNamed(name: string): (typeof scenarios)[number] {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new TypeError(`no scenario ${name}`);
  return scenario;
}

test.each(scenarios)("with faults from a few seeds nothing is wrong after: $name", async (scenario) => {
  for (let seed = 1001; seed < 1001 + seedsEach; seed += 1) {
    const { violations } = await play(scenario, { seed });
    expect({ seed, violations }).toEqual({ seed, violations: [] });
  }
});

test.each(found)("what %s found with seed %d stays mended", async (name, seed) => {
  const { violations } = await play(scenarioNamed(name), { seed });
  expect(violations).toEqual([]);
});

test("a seed replays exactly", async () => {
  const log = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    await play(scenarioNamed("several-updates"), { seed: 7, log: (line) => void lines.push(line) });
    return lines;
  };
  expect(await log()).toEqual(await log());
});
