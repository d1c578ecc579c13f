import { families } from "./families.ts";
import type { Scenario } from "./scenario.ts";
import { specials } from "./special-scenarios.ts";

/** All there are, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [...families, ...specials];
