import type { EventRow, StackRow } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import type { EventFilter } from "../journal/journal.ts";
import type { Caller, StackReference } from "../requests.ts";
import { findStack } from "./find-stack.ts";
import { stacksBelow } from "./resource-queries.ts";
import type { QueryParts } from "./stack-queries.ts";

/** The events of a stack, and of its nested stacks down to a depth; with the stacks, for their names. */
export async function listEvents(
  parts: QueryParts,
  caller: Caller,
  reference: StackReference,
  filter: Omit<EventFilter, "stackIds"> & { readonly nestedDepth?: number },
): Promise<{ events: readonly EventRow[]; stacks: readonly StackRow[] }> {
  const { nestedDepth, ...rest } = filter;
  const root = await findStack(parts.journal, caller, reference);
  const stacks = nestedDepth === undefined || nestedDepth === 0 ? [root] : await stacksBelow(parts, root, nestedDepth);
  const events = await parts.journal.events({ ...rest, stackIds: stacks.map((stack) => stack.id) });
  return { events, stacks };
}

/** One event of a stack. */
export async function showEvent(
  parts: QueryParts,
  caller: Caller,
  reference: StackReference,
  eventId: string,
): Promise<EventRow> {
  const stack = await findStack(parts.journal, caller, reference);
  const event = await parts.journal.event(stack.id, eventId);
  if (event === undefined) throw new EngineFault("EntityNotFound", `the stack "${stack.name}" has no event ${eventId}`);
  return event;
}
