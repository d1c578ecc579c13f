import type { ResourceType } from "#resource-model/resource-type.ts";
import type { Facade } from "#template/facade.ts";
import { facadeOf } from "#template/facade.ts";
import { resolveProperties } from "#template/resolve.ts";
import type { Need, ResourceDefinition, Scope } from "#template/template.ts";
import { UnknownValue } from "#template/template.ts";
import type { ResourceRow, StackRow } from "#storage/rows.ts";
import type { BoundResource, BoundStack, StackIdentity } from "../definition/bound-stack.ts";
import { bindStack } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { EngineFault } from "../faults.ts";
import { movesReference, plannedValues, planStack } from "./plan-stack.ts";
import { childDefinition, hasSameSurroundings, isSameStack, plannedTemplate } from "./child-plan.ts";
import type { Decision } from "./decide.ts";
import { maskedValue } from "./decide.ts";
import type { Plan, PlanNode } from "./plan.ts";
import { isKnown } from "./plan.ts";
import type { Origin, PlannedResource, StackPlan } from "./planned.ts";
import { Secrets } from "./secrets.ts";
import type { Tracing } from "./trace.ts";
import { needOrigin, readsHidden, traceCause } from "./trace.ts";

/** A stack as it is recorded, with what it was last made of (absent where that cannot be read any more). */
export interface RecordedStack {
  readonly row: StackRow;
  readonly rows: readonly ResourceRow[];
  readonly definition: Definition | undefined;
}

/** What the plan of a tree is made from. */
export interface TreeInput {
  readonly types: ReadonlyMap<string, ResourceType>;
  /** Who the stack is, whether it is there yet or not. */
  readonly identity: StackIdentity;
  /** What it shall be; absent where it is to go. */
  readonly definition: Definition | undefined;
  /** Parameters that have no value before the run. */
  readonly waiting: ReadonlySet<string>;
  /** The stack as it is; absent where there is none yet. */
  readonly recorded: RecordedStack | undefined;
  /** The child stack of that id, as it is. */
  readonly child: (id: string) => RecordedStack | undefined;
}

interface Level extends TreeInput {
  /** The recorded rows by their ids. */
  readonly byId: ReadonlyMap<string, ResourceRow>;
  readonly hidden: ReadonlySet<string>;
  readonly secrets: Secrets;
  readonly allHidden: boolean;
}

/** The plan of a stack and of its nested stacks below it: of each stack the very plan that its operation walks. */
export function planTree(input: TreeInput): StackPlan {
  return planLevel({ ...input, hidden: new Set(), secrets: new Secrets(), allHidden: false });
}

const nothing: Plan = { nodes: new Map() };

function planLevel(given: Omit<Level, "byId">): StackPlan {
  const { recorded, identity } = given;
  const level: Level = { ...given, byId: new Map((recorded?.rows ?? []).map((row) => [row.id, row])) };
  const named = { name: identity.name, ...(recorded && { row: recorded.row }) };
  const bound = boundOf(level);
  if (bound instanceof UnknownValue) return notKnown(named, needOrigin(nothing, bound.need), true);
  const before = beforeOf(level);
  rememberSecrets(level, bound, before);
  const stack = {
    // The number that the operation would have.
    row: { operation: (recorded?.row.operation ?? 0) + 1 },
    resources: new Map([...level.byId].map(([id, row]) => [id, { row }])),
  };
  const children = new Map<string, StackPlan>();
  const plan = planStack(stack, bound, (resource, row, { wanted, decision, scope }) => {
    if (bound === undefined) return decision;
    const parent = { resource, row, decision, facade: plannedFacade(resource.definition, scope), ...wanted };
    const child = planChild(level, { bound, before, plan: nothing }, parent);
    children.set(row.id, child);
    if (child.kept && isAlongOnly(decision)) return { ...decision, values: "kept" };
    return movesReference(resource) ? { ...decision, values: "mayChange" } : decision;
  });
  const resources = [...plan.nodes.values()].flatMap((node) =>
    node.kind === "remove" || bound === undefined
      ? removedResource(level, { bound, before }, node)
      : appliedResource(level, { plan, bound, before }, node, children),
  );
  const changes = resources.some((resource) => resource.changes);
  const isSame = bound !== undefined && before !== undefined && isSameStack(before, bound, level.waiting);
  return { ...named, plan, resources, changes, kept: !changes && isSame };
}

