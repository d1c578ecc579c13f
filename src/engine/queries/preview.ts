import type { ResourceType } from "#resource-model/resource-type.ts";
import type { StackRow } from "#storage/rows.ts";
import { withZones } from "../commands/availability-zones.ts";
import { refuseName, refuseUpdate } from "../commands/commands.ts";
import { refuseImmutableChanges } from "../commands/immutable-parameters.ts";
import type { PreparationParts, PreparedStack } from "../commands/prepare.ts";
import { prepareStack } from "../commands/prepare.ts";
import { bindValues } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { createDefinitionStore } from "../definition/definition-store.ts";
import type { ConstraintParts } from "../constraints/refuse-unmet.ts";
import { refuseUnmet } from "../constraints/refuse-unmet.ts";
import { EngineFault } from "../faults.ts";
import type { RecordedStack } from "../plan/plan-tree.ts";
import { planTree } from "../plan/plan-tree.ts";
import type { Caller, StackChange, StackPreview, StackReference, StackRequest } from "../requests.ts";
import { findStack } from "./find-stack.ts";
import { stacksBelow } from "./resource-queries.ts";
import type { QueryParts } from "./stack-queries.ts";

/** What previews are given: they read the journal, write nothing, and ask the cloud only for what the request names there. */
export interface PreviewParts extends QueryParts, PreparationParts, ConstraintParts {
  readonly types: ReadonlyMap<string, ResourceType>;
}

/** As Heat: the id of a stack that is not there yet. */
const noId = "None";
const deepest = 20;

/** What creating a stack would do. Refuses what the command refuses. */
export async function previewCreate(
  parts: PreviewParts,
  caller: Caller,
  name: string,
  request: StackRequest,
): Promise<StackPreview> {
  await refuseName(parts, caller, name);
  const identity = { id: noId, name, projectId: caller.projectId };
  const prepared = prepareStack(await withZones(parts, caller, request), identity, request);
  await refuseUnmet(parts, caller, prepared.questions);
  const definition = await definitionOf(prepared);
  const waiting = new Set(["OS::stack_id"]);
  const { types } = parts;
  const plan = planTree({ types, identity, definition, waiting, recorded: undefined, child: () => undefined });
  const bound = bindValues(definition, identity, waiting);
  return {
    row: newRow(parts, caller, { ...identity, description: prepared.template.description }, request),
    parameters: Object.fromEntries(bound.parameters.names().map((key) => [key, bound.parameters.shown(key)])),
    description: prepared.template.description,
    plan,
  };
}

/** What changing a stack would do, as it stands now. Refuses what the command refuses. */
export async function previewUpdate(
  parts: PreviewParts,
  caller: Caller,
  reference: StackReference,
  change: StackChange,
): Promise<StackPreview> {
  const row = await findStack(parts.journal, caller, reference);
  refuseUpdate(row);
  const current = await parts.definitions.load(row.definition);
  const prepared = prepareStack(await withZones(parts, caller, change, current), row, change, current);
  refuseImmutableChanges(current, prepared, row);
  await refuseUnmet(parts, caller, prepared.questions);
  const tree = await recordedTree(parts, row);
  const plan = planTree({
    types: parts.types,
    identity: row,
    definition: await definitionOf(prepared),
    waiting: new Set(),
    recorded: tree.get(row.id),
    child: (id) => tree.get(id),
  });
  const { parameters } = prepared;
  return {
    row,
    parameters: Object.fromEntries(parameters.names().map((key) => [key, parameters.shown(key)])),
    description: prepared.template.description,
    plan,
  };
}

/** What was prepared, read as the run would read it once it is stored. */
async function definitionOf({ hash, contents }: PreparedStack): Promise<Definition> {
  return createDefinitionStore({ content: (of) => Promise.resolve(contents.get(of)) }).load(hash);
}

/** The stack and all below it, by their ids, as they are recorded. */
async function recordedTree(parts: PreviewParts, root: StackRow): Promise<ReadonlyMap<string, RecordedStack>> {
  const stacks = await stacksBelow(parts, root, deepest);
  const resources = await parts.journal.resources(stacks.map((stack) => stack.id));
  const rows = Map.groupBy(resources, (resource) => resource.stackId);
  const tree = new Map<string, RecordedStack>();
  for (const row of stacks) {
    tree.set(row.id, { row, rows: rows.get(row.id) ?? [], definition: await formerDefinition(parts, row) });
  }
  return tree;
}

async function formerDefinition(parts: PreviewParts, row: StackRow): Promise<Definition | undefined> {
  try {
    return await parts.definitions.load(row.definition);
  } catch (error) {
    // What cannot be read any more only explains less.
    if (error instanceof EngineFault) return undefined;
    throw error;
  }
}

function newRow(
  { clock }: PreviewParts,
  caller: Caller,
  stack: { readonly id: string; readonly name: string; readonly description: string },
  request: StackRequest,
): StackRow {
  return {
    ...stack,
    rootId: stack.id,
    ownerId: null,
    ownerResourceId: null,
    nestedDepth: 0,
    projectId: caller.projectId,
    userId: caller.userId,
    userName: caller.userName,
    credentialId: "",
    action: "CREATE",
    status: "COMPLETE",
    reason: "",
    operation: 0,
    definition: "",
    previousDefinition: null,
    disableRollback: request.disableRollback ?? true,
    timeoutMinutes: request.timeoutMinutes ?? 0,
    tags: request.tags ?? [],
    createdAt: clock.now(),
    updatedAt: null,
    deletedAt: null,
  };
}
