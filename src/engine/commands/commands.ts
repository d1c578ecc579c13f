import { uuid } from "#lib/ids.ts";
import type { StackRow } from "#storage/rows.ts";
import { refuseUnmet } from "../constraints/refuse-unmet.ts";
import { EngineFault } from "../faults.ts";
import { commandNumber } from "../operation-number.ts";
import type { Caller, StackChange, StackReference, StackRequest } from "../requests.ts";
import { stackEvent } from "../run/writes.ts";
import type { CommandParts } from "./change-stack.ts";
import { commitChange, inTurn, operationOf, started } from "./change-stack.ts";
import { adoptingRequest } from "./adopted-request.ts";
import { credentialOf } from "./credential-of.ts";
import { refuseImmutableChanges } from "./immutable-parameters.ts";
import { withZones } from "./availability-zones.ts";
import { prepareStack } from "./prepare.ts";

const stackName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,254}$/;

/** Throws when the caller cannot have a new stack of that name. */
export async function refuseName(
  { journal, limits }: Pick<CommandParts, "journal" | "limits">,
  caller: Caller,
  name: string,
): Promise<void> {
  if (!stackName.test(name)) {
    throw new EngineFault(
      "StackValidationFailed",
      `"${name}" cannot be a stack's name: it must begin with a letter and have at most 255 letters, digits, "_", "." or "-"`,
    );
  }
  const existing = await journal.stackNamed(caller.projectId, name);
  if (existing !== undefined && existing.ownerId === null) throw taken(name);
  const count = await journal.countStacks({ projectId: caller.projectId, ownerId: null });
  if (count >= limits.maxStacksPerTenant && !caller.roles.includes("admin")) {
    throw new EngineFault(
      "RequestLimitExceeded",
      `the project has ${count} stacks; at most ${limits.maxStacksPerTenant} are allowed (max_stacks_per_tenant)`,
    );
  }
}

/** Creates a stack; resolves once the command is durable, with the stack's id. */
export async function createStack(
  parts: CommandParts,
  caller: Caller,
  name: string,
  asked: StackRequest,
): Promise<{ id: string }> {
  const { journal, clock, random } = parts;
  await refuseName(parts, caller, name);
  const id = uuid(random);
  const request = asked.adopt === undefined ? asked : adoptingRequest(parts.limits, asked);
  const action = asked.adopt === undefined ? "CREATE" : "ADOPT";
  const prepared = prepareStack(
    await withZones(parts, caller, request),
    { id, name, projectId: caller.projectId },
    request,
  );
  await refuseUnmet(parts, caller, prepared.questions);
  const now = clock.now();
  const row: StackRow = {
    id,
    rootId: id,
    ownerId: null,
    ownerResourceId: null,
    nestedDepth: 0,
    projectId: caller.projectId,
    userId: caller.userId,
    userName: caller.userName,
    credentialId: await credentialOf(parts, caller),
    name,
    action,
    status: "IN_PROGRESS",
    reason: `Stack ${action} started`,
    operation: 1,
    definition: prepared.hash,
    previousDefinition: null,
    disableRollback: request.disableRollback ?? true,
    timeoutMinutes: request.timeoutMinutes ?? 0,
    tags: request.tags ?? [],
    description: prepared.template.description,
    createdAt: now,
    updatedAt: null,
    deletedAt: null,
  };
  const result = await journal.command({
    contents: prepared.contents,
    insert: row,
    operation: operationOf(parts, caller, row),
    event: stackEvent(row, uuid(random), now),
  });
  if (result === "nameTaken") throw taken(name);
  return { id };
}

/** Throws while a stack is being adopted: what is not taken over yet would be made. */
export function refuseWhileAdopting(row: StackRow): void {
  if (row.action === "ADOPT" && row.status === "IN_PROGRESS")
    throw new EngineFault("ActionInProgress", `the stack "${row.name}" is being adopted; wait until that has ended`);
}

/** Throws when the stack cannot be updated in the state it is in. */
export function refuseUpdate(row: StackRow): void {
  refuseWhileAdopting(row);
  if (row.action === "DELETE" || row.action === "SUSPEND") {
    throw new EngineFault(
      "NotSupported",
      `the stack "${row.name}" is ${row.action}_${row.status}; it cannot be updated then`,
    );
  }
}

/** Changes a stack to a new definition; what runs on it is superseded. */
export async function updateStack(
  parts: CommandParts,
  caller: Caller,
  reference: StackReference,
  change: StackChange,
): Promise<void> {
  const credentialId = await credentialOf(parts, caller);
  await inTurn(parts, caller, reference, async (row) => {
    refuseUpdate(row);
    const current = await parts.definitions.load(row.definition);
    const prepared = prepareStack(await withZones(parts, caller, change, current), row, change, current);
    refuseImmutableChanges(current, prepared, row);
    await refuseUnmet(parts, caller, prepared.questions);
    const next: StackRow = {
      ...row,
      ...started(parts, "UPDATE"),
      operation: commandNumber(row.operation),
      definition: prepared.hash,
      previousDefinition: row.status === "COMPLETE" ? row.definition : row.previousDefinition,
      credentialId,
      disableRollback: change.disableRollback ?? row.disableRollback,
      timeoutMinutes: change.timeoutMinutes ?? (change.existing ? row.timeoutMinutes : 0),
      tags: change.tags ?? (change.existing ? row.tags : []),
      description: prepared.template.description,
    };
    return commitChange(parts, caller, [row, next], { contents: prepared.contents });
  });
}

/** Deletes a stack; what runs on it is superseded. A stack that is being deleted already goes on being deleted. */
export async function deleteStack(parts: CommandParts, caller: Caller, reference: StackReference): Promise<void> {
  await inTurn(parts, caller, reference, async (row) => {
    if (row.deletedAt !== null) throw new EngineFault("EntityNotFound", `the stack ${row.id} is deleted already`);
    if (row.action === "DELETE" && row.status === "IN_PROGRESS") return true;
    const next: StackRow = { ...row, ...started(parts, "DELETE"), operation: commandNumber(row.operation) };
    return commitChange(parts, caller, [row, next]);
  });
}

function taken(name: string): EngineFault {
  return new EngineFault(
    "StackExists",
    `the project has a stack named "${name}" already; choose another name, or update or delete that one`,
  );
}
