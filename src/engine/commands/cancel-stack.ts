import type { StackRow } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import { commandNumber } from "../operation-number.ts";
import type { Caller, StackReference } from "../requests.ts";
import type { CommandParts } from "./change-stack.ts";
import { commitChange, inTurn, started } from "./change-stack.ts";

const deepest = 20;

/** Calls a running update off and leads the stack back to what it was before; as Heat's `cancel_update`. */
export async function cancelUpdate(parts: CommandParts, caller: Caller, reference: StackReference): Promise<void> {
  await inTurn(parts, caller, reference, async (row) => {
    if (row.action !== "UPDATE" || row.status !== "IN_PROGRESS") throw notNow(row, "UPDATE_IN_PROGRESS");
    const next: StackRow = {
      ...row,
      ...started(parts, "ROLLBACK"),
      operation: commandNumber(row.operation),
      definition: row.previousDefinition ?? row.definition,
    };
    return commitChange(parts, caller, [row, next]);
  });
}

/**
 * Calls a running creation or update off and leaves everything as it stands: the stack is FAILED, what
 * is in flight ends by itself, nothing more is begun; in its nested stacks neither. As Heat's
 * `cancel_without_rollback`.
 */
export async function cancelWithoutRollback(
  parts: CommandParts,
  caller: Caller,
  reference: StackReference,
): Promise<void> {
  let id: string | undefined;
  await inTurn(parts, caller, reference, async (row) => {
    if (!isRunning(row)) throw notNow(row, "CREATE_IN_PROGRESS or UPDATE_IN_PROGRESS");
    id = row.id;
    return stop(parts, caller, row);
  });
  if (id !== undefined) await stopNested(parts, caller, id, deepest);
}

function isRunning(row: StackRow): boolean {
  return (row.action === "CREATE" || row.action === "UPDATE") && row.status === "IN_PROGRESS";
}

/** The new operation finds the stack settled, so its owner only ends what is in flight. */
function stop(parts: CommandParts, caller: Caller, row: StackRow): Promise<boolean> {
  const next: StackRow = {
    ...row,
    status: "FAILED",
    reason: `Stack ${row.action} cancelled`,
    updatedAt: parts.clock.now(),
    operation: commandNumber(row.operation),
  };
  return commitChange(parts, caller, [row, next]);
}

async function stopNested(parts: CommandParts, caller: Caller, ownerId: string, levels: number): Promise<void> {
  for (const child of await parts.journal.stacks({ ownerId, showNested: true })) {
    await inTurn(parts, caller, { id: child.id }, async (row) => !isRunning(row) || stop(parts, caller, row));
    if (levels > 0) await stopNested(parts, caller, child.id, levels - 1);
  }
}

function notNow(row: StackRow, wanted: string): EngineFault {
  return new EngineFault(
    "NotSupported",
    `the stack "${row.name}" is ${row.action}_${row.status}; only what is ${wanted} can be cancelled so`,
  );
}
