import type { ChildDefinition, ChildStack } from "#resource-model/context.ts";
import type { OperationRow, StackAction, StackRow, StoredDefinition } from "#storage/rows.ts";
import { uuid } from "#lib/ids.ts";
import { contentHash } from "#storage/content.ts";
import { childEnvironment } from "#template/environment/registry.ts";
import { facadeOf, facadeValues, mentionsFacade } from "#template/facade.ts";
import { resolveOutput } from "#template/resolve.ts";
import { bindValues } from "../definition/bound-stack.ts";
import { prepareStored } from "../definition/definition-store.ts";
import { environmentDocument } from "#template/environment/read.ts";
import { EngineFault } from "../faults.ts";
import { nestedData } from "../stack-data.ts";
import { ownNumber } from "../operation-number.ts";
import { isVisit } from "../plan/plan-visit.ts";
import type { Action } from "./action.ts";
import { valuesOf } from "../plan/resource-values.ts";
import type { StackState, Tree } from "./tree.ts";
import { physicalName, resourceWrites, stackEvent } from "./writes.ts";

/** A child whose operation has ended in a former process has its outputs all the same. */
async function bindSettled(action: Action, child: StackState): Promise<void> {
  if (child.operation?.bound || child.settledValues) return;
  const { tree } = action;
  child.settledValues = bindValues(await tree.asked(tree.parts.definitions.load(child.row.definition)), child.row);
}

/** The child stack of the resource that the action works on: rows of its own in the same tree, run by the same owner. */
export function createChildStack(action: Action): ChildStack {
  const { tree, state } = action;
  const child = (): StackState | undefined => tree.stacks.get(state.row.physicalId ?? "");
  return {
    async create(definition) {
      const existing = child();
      if (existing === undefined) return createChild(action, definition);
      await bindSettled(action, existing);
      return existing.row.id;
    },
    async update(definition) {
      const existing = child();
      if (existing === undefined) await createChild(action, definition);
      else await change(action, existing, "UPDATE", await storeDefinition(action, definition, existing));
    },
    async delete() {
      const existing = child();
      if (existing) await change(action, existing, "DELETE", existing.row.definition);
    },
    async visit(kind) {
      const existing = child();
      if (existing) await change(action, existing, kind, existing.row.definition);
    },
    state: () => {
      const row = child()?.row;
      return row && { action: row.action, status: row.status, reason: row.reason };
    },
    output(name) {
      const stack = child();
      const bound = stack?.operation?.bound ?? stack?.settledValues;
      const output = bound?.template.outputs.get(name);
      return stack && bound && output ? resolveOutput(output, bound.scope(valuesOf(stack))) : undefined;
    },
    references() {
      const stack = child();
      const values = stack && valuesOf(stack);
      return new Map([...(stack?.current.keys() ?? [])].map((name) => [name, values?.reference(name)]));
    },
    async template() {
      const stack = child();
      return stack && (await tree.asked(tree.parts.definitions.load(stack.row.definition))).template.document;
    },
    requireRoom: (resources) => requireRoom(tree, resources, child()),
  };
}

/** Counts the whole tree, with a child of so many resources instead of the one there is. */
function requireRoom(tree: Tree, resources: number, instead: StackState | undefined): void {
  const { maxResourcesPerStack } = tree.parts.limits;
  let others = 0;
  for (const stack of tree.stacks.values()) if (stack !== instead) others += stack.current.size;
  if (others + resources <= maxResourcesPerStack) return;
  throw new EngineFault(
    "RequestLimitExceeded",
    `the tree of stacks would have ${others + resources} resources; at most ${maxResourcesPerStack} are allowed (max_resources_per_stack)`,
  );
}

