import type { OperationRow, ResourceRow } from "#storage/rows.ts";
import type { Timer } from "#lib/ports.ts";
import type { Environment } from "#template/environment/environment.ts";
import { isFault } from "#cloud/fault.ts";
import type { BoundStack } from "../definition/bound-stack.ts";
import type { Definition } from "../definition/definition-store.ts";
import { bindStack } from "../definition/bound-stack.ts";
import { EngineFault } from "../faults.ts";
import type { Plan, PlanNode } from "../plan/plan.ts";
import type { Effect, WalkEvent } from "../reconcile/reconcile.ts";
import { createWalk, reconcile } from "../reconcile/reconcile.ts";
import { addRow } from "./apply.ts";
import { failedAction, resourceFailureText, stackFailureText } from "./failure-text.ts";
import { isNothing, onlyUnfinished } from "./node-rules.ts";
import { isOutdated } from "./target.ts";
import { planStack } from "../plan/plan-stack.ts";
import { isVisit, planVisit } from "../plan/plan-visit.ts";
import type { RunningOperation, StackState, Tree } from "./tree.ts";
import { Abandoned, Expired, PlanOutdated } from "./tree.ts";
import { workNode } from "./work-node.ts";
import { resourceWrites, stackWrites } from "./writes.ts";

/** What the tree hears of the operations of its stacks. */
export interface StackRunEvents {
  /** The operation has ended, and nothing of it runs any more. */
  ended(stack: StackState, operation: OperationRow): void;
  /** The operation is to be planned and walked anew. */
  again(stack: StackState, operation: OperationRow): void;
  /** The stack failed and wants to be what it was before. */
  rollback(stack: StackState): void;
}

interface Run {
  readonly tree: Tree;
  readonly stack: StackState;
  readonly operation: RunningOperation;
  readonly timer: Timer;
  readonly events: StackRunEvents;
}

/** Starts an operation: reads what is desired, plans, walks the plan. An earlier operation of the stack is superseded. */
export async function runOperation(
  tree: Tree,
  stack: StackState,
  row: OperationRow,
  events: StackRunEvents,
): Promise<void> {
  const bound = await load(tree, stack, row);
  const environment = await environmentOf(tree, row, bound);
  await tree.parts.pace.turn();
  if (stack.row.operation !== row.number || tree.signal.aborted) return;
  if (bound instanceof Error) {
    settle(tree, stack, { kind: "settle", status: "FAILED", reason: stackFailureText(row.action, bound.message) });
    events.ended(stack, row);
    return;
  }
  supersede(stack);
  const abort = new AbortController();
  // After a crash the stack may have failed already, with work of it still in flight: only that is ended.
  const settled = stack.row.status !== "IN_PROGRESS";
  const whole = isVisit(row.action) ? planVisit(row.action, currentRows(stack)) : planStack(stack, bound);
  const plan = settled ? onlyUnfinished(stack, whole) : whole;
  choose(stack, plan);
  const operation: RunningOperation = {
    row,
    ...(bound && { bound }),
    ...(environment && { environment }),
    plan,
    walk: createWalk(plan, { goesOn: row.action === "CHECK" }),
    signal: AbortSignal.any([tree.signal, abort.signal]),
    settled,
  };
  stack.operation = operation;
  const minutes = Math.round((row.deadline - row.at) / 60_000);
  const timer = tree.parts.clock.after(Math.max(0, row.deadline - tree.parts.clock.now()), () => {
    const expired = new Expired(row.action, minutes);
    drive(run, { kind: "expired", reason: expired.message });
    abort.abort(expired);
  });
  const run: Run = { tree, stack, operation, timer, events };
  if (bound && !settled && !isVisit(row.action)) showAll(run, bound);
  drive(run, { kind: "begun" });
}

/** What was in flight when a former owner was lost, and this operation did not come to. */
function leaveRest({ tree, stack }: Run): void {
  for (const state of stack.resources.values()) {
    if (state.row.status !== "IN_PROGRESS") continue;
    const reason = "interrupted: the engine that worked on it ended; the next operation takes it up";
    tree.hand(resourceWrites(tree, state, { status: "FAILED", reason, progress: null }));
  }
}

/** A definition that cannot be read fails the stack; a database that cannot be reached does not. */
async function loadDefinition(tree: Tree, row: OperationRow): Promise<Definition | EngineFault> {
  try {
    return await tree.parts.definitions.load(row.definition);
  } catch (error) {
    if (error instanceof EngineFault) return error;
    throw error;
  }
}

/** Of a deletion that of what there is, as far as it can be read: its hooks hold. */
async function environmentOf(
  tree: Tree,
  row: OperationRow,
  bound: BoundStack | Error | undefined,
): Promise<Environment | undefined> {
  if (bound instanceof Error) return undefined;
  if (bound !== undefined || row.definition === "") return bound?.definition.environment;
  const definition = await loadDefinition(tree, row);
  return definition instanceof Error ? undefined : definition.environment;
}

