import type { Cloud } from "#cloud/cloud.ts";
import type { ResourceContext } from "#resource-model/context.ts";
import type { PropertySchemas, Values } from "#schema/property.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { coerceProperties } from "#schema/coerce.ts";
import { resolveValue } from "#template/resolve.ts";
import { refuseErrors } from "../faults.ts";
import type { Action } from "./action.ts";
import { createChildStack } from "./child-stack.ts";
import { valuesOf } from "../plan/resource-values.ts";
import type { Tree } from "./tree.ts";
import { StepFailed } from "./tree.ts";
import { physicalName } from "./writes.ts";

const nothing: ReadonlySet<string> = new Set();

/** What the steps of the action are given, as things stand now. */
export function contextOf(action: Action): ResourceContext {
  const { tree, stack, state, type } = action;
  const row = state.row;
  const props = action.props as Values<PropertySchemas>;
  return {
    get cloud(): Cloud {
      if (action.cloud === undefined)
        throw new StepFailed(`${type.type} works without a cloud, yet asked for it`, false);
      return action.cloud;
    },
    props,
    before: action.before as Values<PropertySchemas> | undefined,
    changed: action.changed,
    id: row.physicalId ?? "",
    name: physicalName(stack.row.name, row.name, row.id, type.nameLimit),
    // What is looked up bears the marker that the call was made with.
    marker: row.intent?.marker ?? markerOf(row),
    observed: action.observed,
    resource: { id: row.id, name: row.name, type: row.type },
    stack: { id: stack.row.id, name: stack.row.name, projectId: stack.row.projectId },
    metadata: row.metadata,
    data: row.data,
    stepStartedAt: row.progress?.startedAt ?? tree.parts.clock.now(),
    now: tree.parts.clock.now(),
    random: tree.parts.random,
    begun: row.progress?.steps ?? [],
    attributesRead: action.operation.bound?.attributesRead.get(row.name) ?? nothing,
    get updatePolicy() {
      return updatePolicyOf(action);
    },
    get child() {
      return createChildStack(action);
    },
    sibling: (reference) => siblingOf(tree, reference),
  };
}

/** Looked for in the whole tree: a nested stack may be given the reference as a parameter. */
function siblingOf({ stacks }: Tree, reference: unknown): { metadata: ResourceRow["metadata"] } | undefined {
  for (const stack of stacks.values()) {
    for (const { row } of stack.current.values()) {
      if (row.reference === reference || row.physicalId === reference) return { metadata: row.metadata };
    }
  }
  return undefined;
}

/** The template's `update_policy` with defaults filled in; of a type that has none, nothing. */
function updatePolicyOf(action: Action): ResourceContext["updatePolicy"] {
  const { stack, operation, state, type } = action;
  const expression = operation.bound?.resources.get(state.row.name)?.definition.updatePolicy;
  // What is taken over is there already, all at once.
  if (action.kind === "ADOPT") return {};
  if (operation.bound === undefined || expression === undefined || type.updatePolicy === undefined) return {};
  const policy = resolveValue(expression, operation.bound.scope(valuesOf(stack)));
  const at = { path: ["resources", state.row.name, "update_policy"] };
  const { values, diagnostics } = coerceProperties(type.updatePolicy, (policy ?? {}) as Record<string, unknown>, at);
  refuseErrors(diagnostics);
  return values;
}

/** What travels with the objects of one attempt. */
export function markerOf(row: ResourceRow): string {
  const attempt = row.progress?.attempt ?? 1;
  return attempt === 1 ? `calor-${row.id}` : `calor-${row.id}-${attempt}`;
}
