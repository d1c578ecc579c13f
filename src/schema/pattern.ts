import { compilePattern } from "./pattern/compile.ts";
import { PatternFault } from "./pattern/parse.ts";
import type { Instruction } from "./pattern/compile.ts";
import { runPattern } from "./pattern/run.ts";

/** Whether a text matches: yes, no, or why that cannot be said. */
export type PatternMatch = "yes" | "no" | { readonly fault: string };

const MAX_PATTERN = 2000;
const MAX_CACHED = 200;
const compiled = new Map<string, readonly Instruction[] | string>();

function programOf(pattern: string): readonly Instruction[] | string {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let program: readonly Instruction[] | string;
  if (pattern.length > MAX_PATTERN) program = `it is longer than ${MAX_PATTERN} characters`;
  else {
    try {
      program = compilePattern(pattern);
    } catch (error) {
      if (!(error instanceof PatternFault)) throw error;
      program = error.message;
    }
  }
  if (compiled.size >= MAX_CACHED) compiled.clear();
  compiled.set(pattern, program);
  return program;
}

/**
 * Whether the whole of a text matches a regular expression in Python's syntax. Bounded: a pattern
 * that needs too many steps is reported, never waited for. Not covered: inline flags other than at
 * the start, conditional groups, possessive quantifiers, `\N{…}`.
 */
export function matchWhole(pattern: string, text: string): PatternMatch {
  const program = programOf(pattern);
  if (typeof program === "string") return { fault: program };
  const outcome = runPattern(program, text);
  return outcome === undefined ? { fault: "it takes too many steps" } : outcome ? "yes" : "no";
}
