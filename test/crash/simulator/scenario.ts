import type { StackRequest } from "#engine/requests.ts";
import type { Behaviour } from "./coverage.ts";
import type { Shape } from "./shapes.ts";

/** One thing that the user, or an operator, does. */
export interface Order {
  /** `stop`: cancel without rollback; `restart`: all engines die, others come. */
  readonly do: "create" | "update" | "patch" | "delete" | "cancel" | "stop" | "restart";
  /** Name of the stack; `app` when not said. */
  readonly stack?: string;
  /** Names of resources from the stack down to the nested stack that is meant. */
  readonly child?: readonly string[];
  readonly request?: Partial<StackRequest>;
  /** When: once what was ordered before has ended, or at some moment up to so many ms after it was ordered. */
  readonly withinMs?: number;
}

/** What happens to the stacks of a run, from the first creation on. */
export interface Scenario {
  readonly name: string;
  readonly covers: readonly Behaviour[];
  readonly shape?: Shape;
  readonly orders: readonly Order[];
  /** What becomes of volumes when their resources go. */
  readonly volumes?: "Retain" | "Snapshot";
  /** So many volumes come out broken. */
  readonly brokenVolumes?: number;
}
