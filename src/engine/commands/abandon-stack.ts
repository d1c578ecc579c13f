import type { StackRow } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import type { Limits } from "../limits.ts";
import { commandNumber } from "../operation-number.ts";
import { exportStack } from "../queries/export-stack.ts";
import type { Caller, StackReference } from "../requests.ts";
import type { StackData } from "../stack-data.ts";
import type { CommandParts } from "./change-stack.ts";
import { commitChange, inTurn, started } from "./change-stack.ts";

/** Throws where the operator lets nobody export or abandon stacks. */
export function refuseExport({ enableStackAbandon }: Limits): void {
  if (enableStackAbandon) return;
  throw new EngineFault("NotSupported", "stacks can be neither exported nor abandoned here (enable_stack_abandon)");
}

/**
 * Ends a stack and those nested in it without touching what they made; resolves, once that is durable,
 * with what another service needs to go on.
 */
export async function abandonStack(parts: CommandParts, caller: Caller, reference: StackReference): Promise<StackData> {
  refuseExport(parts.limits);
  let given: StackData | undefined;
  await inTurn(parts, caller, reference, async (row) => {
    if (row.deletedAt !== null) throw new EngineFault("EntityNotFound", `the stack ${row.id} is deleted already`);
    const { data, busy } = await exportStack(parts, row);
    const [first] = busy;
    if (first !== undefined) throw underWay(first);
    given = data;
    const next: StackRow = { ...row, ...started(parts, "DELETE"), operation: commandNumber(row.operation) };
    return commitChange(parts, caller, [row, next], { abandons: true });
  });
  if (given === undefined) throw new EngineFault("EntityNotFound", "the stack is gone");
  return given;
}

/** What is being made now would be known to nobody. */
function underWay({ name, action, status }: StackRow): EngineFault {
  const text = `the stack "${name}" is ${action}_${status}, with work under way; wait until that has ended, or cancel it`;
  return new EngineFault("ActionInProgress", text);
}