async function createChild(action: Action, definition: ChildDefinition): Promise<string> {
  const { tree, stack, state } = action;
  const { clock, limits, random } = tree.parts;
  const parent = stack.row;
  const kind = action.kind === "ADOPT" ? "ADOPT" : "CREATE";
  if (parent.nestedDepth + 1 > limits.maxNestedStackDepth) {
    throw new EngineFault(
      "RequestLimitExceeded",
      `nested stacks may be ${limits.maxNestedStackDepth} deep; ${parent.name} is at that depth already`,
    );
  }
  const row: StackRow = {
    ...parent,
    id: uuid(random),
    ownerId: parent.id,
    ownerResourceId: state.row.id,
    nestedDepth: parent.nestedDepth + 1,
    name: physicalName(parent.name, state.row.name, state.row.id, action.type.nameLimit),
    action: kind,
    status: "IN_PROGRESS",
    reason: `Stack ${kind} started`,
    operation: 1,
    definition: await storeDefinition(action, definition),
    previousDefinition: null,
    disableRollback: true,
    tags: [],
    description: "",
    createdAt: clock.now(),
    updatedAt: null,
    deletedAt: null,
  };
  const operation = operationOf(action, row, kind);
  const child: StackState = {
    row,
    resources: new Map(),
    current: new Map(),
    watchers: new Set(),
    signalled: new Set(),
  };
  // The stack and the parent's knowledge of it are one commit: neither can exist alone.
  const stored = tree.submit([
    { kind: "nestedStack", row },
    { kind: "operation", row: operation },
    { kind: "event", row: stackEvent(row, uuid(random), clock.now()) },
    ...resourceWrites(tree, state, { physicalId: row.id }),
  ]);
  tree.stacks.set(row.id, child);
  await stored;
  tree.begin(child, operation);
  return row.id;
}

async function change(action: Action, child: StackState, kind: StackAction, definition: string): Promise<void> {
  const { tree } = action;
  const { clock, random } = tree.parts;
  const before = child.row;
  child.row = {
    ...before,
    action: kind,
    status: "IN_PROGRESS",
    reason: `Stack ${kind} started`,
    operation: ownNumber(before.operation),
    definition,
    ...(!isVisit(kind) && before.status === "COMPLETE" && { previousDefinition: before.definition }),
    updatedAt: clock.now(),
  };
  const operation = operationOf(action, child.row, kind);
  await tree.submit([
    { kind: "nestedStack", row: child.row },
    { kind: "operation", row: operation },
    { kind: "event", row: stackEvent(child.row, uuid(random), clock.now()) },
  ]);
  tree.begin(child, operation);
}

function operationOf(action: Action, row: StackRow, kind: StackAction): OperationRow {
  return {
    stackId: row.id,
    rootId: row.rootId,
    number: row.operation,
    action: kind,
    definition: row.definition,
    requestId: action.operation.row.requestId,
    at: action.tree.parts.clock.now(),
    deadline: action.operation.row.deadline,
    abandons: action.operation.row.abandons,
  };
}

/** Stores the child's definition: its template by hash (most often it is among the files already), the same files. */
async function storeDefinition(action: Action, definition: ChildDefinition, instead?: StackState): Promise<string> {
  const { journal, definitions } = action.tree.parts;
  const { bound } = action.operation;
  if (bound === undefined) throw new EngineFault("NotSupported", "a stack that is being deleted makes no nested stack");
  const parent = bound.definition;
  const resource = bound.resources.get(action.state.row.name);
  const contents = new Map<string, string>();
  const text =
    "file" in definition.template
      ? parent.file(definition.template.file)
      : JSON.stringify(definition.template.document);
  if (text === undefined) throw new EngineFault("NotFound", `the nested template is not among the stack's files`);
  const stored: StoredDefinition = {
    template: contentHash(text),
    files: parent.stored.files,
    environment: environmentDocument(childEnvironment(parent.environment, action.state.row.name, action.type.type)),
    parameters: definition.parameters,
    ...(parent.stored.availabilityZones && { availabilityZones: parent.stored.availabilityZones }),
    ...(resource &&
      mentionsFacade(text) && {
        facade: facadeValues(facadeOf(resource.definition, bound.scope(valuesOf(action.stack)))),
      }),
  };
  contents.set(stored.template, text);
  const adopts = action.kind === "ADOPT" ? JSON.stringify(nestedData(parent.adopts, action.state.row.name)) : undefined;
  if (adopts !== undefined) contents.set(contentHash(adopts), adopts);
  const hash = prepareStored({ ...stored, ...(adopts !== undefined && { adopts: contentHash(adopts) }) }, contents);
  await action.tree.asked(journal.putContents(contents));
  requireRoom(action.tree, (await action.tree.asked(definitions.load(hash))).template.resources.size, instead);
  return hash;
}
