import { expect, test } from "vitest";
import { againstReference, dying, play, reference } from "../crash/simulator/against-reference.ts";
import { uncovered } from "../crash/simulator/coverage.ts";
import { scenarios } from "../crash/simulator/scenarios.ts";

/** Of each scenario one seed; more of them all, and each step, play `npm run crash`. */
const seeds = [1001];

/** Seeds that show that something is wrong where the mending of it is taken out again, and what. */
const kept: readonly (readonly [string, number, string])[] = [
  [
    "create-flat",
    26,
    "a write without an answer left the tree standing; where a definition could not be read, the stack failed",
  ],
  ["create-flat", 3, "a tree was its owner's without the owner's knowing, because the answer of a claim was lost"],
  ["create-flat", 56, "a refusal made the intent forgotten, and what an echo of the call had made with it"],
  ["create-retries-flat", 41, "an engine that was frozen, and had lost its lease, went on changing the cloud"],
  ["superseded-flat", 60, "an operation that had ended was run again, because it was among those read before"],
  ["rollback-superseded-chained", 7, "a command and the owner took the same number for an operation"],
  ["stop-flat", 12, "an event was told of a state that an overtaken operation never took"],
  ["stop-flat", 48, "a stop turned a stack that had become COMPLETE meanwhile into a FAILED one"],
  [
    "several-flat",
    13,
    "what a replaced key pair gave up was taken back twice after a crash, and the second time refused",
  ],
  ["several-flat", 4, "who turned back to a replacement did not see that it had given up what both cannot hold"],
  ["replace-flat", 7, "what is known by its place was taken for that of the resource it replaces"],
  [
    "time-out-flat",
    5001,
    "what had failed to be made took, as it went, the key pair of the one that was made in its place",
  ],
  ["create-nested", 604, "a database that did not answer while a nested stack was made failed its resource"],
  [
    "create-retries-nested",
    602,
    "a creation that a crash had interrupted was not tried again where its object came out broken",
  ],
];

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

test.each(kept)("what %s found with seed %d stays mended: %s", async (name, seed) => {
  const { violations } = await play(scenarioNamed(name), { seed });
  expect(violations).toEqual([]);
});

const keptEnds: readonly (readonly [string, number, string])[] = [
  [
    "rollback-superseded-chained",
    30_025,
    "a write that was answered after its tree had been given up let the former owner change the cloud once more",
  ],
  [
    "update-rolled-back-early-chained",
    30_016,
    "what a rollback had overtaken before it began failed a resource of the rollback",
  ],
];

test.each(keptEnds)("where %s ended otherwise with seed %d it does not: %s", async (name, seed) => {
  const { violations } = await againstReference(scenarioNamed(name), play(scenarioNamed(name), { seed }));
  expect(violations).toEqual([]);
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

test("two operations, of which one gives up what the other takes back, wait for each other after a death", async () => {
  const scenario = scenarioNamed("several-flat");
  const { died, violations } = await againstReference(scenario, dying(scenario, { seed: 1, dieAt: 46 }));
  expect([died, violations]).toEqual([expect.stringContaining("DELETE /compute/v2.1/os-keypairs/key"), []]);
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
