import type { Interpreter, Move } from "./interpreter.ts";
import { Ample } from "./ample.ts";
import { quotientOf, type QuotientParts } from "./quotient.ts";
import type { Guards, Scenario } from "./scenario.ts";
import { Symmetry } from "./symmetry.ts";
import type { World } from "./world.ts";

/** Which states and moves are left out, as others stand for them. */
export interface Reductions {
  /** Worlds that nothing can tell apart count as one. */
  readonly quotient: boolean;
  /** Worlds that differ only in the names of resources that are alike count as one. */
  readonly symmetry: boolean;
  /** Of moves that do not touch each other only one order is tried, where nothing can come between. */
  readonly ample: boolean;
}

/** What a reducer is made of. */
export interface ReducerParts {
  readonly interpreter: Interpreter;
  readonly guards: Guards;
  readonly reductions: Reductions;
}

const actions = ["CREATE", "UPDATE", "DELETE", "ROLLBACK"] as const;
const statuses = ["IN_PROGRESS", "COMPLETE", "FAILED"] as const;

/** Brings a world to the one that stands for all it counts as one with. */
export class Reducer {
  readonly width: number;
  readonly #parts: ReducerParts;
  readonly #quotient: QuotientParts;
  readonly #symmetry: Symmetry;
  readonly #ample: Ample;

  constructor(scenario: Scenario, parts: ReducerParts) {
    this.#parts = parts;
    const names = parts.interpreter.start().names.length;
    this.width = names + 3;
    this.#symmetry = new Symmetry(scenario, names, parts.interpreter.walks);
    this.#ample = new Ample(scenario, names);
    this.#quotient = {
      walks: parts.interpreter.walks,
      shared: scenario.shared === true,
      renumberings: new Map(),
      overtakenEnd: parts.guards.overtakenEnds && parts.guards.newOnesBusy,
      goesBack: scenario.rollback || scenario.operations.includes("cancel"),
    };
  }

  reduce(raw: World, before: World): { world: World; vector: number[] } {
    const { reductions } = this.#parts;
    const world = reductions.quotient ? quotientOf(raw, before, this.#quotient) : raw;
    return this.#numbered(reductions.symmetry ? this.#symmetry.first(world) : world);
  }

  /** Moves that are enough to be tried. */
  enough(world: World, moves: Move[]): Move[] {
    return this.#parts.reductions.ample ? this.#ample.enough(world, moves) : moves;
  }

  #numbered(world: World): { world: World; vector: number[] } {
    const vector = [headOf(world), world.operation, world.walk?.number ?? 0];
    for (const named of world.names) vector.push(named.number);
    return { world, vector };
  }
}

function headOf(world: World): number {
  const { sent, action, status, definition, previous, failuresLeft, crashesLeft } = world;
  const { loading, drained, ended, failed, onlyEnds } = world;
  const counts: readonly [number, number][] = [
    [sent, 8],
    [actions.indexOf(action), 4],
    [statuses.indexOf(status), 4],
    [definition + 1, 8],
    [previous + 1, 8],
    [failuresLeft, 4],
    [crashesLeft, 4],
  ];
  let head = 0;
  for (const [count, range] of counts) head = head * range + count;
  for (const flag of [loading, drained, ended, failed, onlyEnds]) head = head * 2 + (flag ? 1 : 0);
  return head | 0;
}
