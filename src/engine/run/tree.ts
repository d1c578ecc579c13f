import type { Cloud } from "#cloud/cloud.ts";
import type { CloudObject } from "#cloud/collection.ts";
import type { Watcher } from "#cloud/watch.ts";
import type { Clock, Log, Random } from "#lib/ports.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { OperationRow, ResourceRow, StackRow } from "#storage/rows.ts";
import type { Environment } from "#template/environment/environment.ts";
import type { BoundStack, BoundValues } from "../definition/bound-stack.ts";
import type { DefinitionStore } from "../definition/definition-store.ts";
import type { Journal, Ownership, Write } from "../journal/journal.ts";
import type { Limits } from "../limits.ts";
import type { Plan } from "../plan/plan.ts";
import type { Pace } from "./pace.ts";
import type { Walk } from "../reconcile/reconcile.ts";

/** What the run is given: ports, types and limits. */
export interface RunParts {
  readonly journal: Journal;
  readonly definitions: DefinitionStore;
  readonly pace: Pace;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly watcher: Watcher;
  readonly limits: Limits;
  /** The cloud with the rights of that credential. */
  readonly cloudOf: (credentialId: string) => Promise<Cloud>;
  /** After this long a creating call is cut off: no effect of it can appear later than this and be ours unseen. */
  readonly requestTimeoutMs: number;
}

/** A resource row in memory, with what belongs to this process only. */
export interface ResourceState {
  row: ResourceRow;
  /** Settles when the action under way has ended, however it ended. */
  busy?: Promise<void>;
  /** Calls the waiting of the action under way off; calls to the cloud are let end. */
  callOff?: AbortController;
  /** When a creating call of this process was last given up: until then it may have been sent again. */
  calledAt?: number;
}

/** An operation of one stack while it runs. */
export interface RunningOperation {
  readonly row: OperationRow;
  /** Absent when everything is to go. */
  readonly bound?: BoundStack;
  /** The environment of what is desired; of a deletion, of what there is. */
  readonly environment?: Environment;
  readonly plan: Plan;
  readonly walk: Walk;
  /** Aborted when its time is up, or the tree is given up. */
  readonly signal: AbortSignal;
  /** Whether the stack has its final state for this operation already. */
  settled: boolean;
}

/** A stack of the tree in memory. */
export interface StackState {
  row: StackRow;
  readonly resources: Map<string, ResourceState>;
  /** The row that each name stands for now. */
  readonly current: Map<string, ResourceState>;
  operation?: RunningOperation;
  /** What its outputs are resolved with where no operation of it has run in this process. */
  settledValues?: BoundValues;
  /** Called when something was told to one of its resources. */
  readonly signalled: Set<() => void>;
  /** Called at every change of the stack's own state. */
  readonly watchers: Set<() => void>;
}

/** A whole tree, owned by this process. */
export interface Tree {
  readonly owned: Ownership;
  /** Since when: a former owner sent nothing later than that. */
  readonly ownedSince: number;
  readonly parts: RunParts;
  readonly stacks: Map<string, StackState>;
  /** Aborted when the tree is given up: another owner, or this process ends. Nothing may be written after. */
  readonly signal: AbortSignal;
  /** Durable when it resolves. Writes that are handed in before the next turn of the event loop share a commit. */
  submit(writes: readonly Write[]): Promise<void>;
  /** The same for who does not wait; whatever is submitted behind it is durable no sooner. */
  hand(writes: readonly Write[]): void;
  /** An answer of the journal; where it cannot be reached the tree is given up, as where it cannot be written. */
  asked<T>(answer: Promise<T>): Promise<T>;
  cloud(stack: StackRow): Promise<Cloud>;
  /** Starts an operation of a stack of the tree, which supersedes one that runs. */
  begin(stack: StackState, operation: OperationRow): void;
}

/** The tree was given up: whoever waits stops where it is, without a trace. */
export class Abandoned extends Error {
  constructor() {
    super("the tree was given up by this engine");
    this.name = "Abandoned";
  }
}

/** What ended meanwhile left facts that the plan did not foresee: it is made anew. */
export class PlanOutdated extends Error {
  constructor(name: string) {
    super(`what is to be done with "${name}" is planned anew`);
    this.name = "PlanOutdated";
  }
}

/** The operation's time is up. */
export class Expired extends Error {
  readonly #end: readonly [string, number];
  constructor(action: string, minutes: number, seen = "") {
    super(`${action} did not end within ${minutes} minutes${seen === "" ? "" : `; last seen: ${seen}`}`);
    this.name = "Expired";
    this.#end = [action, minutes];
  }

  /** The same, with what a resource was last seen to wait for. */
  with(seen: string): Expired {
    return new Expired(...this.#end, seen);
  }
}

/** A newer operation needs the resource: its waiting was called off. */
export class CalledOff extends Error {
  constructor() {
    super("called off: a newer operation of the stack needs the resource");
    this.name = "CalledOff";
  }
}

/** A resource's work ended badly; `retryable` as `broken` says. */
export class StepFailed extends Error {
  readonly retryable: boolean;
  readonly observed: CloudObject | null | undefined;
  constructor(message: string, retryable: boolean, observed?: CloudObject | null) {
    super(message);
    this.name = "StepFailed";
    this.retryable = retryable;
    this.observed = observed;
  }
}
