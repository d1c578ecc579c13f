import { harmless, outOfBand, outOfOrder } from "./faults.ts";
import type { Violation } from "./oracles.ts";
import { playOnce, type Played, type PlayOptions } from "./play.ts";
import type { Scenario } from "./scenario.ts";

const references = new Map<string, Promise<Played>>();

/** The run without faults that all others of the scenario are compared with. */
export function reference(scenario: Scenario): Promise<Played> {
  const known = references.get(scenario.name) ?? playOnce(scenario, { seed: 1, engines: 1 });
  references.set(scenario.name, known);
  return known;
}

/** Plays a scenario with the faults of a seed, and compares it with the run without. */
export function play(
  scenario: Scenario,
  options: Omit<PlayOptions, "engines" | "faults" | "dieAt"> & Pick<PlayOptions, "faults">,
): Promise<Played> {
  const engines = 1 + (options.seed % 3);
  return againstReference(
    scenario,
    playOnce(scenario, { ...options, engines, faults: options.faults ?? (() => true) }),
  );
}

/** Plays a scenario in which a process dies at one step, and nothing else goes wrong; 0: none dies. */
export function dying(
  scenario: Scenario,
  options: Pick<PlayOptions, "seed" | "log"> & { readonly dieAt: number },
): Promise<Played> {
  return playOnce(scenario, { ...options, engines: 1 });
}

/** Whether time alone cannot change what comes of it. */
function isTimeless({ orders }: Scenario): boolean {
  return orders.every((order) => order.withinMs === undefined && order.request?.timeoutMinutes === undefined);
}

function stateViolations(scenario: Scenario, played: Played, expected: Played): Violation[] {
  const isBound = isTimeless(scenario) && [...played.faults.keys()].every((kind) => harmless.has(kind));
  if (!isBound || played.states.join() === expected.states.join()) return [];
  const what = `${played.states.filter(Boolean).join(" ")} instead of ${expected.states.filter(Boolean).join(" ")}`;
  return [{ oracle: "final states as without faults", what }];
}

/** Compares a run with the run without faults. */
export async function againstReference(scenario: Scenario, run: Promise<Played>): Promise<Played> {
  const expected = await reference(scenario);
  const played = await run;
  const violations = [...played.violations, ...stateViolations(scenario, played, expected)];
  const comparable =
    played.states.join() === expected.states.join() &&
    ![...played.faults.keys()].some((kind) => outOfBand.has(kind) || outOfOrder.has(kind));
  const overtakes = scenario.orders.some((order) => order.withinMs !== undefined);
  const settled = !overtakes || played.states.every((state) => !state.includes("FAILED"));
  if (!comparable || !settled) return { ...played, violations, skipped: ["end state as without faults"] };
  if (played.endState.join("\n") === expected.endState.join("\n")) return { ...played, violations };
  const missing = expected.endState.filter((line) => !played.endState.includes(line));
  const surplus = played.endState.filter((line) => !expected.endState.includes(line));
  const what = `missing ${missing.join("; ") || "nothing"}; surplus ${surplus.join("; ") || "nothing"}`;
  return { ...played, violations: [...violations, { oracle: "end state as without faults", what }] };
}
