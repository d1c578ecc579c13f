/** Rows and commands for the contract test of the journal. For tests only. */
import type { EventRow, OperationRow, ResourceRow, SignalRow, StackRow } from "#storage/rows.ts";
import type { CommandCommit } from "./journal.ts";

const nothing = new Map<string, string>();

/** A stack that is being created, a root unless `more` says otherwise. */
export function stackRow(id: string, more: Partial<StackRow> = {}): StackRow {
  return {
    id,
    rootId: id,
    ownerId: null,
    ownerResourceId: null,
    nestedDepth: 0,
    projectId: "p1",
    userId: "u1",
    userName: "ann",
    credentialId: "c1",
    name: id,
    action: "CREATE",
    status: "IN_PROGRESS",
    reason: "",
    operation: 1,
    definition: "d1",
    previousDefinition: null,
    disableRollback: true,
    timeoutMinutes: 0,
    tags: [],
    description: "",
    createdAt: 10,
    updatedAt: null,
    deletedAt: null,
    ...more,
  };
}

/** A resource in the middle of its creation. */
export function resourceRow(id: string, stackId: string, more: Partial<ResourceRow> = {}): ResourceRow {
  return {
    id,
    stackId,
    rootId: stackId,
    name: id,
    type: "OS::Heat::TestResource",
    action: "CREATE",
    status: "IN_PROGRESS",
    reason: "",
    physicalId: null,
    properties: { z: 1, a: [true, null, 1.5], m: { é: "雪🌨" } },
    metadata: {},
    requires: ["x"],
    deletionPolicy: "Delete",
    attributes: {},
    reference: null,
    data: {},
    replaces: null,
    replacedBy: null,
    progress: { steps: ["create"], at: 0, started: true, startedAt: 5, attempt: 1, before: null },
    intent: { step: "create", marker: "m", at: 5, known: [] },
    operation: 1,
    createdAt: 20,
    updatedAt: 20,
    ...more,
  };
}

/** An event of a stack. */
export function eventRow(id: string, stackId: string, more: Partial<EventRow> = {}): EventRow {
  return {
    id,
    stackId,
    rootId: stackId,
    resourceName: stackId,
    resourceType: "OS::Heat::Stack",
    physicalId: stackId,
    action: "CREATE",
    status: "IN_PROGRESS",
    reason: "started",
    properties: null,
    at: 10,
    ...more,
  };
}

/** An operation of a root stack. */
export function operationRow(stackId: string, number: number, more: Partial<OperationRow> = {}): OperationRow {
  return {
    stackId,
    rootId: stackId,
    number,
    action: "CREATE",
    definition: "d1",
    requestId: "req-1",
    at: 10,
    deadline: 3_600_000,
    abandons: false,
    ...more,
  };
}

/** A signal to a resource of a root stack. */
export function signalRow(id: string, stackId: string): SignalRow {
  const details = { z: [1, "é"], a: null };
  return { id, stackId, rootId: stackId, resourceName: "r", kind: "signal", details, requestId: "req-1", at: 30 };
}

/** A command that creates a root stack. */
export function creation(id: string, more: Partial<StackRow> = {}): CommandCommit {
  return {
    contents: nothing,
    insert: stackRow(id, more),
    operation: operationRow(id, 1),
    event: eventRow(`created-${id}`, id),
  };
}

/** A command that updates a stack whose newest operation is `from`. */
export function change(id: string, from: number, set: Partial<StackRow> = {}): CommandCommit {
  return {
    contents: nothing,
    change: { id, operation: from, set: { action: "UPDATE", status: "IN_PROGRESS", ...set } },
    operation: operationRow(id, from + 1, { action: "UPDATE" }),
    event: eventRow(`changed-${id}-${from}`, id),
  };
}
