import { targetIn } from "./changes.ts";
import { Interpreter, type Move } from "./interpreter.ts";
import type { Guards, Scenario } from "./scenario.ts";
import { checkWorld, Violation } from "./properties.ts";
import { copyOf, digestOf, type World } from "./world.ts";

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

interface Level {
  readonly world: World;
  readonly label: string;
  readonly moves: Move[];
}

/** How far and how finely is searched. */
export interface Search {
  /** States of one scenario. */
  readonly limit?: number;
  /** Planning and preparing take no time of their own, so that nothing comes between. */
  readonly coarse?: boolean;
  readonly guards?: Guards;
}

function prepareAll(interpreter: Interpreter, world: World): void {
  const isShort = ({ label }: Move): boolean => label === "planned" || label.endsWith(": prepared");
  for (;;) {
    const next = interpreter.moves(world).find(isShort);
    if (next === undefined) return;
    next.make(world);
  }
}

/** All states that a scenario can come to, depth first, each once; up to the first violation or the limit. */
export function explore(scenario: Scenario, { limit = Infinity, coarse = false, guards }: Search): Seen {
  const interpreter = new Interpreter(scenario, guards);
  const seen: Seen = { states: 1, transitions: 0, depth: 0, ends: 0, whole: true };
  const known = new Set<string>();
  const start = interpreter.start();
  known.add(digestOf(start));
  const path: Level[] = [{ world: start, label: "start", moves: interpreter.moves(start) }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const move = top.moves.pop();
    if (move === undefined) {
      path.pop();
      continue;
    }
    const world = copyOf(top.world);
    seen.transitions += 1;
    let moves: Move[];
    try {
      move.make(world);
      if (coarse) prepareAll(interpreter, world);
      const digest = digestOf(world);
      if (known.has(digest)) continue;
      known.add(digest);
      const bound = interpreter.desiredOf(world);
      checkWorld(world, bound, (name) => targetIn(world, { bound }, name));
      moves = interpreter.moves(world);
      // A user or a crash may come or not: without them, too, it must go on to an end.
      const goesOn = moves.some(({ label }) => label !== "crash" && !label.endsWith("arrives"));
      if (!goesOn && !world.ended) throw new Violation("nothing goes on, and the operation has not ended");
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      const trace = [...path.slice(1).map(({ label }) => label), move.label];
      return { ...seen, violation: { message: error.message, trace } };
    }
    if (moves.length === 0) seen.ends += 1;
    path.push({ world, label: move.label, moves });
    seen.states += 1;
    seen.depth = Math.max(seen.depth, path.length - 1);
    if (seen.states >= limit) return { ...seen, whole: false };
  }
  return seen;
}
