import { Interpreter, type Move } from "./interpreter.ts";
import { Reducer, type Reductions } from "./reducer.ts";
import { allGuards, type Guards, type Scenario } from "./scenario.ts";
import { StateSet } from "./state-set.ts";
import { Violation } from "./violation.ts";
import { Walks } from "./walks.ts";
import { copyOf, type World } from "./world.ts";

/** What a search saw. */
export interface Seen {
  states: number;
  transitions: number;
  depth: number;
  /** Final states: nothing can happen any more. */
  ends: number;
  /** Whether all states were seen. */
  whole: boolean;
  violation?: { readonly message: string; readonly trace: readonly string[] };
}

/** How far and how finely is searched. */
export interface Search {
  /** States of one scenario. */
  readonly limit?: number;
  /** Planning and preparing take no time of their own, so that nothing comes between. */
  readonly coarse?: boolean;
  readonly guards?: Guards;
  /** Without: all. */
  readonly reductions?: Reductions;
  /** Called with every final state. */
  readonly onEnd?: (world: World) => void;
}

interface Level {
  readonly world: World;
  readonly label: string;
  readonly moves: Move[];
  readonly number: number;
}

/** All reductions. */
export const allReductions: Reductions = { quotient: true, symmetry: true, ample: true };

/** Walks that any scenario has met. */
const walks = { quotient: new Walks(true), whole: new Walks(false) };

/** One search. */
class Explorer {
  readonly #interpreter: Interpreter;
  readonly #reducer: Reducer;
  readonly #search: Search;
  readonly #known: StateSet;
  readonly #path: Level[] = [];
  readonly #onPath = new Set<number>();
  readonly #seen: Seen = { states: 0, transitions: 0, depth: 0, ends: 0, whole: true };

  constructor(scenario: Scenario, search: Search) {
    const { guards = allGuards, reductions = allReductions } = search;
    this.#search = search;
    this.#interpreter = new Interpreter(scenario, guards, walks[reductions.quotient ? "quotient" : "whole"]);
    this.#reducer = new Reducer(scenario, { interpreter: this.#interpreter, guards, reductions });
    this.#known = new StateSet(this.#reducer.width);
  }

  run(): Seen {
    const { limit = Infinity } = this.#search;
    const start = this.#interpreter.start();
    this.#enter(start, start, "start");
    for (let top = this.#path.at(-1); top !== undefined; top = this.#path.at(-1)) {
      const move = top.moves.pop();
      if (move === undefined) {
        this.#path.pop();
        this.#onPath.delete(top.number);
        continue;
      }
      this.#seen.transitions += 1;
      try {
        this.#take(top.world, move);
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const labels = this.#path.slice(1).map(({ label }) => label);
        const trace = [...labels, this.#interpreter.label(top.world, move)];
        return { ...this.#seen, violation: { message: error.message, trace } };
      }
      if (this.#seen.states >= limit) return { ...this.#seen, whole: false };
    }
    return this.#seen;
  }

  #take(before: World, move: Move): void {
    let world = this.#interpreter.after(before, move);
    if (this.#search.coarse === true) world = this.#prepareAll(world);
    this.#enter(world, before, () => this.#interpreter.label(before, move));
  }

  #enter(raw: World, before: World, label: string | (() => string)): void {
    const { world, vector } = this.#reducer.reduce(raw, before);
    const number = this.#known.add(vector);
    if (number > 0) {
      if (this.#onPath.has(number)) throw new Violation("it goes on for ever");
      return;
    }
    const moves = this.#interpreter.moves(world);
    this.#interpreter.check(world, moves);
    if (moves.length === 0) {
      this.#seen.ends += 1;
      this.#search.onEnd?.(world);
    }
    const chosen = this.#reducer.enough(world, moves);
    this.#path.push({ world, label: typeof label === "string" ? label : label(), moves: chosen, number: -number });
    this.#onPath.add(-number);
    this.#seen.states += 1;
    this.#seen.depth = Math.max(this.#seen.depth, this.#path.length - 1);
  }

  #prepareAll(start: World): World {
    let world = copyOf(start);
    for (;;) {
      const next = this.#interpreter.moves(world).find(({ kind }) => kind === "planned" || kind === "prepared");
      if (next === undefined) return world;
      world = this.#interpreter.after(world, next);
    }
  }
}

/** All states that a scenario can come to, depth first, each once; up to the first violation or the limit. */
export function explore(scenario: Scenario, search: Search): Seen {
  return new Explorer(scenario, search).run();
}
