/** What an evaluation may use; `Infinity` lifts a limit. */
export interface YaqlLimits {
  /** How many items a collection or iterator that is read may have (Heat's `limit_iterators`). */
  readonly iterators: number;
  /** How many bytes one value may take, as Python counts them (Heat's `memory_quota`). */
  readonly memory: number;
  /** How many steps: each node evaluated, item read or character made is one. */
  readonly steps: number;
}

/** Heat's limits, and a bound on the steps, which Heat has not. */
export const defaultLimits: YaqlLimits = { iterators: 200, memory: 10_000, steps: 500_000 };

/** How deep calls may nest; as deep as the stack of JavaScript bears with certainty. */
export const MAX_DEPTH = 400;
