import type { Move } from "./interpreter.ts";
import type { Scenario } from "./scenario.ts";
import { indexOf, namedIn, type World } from "./world.ts";
import type { WalkState } from "./walks.ts";

/**
 * Of moves that do not touch each other one order stands for all, as long as nothing can come between that would
 * tell the orders apart. `enough` gives the moves of one name alone (an ample set) where all of this holds:
 *
 * 1. Nothing but tasks can move, now or later: all that users ask for has arrived, and no failure and no crash
 *    is left. So every way on from here only brings the tasks to their ends.
 * 2. The name has one task that does not wait for another, so its moves are all moves of the name.
 * 3. No neighbour of the name (whom it refers to or who refers to it, in any definition) has a task, nor can one
 *    begin before the name has moved: each node of a neighbour (and of the name) that waits in the walk waits, over
 *    whatever others, for a node of the name that runs.
 * 4. Either everything left is removed or nothing is, as a removal asks for the state of all names.
 *
 * A move reads and changes its own name, its neighbours' rows that refer to it, the walk and whether anything is
 * left. Moves of names that are no neighbours commute: reconcile counts, whatever order, and whose turn comes
 * does not depend on it; the last one to end, whichever that is, ends the operation. By 3 no move that does not
 * commute with the chosen ones can happen before one of those. What the properties ask of one of these moves reads
 * nothing that the others change (3, 4). There are no cycles (the search would call one a violation), so no move
 * is put off for ever.
 */
export class Ample {
  readonly #operations: number;
  readonly #neighbours: readonly ReadonlySet<number>[];

  constructor({ operations }: Scenario, names: number) {
    this.#operations = operations.length;
    const neighbours = Array.from({ length: names }, () => new Set<number>());
    for (const request of operations) {
      if (typeof request === "string") continue;
      for (const [name, { moves = [], holds = [], after = [] }] of Object.entries(request)) {
        for (const other of [...moves, ...holds, ...after]) {
          neighbours[indexOf(name)]?.add(indexOf(other));
          neighbours[indexOf(other)]?.add(indexOf(name));
        }
      }
    }
    this.#neighbours = neighbours;
  }

  /** Moves that are enough to be tried. */
  enough(world: World, moves: Move[]): Move[] {
    if (moves.length < 2 || !this.#isQuiet(world, moves)) return moves;
    for (const { name } of moves) {
      if (name !== undefined && this.#isAlone(world, name)) return moves.filter((move) => move.name === name);
    }
    return moves;
  }

  #isQuiet(world: World, moves: readonly Move[]): boolean {
    const { sent, failuresLeft, crashesLeft, walk } = world;
    if (failuresLeft > 0 || crashesLeft > 0 || moves.some(({ name }) => name === undefined)) return false;
    if (sent < this.#operations && !(world.action === "DELETE" && world.status === "COMPLETE")) return false;
    return walk !== undefined && (walk.walk.stopped || world.action === "DELETE" || !hasBoth(walk));
  }

  #isAlone(world: World, name: string): boolean {
    const { tasks } = namedIn(world, name);
    if (tasks.filter(({ awaits }) => awaits === undefined).length !== 1) return false;
    const near = this.#neighbours[indexOf(name)] ?? new Set();
    for (const at of near) if ((world.names[at]?.tasks.length ?? 0) > 0) return false;
    const { walk } = world;
    if (walk === undefined || walk.walk.stopped) return true;
    const own = new Set(tasks.filter(({ operation }) => operation === world.operation).map(({ key }) => key));
    for (const node of walk.plan.nodes.values()) {
      const at = indexOf(node.name);
      const concerned = at === indexOf(name) || near.has(at);
      if (!concerned || walk.walk.nodes.get(node.key)?.state !== "waiting") continue;
      if (!waitsFor(walk, node.key, own)) return false;
    }
    return true;
  }
}

function hasBoth({ walk }: WalkState): boolean {
  return walk.unapplied > 0 && walk.unapplied < walk.unfinished;
}

/** Whether the node comes, over whatever others, after one of those. */
function waitsFor({ plan, walk }: WalkState, key: string, those: ReadonlySet<string>): boolean {
  if (those.has(key)) return true;
  if (walk.nodes.get(key)?.state !== "waiting") return false;
  return (plan.nodes.get(key)?.after ?? []).some((other) => waitsFor({ plan, walk } as WalkState, other, those));
}