function notKnown(named: Pick<StackPlan, "name" | "row">, origin: Origin, changes: boolean): StackPlan {
  return { ...named, plan: nothing, resources: [], waitsFor: [origin], changes, kept: !changes };
}

function boundOf(level: Level): BoundStack | UnknownValue | undefined {
  if (level.definition === undefined) return undefined;
  try {
    return bindStack(level.definition, level.identity, level.types, level.waiting);
  } catch (error) {
    if (error instanceof UnknownValue) return error;
    throw error;
  }
}

/** What the stack was; absent where that fits the types there are no longer. */
function beforeOf({ recorded, types }: Level): BoundStack | undefined {
  if (recorded?.definition === undefined) return undefined;
  try {
    return bindStack(recorded.definition, recorded.row, types);
  } catch (error) {
    if (error instanceof EngineFault) return undefined;
    throw error;
  }
}

function rememberSecrets(level: Level, bound: BoundStack | undefined, before: BoundStack | undefined): void {
  const { secrets, hidden, waiting, recorded } = level;
  if (bound) secrets.addParameters(bound, hidden, waiting);
  if (before) secrets.addParameters(before, hidden, new Set());
  for (const row of recorded?.rows ?? []) {
    const type = before?.resources.get(row.name)?.resourceType ?? level.types.get(row.type);
    if (type && row.properties) secrets.addProperties(type.properties, row.properties);
  }
}

/** Whether the only cause is that a child stack is updated along with its parent. */
function isAlongOnly(decision: Decision): boolean {
  return decision.because.every((cause) => cause.kind === "nested");
}

interface Stage {
  readonly plan: Plan;
  readonly bound: BoundStack;
  readonly before: BoundStack | undefined;
}

interface Parent {
  readonly resource: BoundResource;
  readonly row: ResourceRow | undefined;
  readonly decision: Decision;
  readonly values: Readonly<Record<string, unknown>>;
  readonly unknown: ReadonlyMap<string, readonly Need[]>;
  readonly facade: Facade;
}

/** What a resource says of itself to its child stack, as far as it is known before the run. */
function plannedFacade(definition: ResourceDefinition, scope: Scope): Facade {
  const facade = facadeOf(definition, scope);
  return (member) => {
    try {
      return facade(member);
    } catch (error) {
      // The child stack knows nothing of the resources that this waits for.
      if (error instanceof UnknownValue)
        throw new UnknownValue({ resource: "", parameter: `resource_facade: ${member}` });
      throw error;
    }
  };
}

/** The plan of a resource's child stack; of a new one where the resource has no row to go on with. */
function planChild(
  level: Level,
  stage: Stage,
  { resource, row, decision, values, unknown, facade }: Parent,
): StackPlan {
  const recorded = row?.physicalId == null ? undefined : level.child(row.physicalId);
  const name = recorded?.row.name ?? `${level.identity.name}-${resource.name}`;
  const facts = {
    row,
    members: recorded?.rows ?? [],
    attributesRead: stage.bound.attributesRead.get(resource.name) ?? new Set<string>(),
  };
  const template = plannedTemplate(resource, values, unknown, facts);
  if (template === undefined || level.definition === undefined) {
    const isSame = recorded !== undefined && hasSameSurroundings(level.recorded?.definition, level.definition);
    const changes = !(isSame && isAlongOnly(decision));
    return notKnown({ name, ...(recorded && { row: recorded.row }) }, { kind: "type" }, changes);
  }
  const tracing = { ...level, ...stage };
  const isMasked = (property: string): boolean => readsHidden(tracing, resource, property);
  return planLevel({
    ...level,
    identity: recorded?.row ?? { id: "", name, projectId: level.identity.projectId },
    definition: { ...childDefinition(level.definition, resource, template, values), facade },
    waiting: new Set([...unknown.keys(), ...(recorded ? [] : ["OS::stack_id", "OS::stack_name"])]),
    recorded,
    hidden: new Set([...Object.keys(values), ...unknown.keys()].filter(isMasked)),
    allHidden: level.allHidden || (resource.nestedTemplate === undefined && Object.keys(values).some(isMasked)),
  });
}