async function load(tree: Tree, stack: StackState, row: OperationRow): Promise<BoundStack | Error | undefined> {
  // A rollback to nothing, and a deletion, desire nothing.
  if (row.action === "DELETE" || row.definition === "") return undefined;
  const definition = await loadDefinition(tree, row);
  if (definition instanceof Error) return definition;
  try {
    return bindStack(definition, stack.row, tree.parts.types);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function supersede(stack: StackState): void {
  const former = stack.operation;
  if (former) reconcile(former.walk, { kind: "superseded" });
}

/** Points each name at the row that the plan goes on with. */
function choose(stack: StackState, plan: Plan): void {
  stack.current.clear();
  for (const state of stack.resources.values()) stack.current.set(state.row.name, state);
  for (const node of plan.nodes.values()) {
    const state = stack.resources.get(node.rowId ?? "");
    if (node.kind === "apply" && state) stack.current.set(node.name, state);
  }
}

/** The rows that their names stand for. */
function currentRows(stack: StackState): ResourceRow[] {
  const names = new Map<string, ResourceRow>();
  for (const { row } of stack.resources.values()) if (row.replacedBy === null) names.set(row.name, row);
  return [...names.values()];
}

/** Every resource has a row from the start, so that listings show what is to come. */
function showAll(run: Run, bound: BoundStack): void {
  const { tree, stack } = run;
  for (const resource of bound.resources.values()) {
    if (stack.current.has(resource.name)) continue;
    const state = addRow(run, resource);
    tree.hand([{ kind: "resource", row: state.row }]);
  }
}

/** Feeds an event to the reconciler and does what follows, without recursion however long the chain. */
function drive(run: Run, first: WalkEvent): void {
  const open: WalkEvent[] = [first];
  for (let event = open.shift(); event !== undefined; event = open.shift()) {
    for (const effect of reconcile(run.operation.walk, event)) perform(run, effect, open);
  }
}

function perform(run: Run, effect: Effect, open: WalkEvent[]): void {
  switch (effect.kind) {
    case "start": {
      const node = run.operation.plan.nodes.get(effect.key);
      if (node === undefined) return;
      if (isNothing(run.stack, run.operation, node)) open.push({ kind: "finished", key: node.key });
      else run.tree.parts.pace.begin(() => work(run, node));
      return;
    }
    case "settle":
      if (!isSuperseded(run)) settleRun(run, effect);
      return;
    case "drained":
      run.timer.cancel();
      void allQuiet(run.stack).then(() => {
        if (isSuperseded(run)) return;
        leaveRest(run);
        run.events.ended(run.stack, run.operation.row);
      });
  }
}

/** Work of superseded operations, too, comes to its end before the tree is given back. */
async function allQuiet({ resources }: StackState): Promise<void> {
  for (;;) {
    const busy = [...resources.values()].flatMap((state) => state.busy ?? []);
    if (busy.length === 0) return;
    await Promise.all(busy);
  }
}

function isSuperseded(run: Run): boolean {
  return isOutdated(run) || run.tree.signal.aborted;
}

/** Plans the same operation again, by what is there now; what is in flight ends by itself, as under a newer operation. */
function planAgain(run: Run): void {
  if (isSuperseded(run)) return;
  run.timer.cancel();
  run.events.again(run.stack, run.operation.row);
}

function work(run: Run, node: PlanNode): void {
  if (isSuperseded(run)) {
    drive(run, { kind: "finished", key: node.key });
    return;
  }
  const working = workNode(run, node);
  void working.then(
    () => drive(run, { kind: "finished", key: node.key }),
    (error: unknown) => failNode(run, node, error),
  );
}

function failNode(run: Run, node: PlanNode, error: unknown): void {
  const { tree, operation } = run;
  if (error instanceof Abandoned || tree.signal.aborted) return;
  if (error instanceof PlanOutdated) {
    planAgain(run);
    return;
  }
  const row = run.stack.current.get(node.name)?.row;
  if (!(error instanceof Error)) throw error;
  if (!isFault(error))
    tree.parts.log.warn("resource failed", { stack: run.stack.row.id, resource: node.name, error: error.message });
  const kind =
    node.kind === "apply" ? failedAction(row, error) : node.kind === "visit" ? operation.row.action : "DELETE";
  const reason = stackFailureText(kind, resourceFailureText(node.name, error));
  drive(run, { kind: "failed", key: node.key, reason: operation.walk.failure ?? reason });
}

function settleRun(run: Run, effect: Extract<Effect, { kind: "settle" }>): void {
  if (run.operation.settled) return;
  run.operation.settled = true;
  settle(run.tree, run.stack, effect);
  const { action, disableRollback } = run.stack.row;
  const undone = action === "CREATE" || action === "ADOPT" || action === "UPDATE";
  const wanted = effect.status === "FAILED" && !disableRollback && undone;
  if (wanted) run.events.rollback(run.stack);
}

function settle(tree: Tree, stack: StackState, effect: Extract<Effect, { kind: "settle" }>): void {
  const { action } = stack.row;
  const complete = effect.status === "COMPLETE";
  const gone = complete && action === "DELETE";
  tree.hand(
    stackWrites(tree, stack, {
      status: effect.status,
      reason: complete ? `Stack ${action} complete` : effect.reason,
      ...(gone && { deletedAt: tree.parts.clock.now() }),
    }),
  );
  if (gone) tree.stacks.delete(stack.row.id);
}
