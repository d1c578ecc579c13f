import type { StackRow } from "#storage/rows.ts";
import { EngineFault } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import type { Caller, StackReference } from "../requests.ts";

/** The stack that a request means, in the caller's project. */
export async function findStack(
  journal: Pick<Journal, "stack" | "stackNamed">,
  caller: Pick<Caller, "projectId">,
  reference: StackReference,
): Promise<StackRow> {
  const { id, name } = reference;
  const byId = id === undefined ? undefined : await journal.stack(id);
  const row =
    byId ?? (name === undefined || id !== undefined ? undefined : await journal.stackNamed(caller.projectId, name));
  if (row === undefined || (name !== undefined && row.name !== name && row.id !== name)) {
    throw new EngineFault("EntityNotFound", `the stack ${name ?? id ?? ""} could not be found in this project`);
  }
  if (row.projectId !== caller.projectId) {
    throw new EngineFault("InvalidTenant", `the stack ${row.id} belongs to another project`);
  }
  return row;
}
