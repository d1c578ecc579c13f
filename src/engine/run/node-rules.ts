import type { BoundResource } from "../definition/bound-stack.ts";
import type { Plan, PlanNode } from "../plan/plan.ts";
import { isVisit } from "../plan/plan-visit.ts";
import type { Environment } from "#template/environment/environment.ts";
import { hooksOf } from "#template/environment/registry.ts";
import { waitsAtHook } from "./hooks.ts";
import type { StackState } from "./tree.ts";

/** What of the bound definition tells whether there is something to do. */
interface Definitions {
  readonly resources: ReadonlyMap<string, Pick<BoundResource, "requires" | "definition">>;
  readonly attributesRead: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The part of a plan that ends what was in flight when the owner of a settled stack was lost. */
export function onlyUnfinished(stack: Pick<StackState, "resources">, plan: Plan): Plan {
  const nodes = [...plan.nodes.values()].filter((node) => {
    const row = stack.resources.get(node.rowId ?? "")?.row;
    return row?.status === "IN_PROGRESS" && row.progress !== null && node.kind === kindOf(row.action);
  });
  return { nodes: new Map(nodes.map((node) => [node.key, { ...node, after: [] }])) };
}

function kindOf(action: string): PlanNode["kind"] {
  if (isVisit(action)) return "visit";
  return action === "DELETE" ? "remove" : "apply";
}

/** Whether the plan is certain that nothing is to be done. */
export function isNothing(
  stack: Pick<StackState, "resources" | "current">,
  operation: { readonly plan: Plan; readonly bound?: Definitions; readonly environment?: Environment },
  node: PlanNode,
): boolean {
  if (node.kind === "remove") {
    const state = stack.resources.get(node.rowId ?? "");
    return (
      state === undefined || (stack.current.get(node.name) === state && operation.plan.nodes.has(`apply:${node.name}`))
    );
  }
  if (node.kind === "visit") return false;
  const { actions } = node.decision;
  if (actions.length !== 1 || actions[0] !== "keep") return false;
  const row = stack.current.get(node.name)?.row;
  const resource = operation.bound?.resources.get(node.name);
  if (row === undefined || waitsAtHook(row)) return false;
  if (row.status !== "COMPLETE" || row.replacedBy !== null || resource === undefined) return false;
  if (operation.environment && hooksOf(operation.environment, node.name).has("pre-update")) return false;
  const requires = resource.requires.map((name) => stack.current.get(name)?.row.id);
  const read = operation.bound?.attributesRead.get(node.name) ?? new Set<string>();
  return (
    requires.length === row.requires.length &&
    requires.every((id, at) => id === row.requires[at]) &&
    [...read].every((name) => name in row.attributes) &&
    resource.definition.deletionPolicy === undefined &&
    resource.definition.metadata === undefined &&
    row.deletionPolicy === "Delete"
  );
}
