import { isAsciiWord, isWord, sameLetter } from "./characters.ts";
import type { Instruction } from "./compile.ts";
import type { Assertion, CharacterTest } from "./syntax.ts";

/** Steps that matching may still take; shared by all that belongs to one piece of work. */
export interface PatternBudget {
  steps: number;
}

/** Slots are shared by all threads until one writes: a linked list of writes keeps each thread's own view. */
interface Slots {
  readonly slot: number;
  readonly value: number;
  readonly before: Slots | undefined;
}

/** Where a match ended and what its groups took. */
export interface Found {
  readonly end: number;
  /** Start (slot 2n) and end (2n + 1) of group n; undefined for a group that took no part. */
  slot(slot: number): number | undefined;
}

interface State {
  readonly at: number;
  readonly slots: Slots | undefined;
}

/** Thrown, and caught by `findAt`, when the steps are used up. */
class StepsUsedUp extends Error {}

function read(slots: Slots | undefined, slot: number, budget: PatternBudget): number | undefined {
  for (let at = slots; at !== undefined; at = at.before) {
    if (at.slot === slot) return at.value;
    budget.steps--;
  }
  return undefined;
}

function isBoundary(text: readonly number[], at: number, test: CharacterTest): boolean {
  const before = at > 0 && test(text[at - 1]!);
  const after = at < text.length && test(text[at]!);
  return before !== after;
}

function holds(assertion: Assertion, text: readonly number[], at: number): boolean {
  const NEWLINE = 10;
  switch (assertion) {
    case "start":
      return at === 0;
    case "line-start":
      return at === 0 || text[at - 1] === NEWLINE;
    case "end":
      return at === text.length;
    // As Python's `$`: also before a newline that ends the text.
    case "final-end":
      return at === text.length || (at === text.length - 1 && text[at] === NEWLINE);
    case "line-end":
      return at === text.length || text[at] === NEWLINE;
    case "boundary":
      return isBoundary(text, at, isWord);
    case "no-boundary":
      return !isBoundary(text, at, isWord) && text.length > 0;
    case "ascii-boundary":
      return isBoundary(text, at, isAsciiWord);
    case "no-ascii-boundary":
      return !isBoundary(text, at, isAsciiWord) && text.length > 0;
  }
}

/** One text being matched. */
class Run {
  readonly #text: readonly number[];
  readonly #budget: PatternBudget;

  constructor(text: readonly number[], budget: PatternBudget) {
    this.#text = text;
    this.#budget = budget;
  }

  /** The first way the program matches from a state on, as backtracking finds it, that does not end at `barredEnd`. */
  from(program: readonly Instruction[], start: State, barredEnd?: number): State | undefined {
    const waiting: (State & { readonly pc: number })[] = [{ ...start, pc: 0 }];
    for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
      let { pc, at, slots } = thread;
      for (let alive = true; alive;) {
        if (--this.#budget.steps < 0) throw new StepsUsedUp();
        const instruction = program[pc++]!;
        switch (instruction.code) {
          case "match":
            if (at !== barredEnd) return { at, slots };
            alive = false;
            break;
          case "test":
            alive = at < this.#text.length && instruction.test(this.#text[at]!);
            at++;
            break;
          case "jump":
            pc = instruction.to;
            break;
          case "split":
            waiting.push({ pc: instruction.second, at, slots });
            pc = instruction.first;
            break;
          case "save":
          case "mark":
            slots = { slot: instruction.slot, value: at, before: slots };
            break;
          case "progress":
            if (read(slots, instruction.slot, this.#budget) === at) pc = instruction.out;
            break;
          case "when":
            if (read(slots, instruction.index * 2 + 1, this.#budget) === undefined) pc = instruction.no;
            break;
          default: {
            const next = this.#step(instruction, { at, slots });
            alive = next !== undefined;
            ({ at, slots } = next ?? { at, slots });
          }
        }
      }
    }
    return undefined;
  }

  /** The state behind an instruction that looks at more than one character; undefined if it does not hold. */
  #step(
    instruction: Extract<Instruction, { code: "assert" | "look" | "atomic" | "reference" }>,
    state: State,
  ): State | undefined {
    switch (instruction.code) {
      case "assert":
        return holds(instruction.assertion, this.#text, state.at) ? state : undefined;
      case "atomic":
        return this.from(instruction.program, state);
      case "look": {
        const from = instruction.ahead ? state.at : state.at - instruction.width;
        const found = from < 0 ? undefined : this.from(instruction.program, { at: from, slots: state.slots });
        if ((found !== undefined) === instruction.negative) return undefined;
        return { at: state.at, slots: found?.slots ?? state.slots };
      }
      case "reference":
        return this.#reference(instruction, state);
    }
  }

  #reference({ index, ignoreCase }: { index: number; ignoreCase: boolean }, { at, slots }: State): State | undefined {
    const from = read(slots, index * 2, this.#budget);
    const to = read(slots, index * 2 + 1, this.#budget);
    if (from === undefined || to === undefined) return undefined;
    for (let offset = 0; offset < to - from; offset++) {
      this.#budget.steps--;
      const [given, wanted] = [this.#text[at + offset], this.#text[from + offset]!];
      if (given === undefined) return undefined;
      if (ignoreCase ? !sameLetter(given, wanted) : given !== wanted) return undefined;
    }
    return { at: at + to - from, slots };
  }
}

/** The characters of a text as code points. */
export function codePointsOf(text: string): readonly number[] {
  const codes: number[] = [];
  for (const character of text) codes.push(character.codePointAt(0)!);
  return codes;
}

/** Where a match must start, and where it may not end. */
export interface Bounds {
  readonly start: number;
  readonly barredEnd?: number;
}

/** How the program matches at a place in the text, if it does; `"steps"` when the budget is used up. */
export function findAt(
  program: readonly Instruction[],
  text: readonly number[],
  { start, barredEnd }: Bounds,
  budget: PatternBudget,
): Found | undefined | "steps" {
  try {
    const state = new Run(text, budget).from(program, { at: start, slots: undefined }, barredEnd);
    return state && { end: state.at, slot: (slot) => read(state.slots, slot, budget) };
  } catch (error) {
    if (error instanceof StepsUsedUp) return "steps";
    throw error;
  }
}
