import type { StackAction, Status } from "./rows.ts";

/** Which stacks a listing has. */
export interface StackFilter {
  readonly projectId?: string;
  readonly ownerId?: string | null;
  readonly ids?: readonly string[];
  readonly names?: readonly string[];
  readonly statuses?: readonly Status[];
  readonly actions?: readonly StackAction[];
  readonly tags?: readonly string[];
  readonly tagsAny?: readonly string[];
  readonly notTags?: readonly string[];
  readonly notTagsAny?: readonly string[];
  readonly showDeleted?: boolean;
  readonly showNested?: boolean;
  /** None: `createdAt`, newest first unless `descending` is false. Then by id. A null is the least. */
  readonly sortKeys?: readonly ("name" | "status" | "createdAt" | "updatedAt")[];
  readonly descending?: boolean;
  /** Id of the last stack of the page before; an unknown one is ignored, as Heat does. */
  readonly marker?: string;
  readonly limit?: number;
}

/** Which events a listing has. */
export interface EventFilter {
  readonly stackIds: readonly string[];
  readonly resourceName?: string;
  readonly descending?: boolean;
  readonly marker?: string;
  readonly limit?: number;
}
