import type { Cloud } from "#cloud/cloud.ts";
import type { ResourceType } from "#resource-model/resource-type.ts";
import type { ResourceRow, StackRow } from "#storage/rows.ts";
import type { BoundStack } from "../definition/bound-stack.ts";
import { bindStack } from "../definition/bound-stack.ts";
import { EngineFault } from "../faults.ts";
import type { Caller, ResourceView, StackReference } from "../requests.ts";
import { currentRows, valuesOfRows } from "../plan/resource-values.ts";
import { findStack } from "./find-stack.ts";
import { liveAttributes } from "./live-attributes.ts";
import type { QueryParts } from "./stack-queries.ts";
import { showStack } from "./stack-queries.ts";

/** What queries about resources are given more. */
export interface ResourceQueryParts extends QueryParts {
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly cloudOf: (credentialId: string) => Promise<Cloud>;
}

const maxDepth = 20;

/** The resources of a stack, and of its nested stacks down to a depth. */
export async function listResources(
  parts: ResourceQueryParts,
  caller: Caller,
  reference: StackReference,
  nestedDepth = 0,
): Promise<ResourceView[]> {
  const root = await findStack(parts.journal, caller, reference);
  const stacks = await stacksBelow(parts, root, nestedDepth + 1);
  const rows = Map.groupBy(await parts.journal.resources(stacks.map((stack) => stack.id)), (row) => row.stackId);
  const byOwner = new Map(stacks.map((stack) => [stack.ownerResourceId ?? stack.id, stack]));
  const names = new Map([...rows.values()].flat().map((row) => [row.id, row.name]));
  const views: ResourceView[] = [];
  for (const stack of stacks) {
    // The deepest stacks are read only to link their parents' resources to them.
    if (stack.nestedDepth - root.nestedDepth > nestedDepth) continue;
    const bound = await boundOf(parts, stack);
    for (const row of currentRows(rows.get(stack.id) ?? []).values()) {
      const nested = byOwner.get(row.id);
      const parentResource = stack.ownerResourceId === null ? undefined : names.get(stack.ownerResourceId);
      views.push(view({ row, stack, bound, nested, parentResource }));
    }
  }
  return views;
}

/** One resource, with its attributes read live from the cloud. */
export async function showResource(
  parts: ResourceQueryParts,
  caller: Caller,
  reference: StackReference,
  [name, more]: readonly [string, readonly string[]],
): Promise<ResourceView> {
  const { row, stack } = await findResource(parts, caller, reference, name);
  const bound = await boundOf(parts, stack);
  const nested = row.physicalId === null ? undefined : await parts.journal.stack(row.physicalId);
  const parent = await parentResourceName(parts, stack);
  const child = nested && (await showStack(parts, caller, { id: nested.id }));
  const members = await memberReferences(parts, nested);
  const resourceType = bound?.resources.get(name)?.resourceType ?? parts.types.get(row.type);
  const attributes =
    resourceType === undefined
      ? {}
      : await liveAttributes({ row, stack, resourceType, child, members, cloudOf: parts.cloudOf }, more);
  return { ...view({ row, stack, bound, nested, parentResource: parent }), attributes };
}

/** Reference ids of a nested stack's resources. */
async function memberReferences(
  parts: ResourceQueryParts,
  nested: StackRow | undefined,
): Promise<ReadonlyMap<string, unknown>> {
  if (nested === undefined) return new Map();
  const rows = await parts.journal.resources([nested.id]);
  const values = valuesOfRows(rows);
  return new Map(rows.map(({ name }) => [name, values.reference(name)]));
}

/** A resource's metadata. */
export async function showResourceMetadata(
  parts: ResourceQueryParts,
  caller: Caller,
  reference: StackReference,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  return (await findResource(parts, caller, reference, name)).row.metadata;
}

async function findResource(
  parts: ResourceQueryParts,
  caller: Caller,
  reference: StackReference,
  name: string,
): Promise<{ row: ResourceRow; stack: StackRow }> {
  const stack = await findStack(parts.journal, caller, reference);
  const row = currentRows(await parts.journal.resources([stack.id])).get(name);
  if (row === undefined) {
    throw new EngineFault("ResourceNotFound", `the stack "${stack.name}" has no resource "${name}"`);
  }
  return { row, stack };
}

async function parentResourceName(parts: ResourceQueryParts, stack: StackRow): Promise<string | undefined> {
  if (stack.ownerId === null) return undefined;
  const rows = await parts.journal.resources([stack.ownerId]);
  return rows.find((row) => row.id === stack.ownerResourceId)?.name;
}

/** The stack and those nested below it, `depth` levels. */
export async function stacksBelow(parts: QueryParts, root: StackRow, depth: number): Promise<StackRow[]> {
  const all = [root];
  let level: readonly StackRow[] = [root];
  for (let at = 0; at < Math.min(depth, maxDepth) && level.length > 0; at += 1) {
    const next: StackRow[] = [];
    for (const stack of level) next.push(...(await parts.journal.stacks({ ownerId: stack.id, showNested: true })));
    all.push(...next);
    level = next;
  }
  return all;
}

/** What the stack shall be; absent where its definition no longer fits the types there are. */
async function boundOf(parts: ResourceQueryParts, stack: StackRow): Promise<BoundStack | undefined> {
  try {
    return bindStack(await parts.definitions.load(stack.definition), stack, parts.types);
  } catch (error) {
    if (error instanceof EngineFault) return undefined;
    throw error;
  }
}

function view(of: {
  readonly row: ResourceRow;
  readonly stack: StackRow;
  readonly bound: BoundStack | undefined;
  readonly nested: StackRow | undefined;
  readonly parentResource: string | undefined;
}): ResourceView {
  const { row, stack, bound, nested, parentResource } = of;
  return {
    row,
    stack,
    requiredBy: bound?.requiredBy.get(row.name) ?? [],
    ...(nested && { nested }),
    ...(parentResource !== undefined && { parentResource }),
    description: bound?.resources.get(row.name)?.definition.description ?? "",
  };
}
