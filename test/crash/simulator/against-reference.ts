import { outOfBand } from "./faults.ts";
import { playOnce, type Played, type PlayOptions } from "./play.ts";
import type { Scenario } from "./scenarios.ts";

const references = new Map<string, Promise<Played>>();

/** The run without faults that all others of the scenario are compared with. */
export function reference(scenario: Scenario): Promise<Played> {
  const known = references.get(scenario.name) ?? playOnce(scenario, { seed: 1, engines: 1 });
  references.set(scenario.name, known);
  return known;
}

/** Plays a scenario with the faults of a seed, and compares it with the run without. */
export async function play(
  scenario: Scenario,
  options: Omit<PlayOptions, "engines" | "faults"> & Pick<PlayOptions, "faults">,
): Promise<Played> {
  const expected = await reference(scenario);
  const engines = 1 + (options.seed % 3);
  const played = await playOnce(scenario, { ...options, engines, faults: options.faults ?? (() => true) });
  const comparable =
    played.states.join() === expected.states.join() && ![...played.faults.keys()].some((kind) => outOfBand.has(kind));
  const superseding = scenario.orders.some((order) => order.withinMs !== undefined);
  if (!comparable) return { ...played, skipped: ["end state as without faults"] };
  if (superseding && !played.states.every((state) => state.endsWith("_COMPLETE")))
    return { ...played, skipped: ["end state as without faults"] };
  if (played.endState.join("\n") === expected.endState.join("\n")) return played;
  const missing = expected.endState.filter((line) => !played.endState.includes(line));
  const surplus = played.endState.filter((line) => !expected.endState.includes(line));
  const what = `missing ${missing.join("; ") || "nothing"}; surplus ${surplus.join("; ") || "nothing"}`;
  return { ...played, violations: [...played.violations, { oracle: "end state as without faults", what }] };
}
