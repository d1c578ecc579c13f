import type { PatternFlags, PatternGroups, PatternText } from "#schema/pattern.ts";
import { PatternFault, patternText, SearchPattern } from "#schema/pattern.ts";
import type { Evaluation } from "../function-definition.ts";
import { SpeltValue } from "../text/spelt-value.ts";
import { quotedText } from "../text/value-text.ts";
import type { HashKey, Value } from "../values/value.ts";

/** A step of matching is cheaper than one of the language. */
const STEPS_OF_ONE = 10;
/** Steps that one search may take, whatever is left of the evaluation's. */
const MAX_STEPS = 1_000_000;

/** A match: the text of each group, null for one that took no part, and where it stands. */
export interface Match {
  readonly groups: PatternGroups;
  text(group: number): string | null;
}

/** A compiled regular expression. */
export class Regex extends SpeltValue {
  readonly typeName = "regex";
  readonly source: string;
  readonly #flags: PatternFlags;
  readonly #pattern: SearchPattern;

  private constructor(source: string, flags: PatternFlags) {
    super();
    this.source = source;
    this.#flags = flags;
    this.#pattern = new SearchPattern(source, flags);
  }

  /** Compiles a pattern; one that cannot be used ends the evaluation. */
  static compile(source: string, flags: PatternFlags, evaluation: Evaluation): Regex {
    evaluation.spend(source.length);
    return failing(evaluation, () => new Regex(source, flags));
  }

  /** How many groups there are, the whole match not counted. */
  get groups(): number {
    return this.#pattern.groups;
  }

  get names(): ReadonlyMap<string, number> {
    return this.#pattern.names;
  }

  override equals(other: Value): boolean {
    return other instanceof Regex && other.hashKey() === this.hashKey();
  }

  override hashKey(): HashKey {
    return `\0regex${JSON.stringify([this.source, this.#flags])}`;
  }

  text(): string {
    const { ignoreCase, multiLine, dotAll } = this.#flags;
    const flags = [ignoreCase && "re.IGNORECASE", multiLine && "re.MULTILINE", dotAll && "re.DOTALL"].filter(Boolean);
    return `re.compile(${[quotedText(this.source), ...(flags.length > 0 ? [flags.join("|")] : [])].join(", ")})`;
  }

  representation(): string {
    return this.text();
  }

  /** The first match in a text. */
  find(text: string, evaluation: Evaluation): Match | undefined {
    const codes = patternText(text);
    const budget = { steps: MAX_STEPS };
    const groups = failing(evaluation, () => this.#pattern.find(codes, 0, budget));
    evaluation.spend(Math.ceil((text.length + MAX_STEPS - budget.steps) / STEPS_OF_ONE));
    return groups && matchOf(codes, groups);
  }

  /** The matches in a text, at most `most` of them. */
  findAll(text: string, most: number, evaluation: Evaluation): readonly Match[] {
    const codes = patternText(text);
    const budget = { steps: MAX_STEPS };
    const found: Match[] = [];
    if (most > 0) {
      failing(evaluation, () => {
        for (const groups of this.#pattern.findAll(codes, budget)) {
          found.push(matchOf(codes, groups));
          if (found.length >= most) break;
        }
      });
    }
    evaluation.spend(Math.ceil((text.length + MAX_STEPS - budget.steps) / STEPS_OF_ONE));
    return found;
  }
}

function failing<T>(evaluation: Evaluation, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatternFault)
      return evaluation.fail(`the regular expression cannot be used: ${error.message}`);
    throw error;
  }
}

function matchOf(codes: PatternText, groups: PatternGroups): Match {
  return {
    groups,
    text(group) {
      const { start, end } = groups[group]!;
      return start < 0 ? null : textOf(codes, start, end);
    },
  };
}

/** The characters of a text from one position to another. */
export function textOf(codes: PatternText, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 1) text += String.fromCodePoint(codes[at]!);
  return text;
}
