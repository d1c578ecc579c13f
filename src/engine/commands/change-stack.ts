import type { Random } from "#lib/ports.ts";
import { uuid } from "#lib/ids.ts";
import type { OperationRow, StackAction, StackRow } from "#storage/rows.ts";
import type { ConstraintParts } from "../constraints/refuse-unmet.ts";
import type { DefinitionStore } from "../definition/definition-store.ts";
import { EngineFault } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import { findStack } from "../queries/find-stack.ts";
import type { Caller, StackReference } from "../requests.ts";
import { stackEvent } from "../run/writes.ts";
import type { PreparationParts } from "./prepare.ts";

/** What commands are given. */
export interface CommandParts extends PreparationParts, ConstraintParts {
  readonly journal: Journal;
  readonly definitions: DefinitionStore;
  readonly random: Random;
}

/** A command that lost a race reads again; so many losses in a row mean that something else is wrong. */
const maxRaces = 10;

/** The state of a stack whose action was just asked for. */
export function started(
  parts: CommandParts,
  action: StackAction,
): Pick<StackRow, "action" | "status" | "reason" | "updatedAt"> {
  return { action, status: "IN_PROGRESS", reason: `Stack ${action} started`, updatedAt: parts.clock.now() };
}

/** Reads the stack and tries the change; again when another command came first. */
export async function inTurn(
  parts: CommandParts,
  caller: Caller,
  reference: StackReference,
  attempt: (row: StackRow) => Promise<boolean>,
): Promise<void> {
  for (let race = 0; race < maxRaces; race += 1) {
    if (await attempt(await findStack(parts.journal, caller, reference))) return;
  }
  throw new EngineFault("ActionInProgress", "other commands on the stack came first each time; try again");
}

/** Commits a changed row with its operation and event; false when another command came first. */
export async function commitChange(
  parts: CommandParts,
  caller: Caller,
  [row, next]: readonly [StackRow, StackRow],
  { contents = new Map(), abandons = false }: { contents?: ReadonlyMap<string, string>; abandons?: boolean } = {},
): Promise<boolean> {
  const result = await parts.journal.command({
    contents,
    change: { id: row.id, operation: row.operation, status: row.status, set: next },
    operation: { ...operationOf(parts, caller, next), abandons },
    event: stackEvent(next, uuid(parts.random), parts.clock.now()),
  });
  return result === "committed";
}

/** The operation that a row in its new state asks for. */
export function operationOf(parts: CommandParts, caller: Caller, row: StackRow): OperationRow {
  const now = parts.clock.now();
  const seconds = row.timeoutMinutes > 0 ? row.timeoutMinutes * 60 : parts.limits.stackActionTimeout;
  return {
    stackId: row.id,
    rootId: row.rootId,
    number: row.operation,
    action: row.action,
    definition: row.definition,
    requestId: caller.requestId,
    at: now,
    deadline: now + seconds * 1000,
    abandons: false,
  };
}
