import type { ResourceRow, StackRow } from "#storage/rows.ts";
import { currentRows } from "../plan/resource-values.ts";
import type { ResourceData, StackData } from "../stack-data.ts";
import { stacksBelow } from "./resource-queries.ts";
import type { QueryParts } from "./stack-queries.ts";

const deepest = 20;

/** A stack with all that is nested in it, as it stands. */
export interface ExportedStack {
  readonly data: StackData;
  /** Stacks of the tree on which something is under way. */
  readonly busy: readonly StackRow[];
}

/** Reads all that another service needs to go on with the stack. */
export async function exportStack(parts: QueryParts, root: StackRow): Promise<ExportedStack> {
  const stacks = await stacksBelow(parts, root, deepest);
  const rows = Map.groupBy(await parts.journal.resources(stacks.map((stack) => stack.id)), (row) => row.stackId);
  const nested = new Map<string, StackData>();
  // The deepest come last, and are needed first.
  for (const stack of stacks.toReversed()) {
    const data = await dataOf(parts, stack, currentRows(rows.get(stack.id) ?? []), nested);
    if (stack.id === root.id) return { data, busy: stacks.filter((each) => isBusy(each, rows.get(each.id) ?? [])) };
    nested.set(stack.ownerResourceId ?? stack.id, data);
  }
  throw new RangeError("a stack is among those that are below it");
}

/** Also where it has failed already, or was cancelled, and only what was in flight comes to its end. */
function isBusy(stack: StackRow, rows: readonly ResourceRow[]): boolean {
  return stack.status === "IN_PROGRESS" || rows.some((row) => row.status === "IN_PROGRESS");
}

async function dataOf(
  parts: QueryParts,
  stack: StackRow,
  rows: ReadonlyMap<string, ResourceRow>,
  nested: ReadonlyMap<string, StackData>,
): Promise<StackData> {
  const definition = await parts.definitions.load(stack.definition);
  const {
    parameters = {},
    parameter_defaults = {},
    resource_registry,
    event_sinks = [],
  } = definition.environmentDocument;
  const resources = [...rows.values()].map((row) => [row.name, nested.get(row.id) ?? resourceOf(row)] as const);
  return {
    name: stack.name,
    id: stack.id,
    action: stack.action,
    status: stack.status,
    environment: {
      parameters,
      parameter_defaults,
      resource_registry: { resources: {}, ...(resource_registry as Readonly<Record<string, unknown>> | undefined) },
      event_sinks,
    },
    files: Object.fromEntries(definition.fileNames().map((name) => [name, definition.file(name) ?? ""])),
    template: definition.template.document,
    resources: Object.fromEntries(resources),
    project_id: stack.projectId,
    stack_user_project_id: null,
    tags: stack.tags,
  };
}

function resourceOf({ name, physicalId, type, action, status, metadata, data }: ResourceRow): ResourceData {
  return { name, resource_id: physicalId, type, action, status, metadata, resource_data: data };
}
