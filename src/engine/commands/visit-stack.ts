import type { StackRow, VisitAction } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import { commandNumber } from "../operation-number.ts";
import type { Caller, StackReference } from "../requests.ts";
import type { CommandParts } from "./change-stack.ts";
import { commitChange, inTurn, started } from "./change-stack.ts";
import { refuseWhileAdopting } from "./commands.ts";

/**
 * Suspends, resumes or checks a stack with all that is in it; its definition stays. What is suspended,
 * or resumed, already, is left alone; what runs on the stack is superseded. As Heat's actions.
 */
export async function visitStack(
  parts: CommandParts,
  caller: Caller,
  reference: StackReference,
  action: VisitAction,
): Promise<void> {
  await inTurn(parts, caller, reference, async (row) => {
    refuseWhileAdopting(row);
    if (row.action === "DELETE") throw deleting(row, action);
    if (action !== "CHECK" && row.action === action && row.status === "COMPLETE") return true;
    const next: StackRow = { ...row, ...started(parts, action), operation: commandNumber(row.operation) };
    return commitChange(parts, caller, [row, next]);
  });
}

function deleting(row: StackRow, action: VisitAction): EngineFault {
  return new EngineFault(
    "NotSupported",
    `the stack "${row.name}" is ${row.action}_${row.status}; it cannot be asked to ${action.toLowerCase()} then`,
  );
}
