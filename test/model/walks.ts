import type { Plan, PlanNode } from "#engine/plan/plan.ts";
import { createWalk, reconcile, type Effect, type Walk, type WalkEvent } from "#engine/reconcile/reconcile.ts";
import { Violation } from "./violation.ts";

/** A walk in one state, never changed. */
export interface WalkState {
  readonly number: number;
  readonly plan: Plan;
  readonly walk: Walk;
  readonly next: Map<string, Reaction>;
}

/** What the reconciler made of an event. */
export interface Reaction {
  readonly effects: readonly Effect[];
  readonly to: WalkState;
}

type State = Walk["nodes"] extends ReadonlyMap<string, infer Node> ? Node : never;

/**
 * All walks that were met. `reconcile` says what follows from an event, once for each walk and event: as it
 * is pure, its answer is remembered.
 *
 * Of each walk it is seen, when it is met first, that `superseded` leaves it inert: nothing of it is started
 * any more, and it drains with the last of what runs. The run lets a superseded walk neither settle nor start
 * anything besides (`isSuperseded`), so that a world need not carry it on.
 */
export class Walks {
  readonly #known = new Map<string, WalkState>();
  readonly #forgets: boolean;

  /**
   * `forgets`: walks count as one that go on alike. Of a finished node nothing is left but that nobody waits
   * for it; of a stopped walk, which starts nothing any more, nothing but what runs.
   */
  constructor(forgets: boolean) {
    this.#forgets = forgets;
  }

  begin(plan: Plan): WalkState {
    return this.#state(plan, createWalk(plan));
  }

  step(state: WalkState, event: WalkEvent): Reaction {
    const key = "key" in event ? `${event.kind} ${event.key}` : event.kind;
    let reaction = state.next.get(key);
    if (reaction === undefined) {
      const walk = copyOfWalk(state.walk);
      const effects = reconcile(walk, event);
      reaction = { effects, to: this.#state(state.plan, walk) };
      state.next.set(key, reaction);
    }
    return reaction;
  }

  /** The same walk with other names for its names and rows. */
  renamed(state: WalkState, rename: (key: string) => string): WalkState {
    const lasting = [...state.plan.nodes.values()].filter(({ key, kind }) => {
      const node = state.walk.nodes.get(key);
      return kind === "apply" || (node && counts(state.walk, node));
    });
    const nodes = lasting.map((node): PlanNode => {
      const key = rename(node.key);
      const [, id = ""] = key.split(":");
      const { rowId: _, ...rest } = node;
      return {
        ...rest,
        key,
        name: id.slice(0, 1),
        after: node.after.map(rename),
        ...(node.kind === "remove" && { rowId: id }),
      };
    });
    const plan: Plan = { nodes: new Map(nodes.map((node) => [node.key, node])) };
    const walk = createWalk(plan);
    for (const { key } of lasting) {
      const [node, fresh] = [state.walk.nodes.get(key), walk.nodes.get(rename(key))];
      if (node && fresh) Object.assign(fresh, { state: node.state, remaining: node.remaining });
    }
    const { running, unfinished, unapplied, stopped, failure } = state.walk;
    return this.#state(plan, Object.assign(walk, { running, unfinished, unapplied, stopped, failure }));
  }

  #state(plan: Plan, walk: Walk): WalkState {
    const kept = [...walk.nodes.values()].filter((node) => !this.#forgets || counts(walk, node));
    const texts = kept.map((node) => this.#nodeText(plan, walk, node));
    // Whether a name is applied at all is asked when its rows are removed (`isNothing`).
    const applies = [...plan.nodes.keys()].filter((key) => key.startsWith("apply:"));
    const head = `${walk.stopped ? "stopped" : ""} ${applies.toSorted().join(",")}`;
    const text = `${head};${texts.toSorted().join(";")}`;
    let known = this.#known.get(text);
    if (known === undefined) {
      known = { number: this.#known.size + 1, plan, walk, next: new Map() };
      this.#known.set(text, known);
      checkInert(walk);
    }
    return known;
  }

  #nodeText(plan: Plan, walk: Walk, { key, state }: State): string {
    const node = plan.nodes.get(key);
    // Who runs may still be waiting for another task, and decide then.
    if (this.#forgets && state === "running") return `${key} runs ${node?.decision.actions.join("|")}`;
    const after = (node?.after ?? []).filter((other) => !this.#forgets || walk.nodes.get(other)?.state !== "finished");
    return `${key} ${state} ${node?.decision.actions.join("|")} ${after.toSorted().join(",")}`;
  }
}

function counts(walk: Walk, { state }: State): boolean {
  return state === "running" || (state === "waiting" && !walk.stopped);
}

function copyOfWalk(walk: Walk): Walk {
  const nodes = new Map([...walk.nodes].map(([key, node]) => [key, { ...node }]));
  return { ...walk, nodes };
}

function checkInert(state: Walk): void {
  const walk = copyOfWalk(state);
  let effects = reconcile(walk, { kind: "superseded" });
  for (const { key, state: at } of state.nodes.values()) {
    if (at !== "running") continue;
    if (effects.length > 0) throw new Violation("a superseded walk goes on");
    effects = reconcile(walk, { kind: "finished", key });
  }
  if (effects.length !== 1 || effects[0]?.kind !== "drained") throw new Violation("a superseded walk does not drain");
}
