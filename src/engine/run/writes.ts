import type { EventRow, ResourceRow, StackRow } from "#storage/rows.ts";
import { shortId, uuid } from "#lib/ids.ts";
import type { Write } from "../journal/journal.ts";
import type { ResourceState, StackState, Tree } from "./tree.ts";

/** Of a type that the service does not know, and of nested stacks. */
const NAME_LIMIT = 255;

/** Changes a resource's row in memory and gives the write for it, with an event when its state changed. */
export function resourceWrites(tree: Tree, state: ResourceState, set: Partial<ResourceRow>): Write[] {
  const before = state.row;
  const row: ResourceRow = { ...before, ...set, updatedAt: tree.parts.clock.now() };
  state.row = row;
  const writes: Write[] = [{ kind: "resource", row }];
  const changed = row.action !== before.action || row.status !== before.status || row.reason !== before.reason;
  if (changed && row.action !== "INIT") writes.push({ kind: "event", row: resourceEvent(tree, row) });
  return writes;
}

/** The event of a state that is told of a resource and not kept in its row. */
export function passingEvent(tree: Tree, row: ResourceRow): Write {
  return { kind: "event", row: resourceEvent(tree, row) };
}

/** The event of the state that a resource has taken. */
function resourceEvent(tree: Tree, row: ResourceRow): EventRow {
  return {
    id: uuid(tree.parts.random),
    stackId: row.stackId,
    rootId: row.rootId,
    resourceName: row.name,
    resourceType: row.type,
    // As Heat: before there is an id, the name that the object gets. The client finds paths of nested stacks by it.
    physicalId: row.physicalId ?? nameToBe(tree, row),
    action: row.action,
    status: row.status,
    reason: row.reason,
    properties: null,
    at: tree.parts.clock.now(),
  };
}

function nameToBe(tree: Tree, row: ResourceRow): string | null {
  const stack = tree.stacks.get(row.stackId);
  const limit = tree.parts.types.get(row.type)?.nameLimit ?? NAME_LIMIT;
  return stack === undefined ? null : physicalName(stack.row.name, row.name, row.id, limit);
}

/** The event of a stack's own state: its resource is the stack itself, as Heat's. */
export function stackEvent(
  row: Pick<StackRow, "id" | "rootId" | "name" | "action" | "status" | "reason">,
  id: string,
  at: number,
): EventRow {
  return {
    id,
    stackId: row.id,
    rootId: row.rootId,
    resourceName: row.name,
    resourceType: "OS::Heat::Stack",
    physicalId: row.id,
    action: row.action,
    status: row.status,
    reason: row.reason,
    properties: null,
    at,
  };
}

/** Changes a stack's state in memory and gives the writes for it, conditional on its operation's number. */
export function stackWrites(
  tree: Tree,
  stack: StackState,
  set: Partial<Pick<StackRow, "operation" | "action" | "status" | "reason" | "deletedAt" | "updatedAt">>,
): Write[] {
  const operation = stack.row.operation;
  stack.row = { ...stack.row, ...set };
  for (const changed of stack.watchers) changed();
  return [
    { kind: "stack", id: stack.row.id, operation, set },
    { kind: "event", row: stackEvent(stack.row, uuid(tree.parts.random), tree.parts.clock.now()), operation },
  ];
}

/** `<stack>-<resource>-<12 characters of the row's id>`; a longer one keeps its first two and its last characters, as Heat's. */
export function physicalName(stackName: string, resourceName: string, rowId: string, limit: number): string {
  const name = `${stackName}-${resourceName}-${shortId(rowId)}`;
  return name.length <= limit ? name : `${name.slice(0, 2)}-${name.slice(-(limit - 3))}`;
}

/** A resource's row before anything was done. */
export function initialRow(
  tree: Tree,
  stack: StackState,
  resource: { readonly name: string; readonly type: string },
): ResourceRow {
  const now = tree.parts.clock.now();
  return {
    id: uuid(tree.parts.random),
    stackId: stack.row.id,
    rootId: stack.row.rootId,
    name: resource.name,
    type: resource.type,
    action: "INIT",
    status: "COMPLETE",
    reason: "",
    physicalId: null,
    properties: null,
    metadata: {},
    requires: [],
    deletionPolicy: "Delete",
    attributes: {},
    reference: null,
    data: {},
    replaces: null,
    replacedBy: null,
    progress: null,
    intent: null,
    operation: stack.row.operation,
    createdAt: now,
    updatedAt: now,
  };
}
