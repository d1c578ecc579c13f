import type { StackRow, ResourceRow } from "#storage/rows.ts";
import type { BoundResource } from "../definition/bound-stack.ts";
import type { Cause, PlannedAction } from "./decide.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** Where a changed value, or one that is not known yet, comes from. Values of what is hidden never stand here. */
export type Origin =
  /** The template itself says something else. */
  | { readonly kind: "template" }
  | { readonly kind: "parameter"; readonly name: string; readonly before: unknown; readonly after: unknown }
  /** A parameter of a nested stack that the parent's resource does not know yet. */
  | { readonly kind: "unknownParameter"; readonly name: string }
  /** The type makes the template of its child stack itself, when it is at work. */
  | { readonly kind: "type" }
  /** Another resource of the stack, with what is planned for it. */
  | {
      readonly kind: "resource";
      readonly resource: string;
      readonly attribute?: string;
      readonly actions: readonly PlannedAction[];
    };

/** A cause, traced to where it comes from. */
export interface TracedCause {
  readonly cause: Cause;
  readonly origins: readonly Origin[];
}

/** What is planned for one resource; of the properties only what may be shown. */
export interface PlannedResource {
  /** The object that the execution walks. */
  readonly node: PlanNode;
  readonly name: string;
  readonly type: string;
  /** The resource as it is desired; absent where it is to go. */
  readonly bound?: BoundResource;
  /** The resource as it is; absent where there is none. */
  readonly row?: ResourceRow;
  readonly because: readonly TracedCause[];
  /** Desired properties as far as they are known, hidden ones masked. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Attributes that are stored of it as it is, hidden values masked. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Properties that are not known before the run, with what they wait for. */
  readonly unknown: ReadonlyMap<string, readonly Origin[]>;
  readonly requiredBy: readonly string[];
  /** The plan of its child stack. */
  readonly nested?: StackPlan;
  /** Whether anything at all may change by it, below it included. */
  readonly changes: boolean;
}

/** The plan of one stack, with those of its nested stacks below its resources. */
export interface StackPlan {
  readonly name: string;
  /** Absent for a stack that is not there yet. */
  readonly row?: StackRow;
  /** The object that the execution walks. */
  readonly plan: Plan;
  readonly resources: readonly PlannedResource[];
  /** What must be known before even the names of the resources are; `resources` is empty then. */
  readonly waitsFor?: readonly Origin[];
  readonly changes: boolean;
  /** Whether nothing that reads from the stack can see a change: neither its resources nor what its outputs say changes. */
  readonly kept: boolean;
}
