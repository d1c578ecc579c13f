import type { Need } from "#template/template.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { bestRow } from "./best-row.ts";
import type { Decision } from "./decide.ts";

/** What a stack shall have of one name. */
export interface Desired {
  readonly name: string;
  /** Type after the environment's registry. */
  readonly type: string;
  /** Names that must be complete first. */
  readonly requires: readonly string[];
}

/** What the pure planner asks about one desired resource: how would it be brought from that row to what is desired? */
export type Judge = (name: string, row: ResourceRow | undefined, known: (need: Need) => boolean) => Decision;

/** One step of a plan: bring a name to what is desired, or remove a row. */
export interface PlanNode {
  /** `apply:<name>` or `remove:<row id>`. */
  readonly key: string;
  readonly kind: "apply" | "remove";
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

const removal: Decision = { actions: ["delete"], because: [{ kind: "notDesired" }] };
const clearing: Decision = { actions: ["keep", "delete"], because: [{ kind: "mayBeReplaced" }] };

/**
 * Makes the plan of an operation. Names are applied in dependency order; rows are removed in the
 * reverse order of what was made after what, each after its own name has been applied.
 */
export function plan(input: PlanInput): Plan {
  const nodes = new Map<string, PlanNode>();
  const rowsByName = Map.groupBy(input.recorded, (row) => row.name);
  const chosen = new Map<string, ResourceRow>();
  for (const [name, rows] of rowsByName) {
    const row = input.desired.has(name) ? bestRow(rows) : undefined;
    if (row) chosen.set(name, row);
  }
  const applied = applyNodes(input, chosen, nodes);
  removeNodes(input, chosen, applied, nodes);
  return { nodes };
}

function applyNodes(
  input: PlanInput,
  chosen: ReadonlyMap<string, ResourceRow>,
  nodes: Map<string, PlanNode>,
): ReadonlyMap<string, PlanNode> {
  const applied = new Map<string, PlanNode>();
  const known = (need: Need): boolean => {
    const actions = applied.get(need.resource)?.decision.actions;
    if (actions === undefined) return false;
    // An update in place keeps the reference; its attributes may change.
    return actions.every((action) => action === "keep" || (action === "update" && need.attribute === undefined));
  };
  for (const desired of inOrder(input.desired)) {
    const row = chosen.get(desired.name);
    const node: PlanNode = {
      key: `apply:${desired.name}`,
      kind: "apply",
      name: desired.name,
      ...(row && { rowId: row.id }),
      decision: input.judge(desired.name, row, known),
      after: desired.requires.filter((name) => input.desired.has(name)).map((name) => `apply:${name}`),
    };
    applied.set(desired.name, node);
    nodes.set(node.key, node);
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
