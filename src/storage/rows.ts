/** Rows as the tables hold them. Times are ms since the epoch; JSON columns hold plain JSON values. */

/** Stack actions, as Heat's. */
export type StackAction =
  "CREATE" | "DELETE" | "UPDATE" | "ROLLBACK" | "SUSPEND" | "RESUME" | "ADOPT" | "SNAPSHOT" | "CHECK" | "RESTORE";

/** Actions that visit the resources of a stack as they are: its definition stays. */
export type VisitAction = Extract<StackAction, "SUSPEND" | "RESUME" | "CHECK">;

/** What a resource's action may be: a stack's, or none yet. */
export type ResourceAction = "INIT" | Exclude<StackAction, "RESTORE">;

/** Statuses of both. */
export type Status = "IN_PROGRESS" | "FAILED" | "COMPLETE";

/** A stack, root or nested. */
export interface StackRow {
  readonly id: string;
  readonly rootId: string;
  /** Parent stack and the resource of it that this stack belongs to; null for a root. */
  readonly ownerId: string | null;
  readonly ownerResourceId: string | null;
  readonly nestedDepth: number;
  readonly projectId: string;
  readonly userId: string;
  readonly userName: string;
  readonly credentialId: string;
  readonly name: string;
  readonly action: StackAction;
  readonly status: Status;
  readonly reason: string;
  /** Number of the newest operation; a status is written only on behalf of it. */
  readonly operation: number;
  /** Content hash of what it shall be: template, files, environment, parameters (a `StoredDefinition`). */
  readonly definition: string;
  /** The same before the newest operation, where a rollback leads to; null: nothing. */
  readonly previousDefinition: string | null;
  readonly disableRollback: boolean;
  /** 0: the default. */
  readonly timeoutMinutes: number;
  readonly tags: readonly string[];
  readonly description: string;
  readonly createdAt: number;
  readonly updatedAt: number | null;
  readonly deletedAt: number | null;
}

/** What a stack is made of, stored by content hash: hashes of the texts inside. */
export interface StoredDefinition {
  /** Hash of the template's document (JSON). */
  readonly template: string;
  /** Hash of the map of file names to the hashes of their contents. */
  readonly files: string;
  /** The environment as Heat's API shows it, JSON. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** Parameters given, environment's included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of a nested stack whose template asks for it: what the resource it is nested in says of itself. */
  readonly facade?: Readonly<Record<"metadata" | "deletion_policy" | "update_policy", unknown>>;
  /** Hash of the data (a `StackData`) that its resources were taken over from, of a stack that was adopted. */
  readonly adopts?: string;
  /** The cloud's availability zones as they were, of a stack whose templates ask for them. */
  readonly availabilityZones?: readonly string[];
}

/** Where a resource's current action stands. */
export interface StepProgress {
  /** Names of the steps of the action, fixed when it started. */
  readonly steps: readonly string[];
  /** Index of the current one. */
  readonly at: number;
  /** Whether its `start` may have been called. */
  readonly started: boolean;
  readonly startedAt: number;
  /** Which attempt at the action this is, from 1. */
  readonly attempt: number;
  /** Stored properties before the change, for updates. */
  readonly before: Readonly<Record<string, unknown>> | null;
}

/** A creating call that may have been made, and has no id yet. */
export interface Intent {
  readonly step: string;
  readonly marker: string;
  readonly at: number;
  /** The object is there; but a former call, given up, may make another one very late: it is looked for when the object goes. */
  readonly mayHaveTwin?: boolean;
  /** For weak look-ups: ids of the same-named objects that were there before the call. */
  readonly known: readonly string[];
}

/** A resource of a stack; several rows of one name exist while one replaces another. */
export interface ResourceRow {
  readonly id: string;
  readonly stackId: string;
  readonly rootId: string;
  readonly name: string;
  readonly type: string;
  readonly action: ResourceAction;
  readonly status: Status;
  readonly reason: string;
  readonly physicalId: string | null;
  /** Resolved properties it was made or last changed with, names untranslated; null before. */
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Ids of the rows of the stack that it was made after: they may go only when it has gone. */
  readonly requires: readonly string[];
  /** `"Delete"`, `"Retain"` or `"Snapshot"`. */
  readonly deletionPolicy: string;
  /** Attributes stored when it completed. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Value of `get_resource`. */
  readonly reference: unknown;
  /** Private values of the type. */
  readonly data: Readonly<Record<string, string>>;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly progress: StepProgress | null;
  readonly intent: Intent | null;
  /** Operation whose definition it was last brought to. */
  readonly operation: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An event: a state that a stack or a resource took. */
export interface EventRow {
  /** UUID, the event's name in the API. */
  readonly id: string;
  readonly stackId: string;
  readonly rootId: string;
  readonly resourceName: string;
  readonly resourceType: string;
  readonly physicalId: string | null;
  readonly action: string;
  readonly status: string;
  readonly reason: string;
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly at: number;
}

/** An event with its place in the order in which its tree's events became durable. */
export interface PlacedEvent extends EventRow {
  readonly place: number;
}

/** What a user (or a parent stack) asked of a stack. */
export interface OperationRow {
  readonly stackId: string;
  readonly rootId: string;
  readonly number: number;
  readonly action: StackAction;
  readonly definition: string;
  /** Request id of the call that asked. */
  readonly requestId: string;
  readonly at: number;
  /** Moment by which it must end, ms since the epoch. */
  readonly deadline: number;
  /** Whether what goes is only forgotten, and its object left to the cloud. */
  readonly abandons: boolean;
}

/** What was told to a resource from outside, until the owner of its tree has taken note of it. */
export interface SignalRow {
  readonly id: string;
  readonly stackId: string;
  readonly rootId: string;
  readonly resourceName: string;
  /** `"signal"`: for the type to understand; `"unhealthy"`, `"healthy"`: what somebody says of its state. */
  readonly kind: "signal" | "unhealthy" | "healthy";
  /** The signal's body, or the reason given. */
  readonly details: unknown;
  readonly requestId: string;
  readonly at: number;
}

/** With whose rights the cloud is called for a stack. `secret` is encrypted or empty. */
export interface CredentialRow {
  readonly id: string;
  readonly kind: "personal" | "trust";
  readonly userId: string;
  readonly projectId: string;
  readonly trustId: string;
}
