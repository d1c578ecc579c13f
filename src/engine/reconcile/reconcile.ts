import type { Plan } from "../plan/plan.ts";

/** How far a node of a plan is. */
type NodeState = "waiting" | "running" | "finished" | "failed";

interface WalkNode {
  readonly key: string;
  /** Whether it removes something, which waits until all that is to be there is there. */
  readonly removes: boolean;
  state: NodeState;
  /** How many predecessors are not finished. */
  remaining: number;
}

/** One operation's way through its plan. Changed only by `reconcile`, which owns it. */
export interface Walk {
  readonly nodes: ReadonlyMap<string, WalkNode>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  running: number;
  unfinished: number;
  /** How many of the unfinished ones do not remove. */
  unapplied: number;
  /** Nothing new is started any more: something failed, time is up, or a newer operation took over. */
  stopped: boolean;
  /** What failed first, or, where the walk goes on after failures, all that failed; in words. */
  failure: string | undefined;
  /** Whether a failure lets the others go on: all are checked even if one is found broken. */
  readonly goesOn: boolean;
}

/** What happened. */
export type WalkEvent =
  | { readonly kind: "begun" }
  | { readonly kind: "finished"; readonly key: string }
  | { readonly kind: "failed"; readonly key: string; readonly reason: string }
  /** The operation as a whole fails: its time is up. */
  | { readonly kind: "expired"; readonly reason: string }
  /** A newer operation takes over; what is in flight ends by itself. */
  | { readonly kind: "superseded" };

/** What the run has to do. */
export type Effect =
  | { readonly kind: "start"; readonly key: string }
  /** The stack has its final state; work in flight may still be ending. */
  | { readonly kind: "settle"; readonly status: "COMPLETE" | "FAILED"; readonly reason: string }
  /** Nothing of this walk runs any more. */
  | { readonly kind: "drained" };

/** A walk of the plan from its start. */
export function createWalk(plan: Plan, { goesOn = false } = {}): Walk {
  const nodes = new Map<string, WalkNode>();
  const dependents = new Map<string, string[]>();
  for (const node of plan.nodes.values()) {
    const after = node.after.filter((key) => plan.nodes.has(key));
    nodes.set(node.key, { key: node.key, removes: node.kind === "remove", state: "waiting", remaining: after.length });
    for (const key of after) {
      const list = dependents.get(key);
      if (list) list.push(node.key);
      else dependents.set(key, [node.key]);
    }
  }
  const unapplied = nodes
    .values()
    .filter((node) => !node.removes)
    .reduce((count) => count + 1, 0);
  const counts = { running: 0, unfinished: nodes.size, unapplied };
  return { nodes, dependents, ...counts, stopped: false, failure: undefined, goesOn };
}

/**
 * What follows from an event: no I/O, no clock; the same walk and events give the same effects. The
 * walk is changed in place, so that a thousand events cost a thousand steps.
 */
export function reconcile(walk: Walk, event: WalkEvent): readonly Effect[] {
  switch (event.kind) {
    case "begun":
      return walk.unfinished === 0 ? complete(walk) : start(walk, walk.nodes.keys());
    case "finished":
      return finished(walk, event.key);
    case "failed":
      if (walk.goesOn && !walk.stopped) {
        walk.failure = walk.failure === undefined ? event.reason : `${walk.failure}; ${event.reason}`;
        return finished(walk, event.key);
      }
      end(walk, event.key, "failed");
      return stop(walk, event.reason);
    case "expired":
      return stop(walk, event.reason);
    case "superseded":
      walk.stopped = true;
      return walk.running === 0 ? [{ kind: "drained" }] : [];
  }
}

function finished(walk: Walk, key: string): readonly Effect[] {
  end(walk, key, "finished");
  const dependents = walk.dependents.get(key) ?? [];
  for (const dependent of dependents) {
    const node = walk.nodes.get(dependent);
    if (node) node.remaining -= 1;
  }
  if (walk.stopped) return walk.running === 0 ? [{ kind: "drained" }] : [];
  if (walk.unfinished === 0) return complete(walk);
  const lastApplied = walk.unapplied === 0 && walk.nodes.get(key)?.removes === false;
  return start(walk, lastApplied ? walk.nodes.keys() : dependents);
}

function complete({ failure }: Walk): readonly Effect[] {
  const status = failure === undefined ? "COMPLETE" : "FAILED";
  return [{ kind: "settle", status, reason: failure ?? "" }, { kind: "drained" }];
}

function stop(walk: Walk, reason: string): readonly Effect[] {
  const effects: Effect[] = [];
  if (!walk.stopped) {
    walk.stopped = true;
    walk.failure = reason;
    effects.push({ kind: "settle", status: "FAILED", reason });
  }
  if (walk.running === 0) effects.push({ kind: "drained" });
  return effects;
}

function start(walk: Walk, keys: Iterable<string>): readonly Effect[] {
  const effects: Effect[] = [];
  for (const key of keys) {
    const node = walk.nodes.get(key);
    if (node?.state !== "waiting" || node.remaining > 0) continue;
    // An update that fails has taken nothing away, and can be rolled back to what was there.
    if (node.removes && walk.unapplied > 0) continue;
    node.state = "running";
    walk.running += 1;
    effects.push({ kind: "start", key });
  }
  return effects;
}

function end(walk: Walk, key: string, state: "finished" | "failed"): void {
  const node = walk.nodes.get(key);
  if (node?.state !== "running") return;
  node.state = state;
  walk.running -= 1;
  if (state !== "finished") return;
  walk.unfinished -= 1;
  if (!node.removes) walk.unapplied -= 1;
}
