import { isFault } from "#cloud/fault.ts";
import type { Clock, Random } from "#lib/ports.ts";
import { uuid } from "#lib/ids.ts";
import type { OperationRow, StackAction, StackRow } from "#storage/rows.ts";
import { refuseImmutableChanges } from "./immutable-parameters.ts";
import type { DefinitionStore } from "../definition/definition-store.ts";
import { EngineFault } from "../faults.ts";
import type { Journal } from "../journal/journal.ts";
import type { Caller, StackChange, StackReference, StackRequest } from "../requests.ts";
import { findStack } from "../queries/find-stack.ts";
import { stackEvent } from "../run/writes.ts";
import type { PreparationParts } from "./prepare.ts";
import { prepareStack } from "./prepare.ts";

/** What commands are given. */
export interface CommandParts extends PreparationParts {
  readonly journal: Journal;
  readonly definitions: DefinitionStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Id of the stored credential with which the caller's stacks call the cloud; made when there is none. */
  readonly credentialFor: (caller: Caller) => Promise<string>;
}

const stackName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,254}$/;
/** A command that lost a race reads again; so many losses in a row mean that something else is wrong. */
const maxRaces = 10;

/** The caller's stored credential; a cloud that refuses to make one, or does not answer, refuses the command. */
async function credentialOf(parts: CommandParts, caller: Caller): Promise<string> {
  try {
    return await parts.credentialFor(caller);
  } catch (error) {
    if (!isFault(error)) throw error;
    const type = isFault(error, "forbidden", "unauthorized") ? "Forbidden" : "ServiceUnavailable";
    throw new EngineFault(type, `the cloud gave no credential for the stack to work with: ${error.message}`);
  }
}

/** Creates a stack; resolves once the command is durable, with the stack's id. */
export async function createStack(
  parts: CommandParts,
  caller: Caller,
  name: string,
  request: StackRequest,
): Promise<{ id: string }> {
  const { journal, clock, random, limits } = parts;
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
  const id = uuid(random);
  const prepared = prepareStack(parts, { id, name, projectId: caller.projectId }, request);
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
    action: "CREATE",
    status: "IN_PROGRESS",
    reason: "Stack CREATE started",
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

/** Changes a stack to a new definition; what runs on it is superseded. */
export async function updateStack(
  parts: CommandParts,
  caller: Caller,
  reference: StackReference,
  change: StackChange,
): Promise<void> {
  const credentialId = await credentialOf(parts, caller);
  await inTurn(parts, caller, reference, async (row) => {
    if (row.action === "DELETE" || row.action === "SUSPEND") {
      throw new EngineFault(
        "NotSupported",
        `the stack "${row.name}" is ${row.action}_${row.status}; it cannot be updated then`,
      );
    }
    const current = await parts.definitions.load(row.definition);
    const prepared = prepareStack(parts, row, change, current);
    refuseImmutableChanges(current, prepared, row);
    const next: StackRow = {
      ...row,
      ...started(parts, "UPDATE"),
      operation: row.operation + 1,
      definition: prepared.hash,
      previousDefinition: row.status === "COMPLETE" ? row.definition : row.previousDefinition,
      credentialId,
      disableRollback: change.disableRollback ?? row.disableRollback,
      timeoutMinutes: change.timeoutMinutes ?? (change.existing ? row.timeoutMinutes : 0),
      tags: change.tags ?? (change.existing ? row.tags : []),
      description: prepared.template.description,
    };
    return commitChange(parts, caller, [row, next], prepared.contents);
  });
}

/** Deletes a stack; what runs on it is superseded. A stack that is being deleted already goes on being deleted. */
export async function deleteStack(parts: CommandParts, caller: Caller, reference: StackReference): Promise<void> {
  await inTurn(parts, caller, reference, async (row) => {
    if (row.deletedAt !== null) throw new EngineFault("EntityNotFound", `the stack ${row.id} is deleted already`);
    if (row.action === "DELETE" && row.status === "IN_PROGRESS") return true;
    const next: StackRow = { ...row, ...started(parts, "DELETE"), operation: row.operation + 1 };
    return commitChange(parts, caller, [row, next], new Map());
  });
}

function taken(name: string): EngineFault {
  return new EngineFault(
    "StackExists",
    `the project has a stack named "${name}" already; choose another name, or update or delete that one`,
  );
}

function started(
  parts: CommandParts,
  action: StackAction,
): Pick<StackRow, "action" | "status" | "reason" | "updatedAt"> {
  return { action, status: "IN_PROGRESS", reason: `Stack ${action} started`, updatedAt: parts.clock.now() };
}

/** Reads the stack and tries the change; again when another command came first. */
async function inTurn(
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

async function commitChange(
  parts: CommandParts,
  caller: Caller,
  [row, next]: readonly [StackRow, StackRow],
  contents: ReadonlyMap<string, string>,
): Promise<boolean> {
  const result = await parts.journal.command({
    contents,
    change: { id: row.id, operation: row.operation, set: next },
    operation: operationOf(parts, caller, next),
    event: stackEvent(next, uuid(parts.random), parts.clock.now()),
  });
  return result === "committed";
}

function operationOf(parts: CommandParts, caller: Caller, row: StackRow): OperationRow {
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
  };
}