function appliedResource(
  level: Level,
  stage: Stage,
  node: PlanNode,
  children: ReadonlyMap<string, StackPlan>,
): readonly PlannedResource[] {
  const { plan, bound } = stage;
  const { decision } = node;
  const resource = bound.resources.get(node.name);
  if (resource === undefined) return [];
  const row = rowOf(level, node);
  const scope = bound.scope(
    plannedValues({
      known: (need) => isKnown(plan.nodes.get(`apply:${need.resource}`)?.decision, need),
      rowOf: (name) => rowOf(level, plan.nodes.get(`apply:${name}`)),
    }),
  );
  const { values, unknown } = resolveProperties(resource.definition, resource.resourceType, scope);
  const isNew = decision.actions.every((action) => action === "create" || action === "replace");
  const facade = plannedFacade(resource.definition, scope);
  const parent = { resource, row: isNew ? undefined : row, decision, values, unknown, facade };
  const nested = resource.nested
    ? ((isNew ? undefined : children.get(row?.id ?? "")) ?? planChild(level, stage, parent))
    : undefined;
  const tracing: Tracing = { ...level, ...stage };
  const isQuiet = decision.actions.every((action) => action === "keep") || (resource.nested && isAlongOnly(decision));
  return [
    {
      node,
      name: node.name,
      type: resource.type,
      bound: resource,
      ...(row && { row }),
      because: decision.because.map((cause) => traceCause(tracing, resource, cause)),
      properties: shownProperties(tracing, resource, values),
      attributes: shownAttributes(level, row),
      unknown: new Map([...unknown].map(([name, needs]) => [name, needs.map((need) => needOrigin(plan, need))])),
      requiredBy: bound.requiredBy.get(node.name) ?? [],
      ...(nested && { nested }),
      changes: isQuiet ? nested?.changes === true : true,
    },
  ];
}

function shownProperties(
  tracing: Tracing,
  resource: BoundResource,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      readsHidden(tracing, resource, name)
        ? maskedValue
        : tracing.secrets.shownProperty(resource.resourceType.properties[name], value),
    ]),
  );
}

function shownAttributes({ secrets }: Level, row: ResourceRow | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row?.attributes ?? {}).map(([name, value]) => [name, secrets.shown(value)]));
}

function rowOf({ byId }: Level, node: PlanNode | undefined): ResourceRow | undefined {
  return node?.rowId === undefined ? undefined : byId.get(node.rowId);
}

function removedResource(
  level: Level,
  { bound, before }: { readonly bound: BoundStack | undefined; readonly before: BoundStack | undefined },
  node: PlanNode,
): readonly PlannedResource[] {
  const row = rowOf(level, node);
  // The removal of what is replaced is part of the replacement.
  if (row === undefined || node.decision.actions.includes("keep")) return [];
  const recorded = row.physicalId === null ? undefined : level.child(row.physicalId);
  const nested =
    recorded &&
    planLevel({
      ...level,
      identity: recorded.row,
      definition: undefined,
      waiting: new Set(),
      recorded,
      hidden: new Set(),
    });
  return [
    {
      node,
      name: node.name,
      type: row.type,
      row,
      because: [{ cause: { kind: bound?.resources.has(node.name) ? "mayBeReplaced" : "notDesired" }, origins: [] }],
      properties: {},
      attributes: shownAttributes(level, row),
      unknown: new Map(),
      requiredBy: before?.requiredBy.get(node.name) ?? [],
      ...(nested && { nested }),
      changes: true,
    },
  ];
}
