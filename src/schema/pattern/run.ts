import type { Instruction } from "./compile.ts";
import type { Assertion } from "./syntax.ts";
import { isWord } from "./syntax.ts";

/** Steps that one match may take. */
const MAX_STEPS = 1_000_000;

interface Budget {
  steps: number;
}

/** Slots are shared by all threads until one writes: a linked list of writes keeps each thread's own view. */
interface Slots {
  readonly slot: number;
  readonly value: number;
  readonly before: Slots | undefined;
}

function read(slots: Slots | undefined, slot: number, budget: Budget): number | undefined {
  for (let at = slots; at !== undefined; at = at.before) {
    if (at.slot === slot) return at.value;
    budget.steps--;
  }
  return undefined;
}

function isBoundary(text: readonly number[], at: number): boolean {
  const before = at > 0 && isWord(text[at - 1]!);
  const after = at < text.length && isWord(text[at]!);
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
      return isBoundary(text, at);
    case "no-boundary":
      return !isBoundary(text, at);
  }
}

function matchReference(
  index: number,
  text: readonly number[],
  at: number,
  view: { slots: Slots | undefined; budget: Budget },
): number | undefined {
  const from = read(view.slots, index * 2, view.budget);
  const to = read(view.slots, index * 2 + 1, view.budget);
  if (from === undefined || to === undefined) return undefined;
  for (let offset = 0; offset < to - from; offset++) {
    view.budget.steps--;
    if (text[at + offset] !== text[from + offset]) return undefined;
  }
  return at + to - from;
}

/** Runs from `start`; undefined when the steps are used up. */
function run(
  program: readonly Instruction[],
  text: readonly number[],
  start: number,
  budget: Budget,
): boolean | undefined {
  const waiting: { pc: number; at: number; slots: Slots | undefined }[] = [{ pc: 0, at: start, slots: undefined }];
  for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
    let { pc, at, slots } = thread;
    for (let alive = true; alive;) {
      if (--budget.steps < 0) return undefined;
      const instruction = program[pc++]!;
      switch (instruction.code) {
        case "match":
          return true;
        case "test":
          alive = at < text.length && instruction.test(text[at]!);
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
          alive = read(slots, instruction.slot, budget) !== at;
          break;
        case "reference": {
          const end = matchReference(instruction.index, text, at, { slots, budget });
          alive = end !== undefined;
          at = end ?? at;
          break;
        }
        case "assert":
          alive = holds(instruction.assertion, text, at);
          break;
        case "look": {
          const from = instruction.ahead ? at : at - instruction.width;
          const found = from < 0 ? false : run(instruction.program, text, from, budget);
          if (found === undefined) return undefined;
          alive = found !== instruction.negative;
          break;
        }
      }
    }
  }
  return false;
}

/** Whether the program matches at the start of the text; undefined when it takes too many steps. */
export function runPattern(program: readonly Instruction[], text: string): boolean | undefined {
  const codes: number[] = [];
  for (const character of text) codes.push(character.codePointAt(0)!);
  return run(program, codes, 0, { steps: MAX_STEPS });
}
