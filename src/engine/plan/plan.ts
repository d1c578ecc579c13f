import type { Need } from "#template/template.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { chooseRow } from "./choose-row.ts";
import type { Decision } from "./decide.ts";

/** What a stack shall have of one name. */
export interface Desired {
  readonly name: string;
  /** Type after the environment's registry. */
  readonly type: string;
  /** Names that must be complete first. */
  readonly requires: readonly string[];
}

/** What is planned already of the resources that come before the one being judged. */
export interface Planned {
  /** Whether the value is certain before the run. */
  known(need: Need): boolean;
  /** The row that the name goes on with. */
  rowOf(name: string): ResourceRow | undefined;
}

/** What the pure planner asks about one desired resource: how would it be brought from that row to what is desired? */
export type Judge = (name: string, row: ResourceRow | undefined, planned: Planned) => Decision;

/** One step of a plan: bring a name to what is desired, remove a row, or visit it with the stack's action. */
export interface PlanNode {
  /** `apply:<name>`, `remove:<row id>` or `visit:<row id>`. */
  readonly key: string;
  readonly kind: "apply" | "remove" | "visit";
  readonly name: string;
  /** The row that is acted on; absent where a new one is made. */
  readonly rowId?: string;
  /** What may happen; one member where it is certain. Execution does nothing that is not named here. */
  readonly decision: Decision;
  /** Keys of the nodes that must be finished first. */
  readonly after: readonly string[];
}

/** All that an operation may do to one stack, with causes; the same object is shown by a preview and walked by the run. */
export interface Plan {
  readonly nodes: ReadonlyMap<string, PlanNode>;
}

/** What a plan is made from. */
export interface PlanInput {
  /** In any order; empty for a deletion. */
  readonly desired: ReadonlyMap<string, Desired>;
  readonly recorded: readonly ResourceRow[];
  readonly judge: Judge;
}

/** Whether a value of a resource is certain before the run that does what was decided. */
export function isKnown(decision: Decision | undefined, need: Need): boolean {
  if (decision === undefined) return false;
  const { actions, values } = decision;
  // An update in place keeps the reference, unless it says otherwise; its attributes may change.
  const outlastsUpdate = values === "kept" || (need.attribute === undefined && values !== "mayChange");
  return actions.every((action) => action === "keep" || (action === "update" && outlastsUpdate));
}

const removal: Decision = { actions: ["delete"], because: [{ kind: "notDesired" }] };
const clearing: Decision = { actions: ["keep", "delete"], because: [{ kind: "mayBeReplaced" }] };

/**
 * Makes the plan of an operation. Names are applied in dependency order; rows are removed in the
 * reverse order of what was made after what, each after its own name has been applied.
 */
export function plan(input: PlanInput): Plan {
  const nodes = new Map<string, PlanNode>();
  const chosen = new Map<string, ResourceRow>();
  const applied = applyNodes(input, chosen);
  for (const node of applied.values()) nodes.set(node.key, node);
  removeNodes(input, chosen, applied, nodes);
  return { nodes };
}

/** Nodes of the names that are desired; fills in which row each goes on with. */
function applyNodes(input: PlanInput, chosen: Map<string, ResourceRow>): ReadonlyMap<string, PlanNode> {
  const rowsByName = Map.groupBy(input.recorded, (row) => row.name);
  const applied = new Map<string, PlanNode>();
  const planned: Planned = {
    rowOf: (name) => chosen.get(name),
    known: (need) => isKnown(applied.get(need.resource)?.decision, need),
  };
  for (const { name, requires } of inOrder(input.desired)) {
    const { row, decision } = chooseRow(rowsByName.get(name) ?? [], (one) => input.judge(name, one, planned));
    if (row) chosen.set(name, row);
    applied.set(name, {
      key: `apply:${name}`,
      kind: "apply",
      name,
      ...(row && { rowId: row.id }),
      decision,
      after: requires.filter((required) => input.desired.has(required)).map((required) => `apply:${required}`),
    });
  }
  return applied;
}

function removeNodes(
  input: PlanInput,
  chosen: ReadonlyMap<string, ResourceRow>,
  applied: ReadonlyMap<string, PlanNode>,
  nodes: Map<string, PlanNode>,
): void {
  const requirers = new Map<string, ResourceRow[]>();
  for (const row of input.recorded) {
    for (const id of row.requires) {
      const list = requirers.get(id);
      if (list) list.push(row);
      else requirers.set(id, [row]);
    }
  }
  const isChosen = (row: ResourceRow): boolean => chosen.get(row.name)?.id === row.id;
  const mayGo = (row: ResourceRow): boolean =>
    !isChosen(row) || applied.get(row.name)?.decision.actions.includes("replace") === true;
  for (const row of input.recorded) {
    if (!mayGo(row)) continue;
    const after = new Set<string>();
    if (applied.has(row.name)) after.add(`apply:${row.name}`);
    for (const requirer of requirers.get(row.id) ?? []) {
      after.add(mayGo(requirer) ? `remove:${requirer.id}` : `apply:${requirer.name}`);
    }
    nodes.set(`remove:${row.id}`, {
      key: `remove:${row.id}`,
      kind: "remove",
      name: row.name,
      rowId: row.id,
      decision: isChosen(row) ? clearing : removal,
      after: [...after],
    });
  }
}

/** Desired resources, each after those it requires (there are no cycles: commands refuse them). */
function inOrder(desired: ReadonlyMap<string, Desired>): readonly Desired[] {
  const ordered: Desired[] = [];
  const entered = new Set<string>();
  for (const first of desired.values()) {
    if (entered.has(first.name)) continue;
    entered.add(first.name);
    const path = [{ resource: first, rest: [...first.requires] }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const requirement = top.rest.pop();
      if (requirement === undefined) {
        ordered.push(top.resource);
        path.pop();
        continue;
      }
      const required = desired.get(requirement);
      if (required === undefined || entered.has(requirement)) continue;
      entered.add(requirement);
      path.push({ resource: required, rest: [...required.requires] });
    }
  }
  return ordered;
}
