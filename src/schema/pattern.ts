import { compilePattern } from "./pattern/compile.ts";
import type { CompiledPattern } from "./pattern/compile.ts";
import { codePointsOf, findAt } from "./pattern/run.ts";
import type { Found, PatternBudget } from "./pattern/run.ts";
import type { PatternFlags } from "./pattern/syntax.ts";
import { PatternFault } from "./pattern/syntax.ts";

export { PatternFault };
export type { PatternBudget, PatternFlags };

/** Whether a text matches: yes, no, or why that cannot be said. */
export type PatternMatch = "yes" | "no" | { readonly fault: string };

const MAX_PATTERN = 2000;
const MAX_CACHED = 200;
/** Steps that one match may take. */
const MAX_STEPS = 1_000_000;
const compiled = new Map<string, CompiledPattern | string>();

function programOf(pattern: string, flags: PatternFlags): CompiledPattern | string {
  const key = `${JSON.stringify(flags)}${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  let program: CompiledPattern | string;
  if (pattern.length > MAX_PATTERN) program = `it is longer than ${MAX_PATTERN} characters`;
  else {
    try {
      program = compilePattern(pattern, flags);
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      program = error.message;
    }
  }
  if (compiled.size >= MAX_CACHED) compiled.clear();
  compiled.set(key, program);
  return program;
}

/**
 * Whether the first match of a regular expression in Python's syntax, looked for at a text's start, is
 * the whole text: so `a|ab` does not match `ab`, as Heat has it. Bounded: a pattern
 * that needs too many steps is reported, never waited for. Not covered: `\N{…}`, the flag for locales.
 */
export function matchWhole(pattern: string, text: string): PatternMatch {
  const program = programOf(pattern, {});
  if (typeof program === "string") return { fault: program };
  const characters = codePointsOf(text);
  const outcome = findAt(program.program, characters, { start: 0 }, { steps: MAX_STEPS });
  if (outcome === "steps") return { fault: "it takes too many steps" };
  return outcome?.end === characters.length ? "yes" : "no";
}

/** A stretch of a text, in characters (code points); both are -1 for a group that took no part. */
export interface PatternSpan {
  readonly start: number;
  readonly end: number;
}

/** A match: its groups, the whole match being the first of them. */
export type PatternGroups = readonly PatternSpan[];

/** A text as its characters, to be searched. */
export type PatternText = readonly number[];

/** The text as what `SearchPattern` takes. */
export function patternText(text: string): PatternText {
  return codePointsOf(text);
}

/** A regular expression in Python's syntax to search texts with. */
export class SearchPattern {
  readonly #compiled: CompiledPattern;

  /** Throws `PatternFault`. */
  constructor(pattern: string, flags: PatternFlags = {}) {
    const program = programOf(pattern, flags);
    if (typeof program === "string") throw new PatternFault(program);
    this.#compiled = program;
  }

  /** How many groups there are, the whole match not counted. */
  get groups(): number {
    return this.#compiled.groups;
  }

  /** The numbers of the named groups. */
  get names(): ReadonlyMap<string, number> {
    return this.#compiled.names;
  }

  /** The first match that starts at `from` or later. Throws `PatternFault` when the budget is used up. */
  find(text: PatternText, from: number, budget: PatternBudget): PatternGroups | undefined {
    return this.#search(text, from, budget);
  }

  /** The matches in their order, as Python counts them: an empty one may follow another match, but not an empty one at the same place. */
  *findAll(text: PatternText, budget: PatternBudget): Generator<PatternGroups, void> {
    let found = this.#search(text, 0, budget);
    while (found !== undefined) {
      yield found;
      const { start, end } = found[0]!;
      found = this.#search(text, end, budget, start === end ? end : undefined);
    }
  }

  #search(text: PatternText, from: number, budget: PatternBudget, barredEnd?: number): PatternGroups | undefined {
    const bar = barredEnd === undefined ? {} : { barredEnd };
    for (let start = from; start <= text.length; start++) {
      const found = findAt(this.#compiled.program, text, { start, ...bar }, budget);
      if (found === "steps") throw new PatternFault("it takes too many steps");
      if (found !== undefined) return this.#groupsOf(found, start);
    }
    return undefined;
  }

  #groupsOf(found: Found, start: number): PatternGroups {
    const groups: PatternSpan[] = [{ start, end: found.end }];
    for (let index = 1; index <= this.groups; index++) {
      const [from, to] = [found.slot(index * 2), found.slot(index * 2 + 1)];
      groups.push(from === undefined || to === undefined ? { start: -1, end: -1 } : { start: from, end: to });
    }
    return groups;
  }
}
