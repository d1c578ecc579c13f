import type { Diagnostic, DiagnosticCode, Place } from "#schema/diagnostic.ts";

type Path = Place["path"];

/** A document that was read, with the way back from a path in it to the line that wrote it. */
export interface Source {
  readonly value: unknown;
  place(path: Path): Place;
  /** The text that Python makes of a whole number that is written as a float, as `1.0`; nothing elsewhere, or where the text is not known. */
  floatText?(path: Path): string | undefined;
}

/** For every map and list of a document: the offset in the text of each of its keys or items. */
export type Positions = ReadonlyMap<object, ReadonlyMap<string | number, number>>;

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  if (text.includes("\r")) {
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n?|\n/g)) starts.push(index + lineBreak.length);
    return starts;
  }
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** A text of the user's for a message, cut off where it is too long for one. */
export function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Line and column, from 1, of an offset in a text. */
export function createLineFinder(text: string): (offset: number) => { line: number; column: number } {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStartsOf(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

function childOf(container: unknown, key: string | number): unknown {
  if (typeof container !== "object" || container === null) return undefined;
  return Object.hasOwn(container, key) ? (container as Record<string | number, unknown>)[key] : undefined;
}

/** A document together with where its keys and items stand. */
export interface PlacedValue {
  readonly value: unknown;
  readonly positions: Positions;
}

/**
 * A source of which the text is known; a path that is not in it gets the place of the nearest thing
 * above it. What finds the places is asked once, when the first is wanted.
 */
export function sourceOfText(value: unknown, text: string, placed: () => PlacedValue, file?: string): Source {
  const find = createLineFinder(text);
  let known: PlacedValue | undefined;
  return {
    value,
    place(path) {
      known ??= placed();
      let container = known.value;
      let offset = 0;
      for (const key of path) {
        const found =
          typeof container === "object" && container !== null ? known.positions.get(container)?.get(key) : undefined;
        if (found === undefined) break;
        offset = found;
        container = childOf(container, key);
      }
      return { ...(file === undefined ? {} : { file }), ...find(offset), path };
    },
  };
}

/** The same source, knowing which numbers are written as floats: `withFloatText` gives them as text. */
export function withFloats(source: Source, withFloatText: () => unknown): Source {
  let known: unknown;
  return {
    ...source,
    floatText(path) {
      known ??= withFloatText();
      const found = path.reduce(childOf, known);
      return typeof found === "string" ? found : undefined;
    },
  };
}

/** A source that came as an object: places have a path only. */
export function sourceOfObject(value: unknown, file?: string): Source {
  return { value, place: (path) => ({ ...(file === undefined ? {} : { file }), path }) };
}

/** Diagnostics of one severity that are kept; nobody reads more, and making them takes time. */
const MAX_EACH = 1000;

/** What is wrong in a source, gathered while it is read. */
export class Reading {
  readonly source: Source;
  readonly #kept: Diagnostic[] = [];
  readonly #counts = { error: 0, warning: 0 };
  /** How many `if` branches are around: what is wrong there is an error only once the branch is chosen. */
  branchDepth = 0;

  constructor(source: Source) {
    this.source = source;
  }

  error(code: DiagnosticCode, path: Path, message: string, more: { hint?: string } = {}): Diagnostic {
    const error = { severity: "error", code, message, place: this.source.place(path), ...more } as const;
    this.#keep(this.branchDepth > 0 ? { ...error, severity: "warning" } : error);
    return error;
  }

  warn(code: DiagnosticCode, path: Path, message: string, more: { hint?: string } = {}): void {
    // A place is dear, and this may be one of a hundred thousand.
    if (this.#counts.warning >= MAX_EACH) this.#counts.warning++;
    else this.#keep({ severity: "warning", code, message, place: this.source.place(path), ...more });
  }

  #keep(diagnostic: Diagnostic): void {
    const { severity } = diagnostic;
    if (++this.#counts[severity] <= MAX_EACH) this.#kept.push(diagnostic);
  }

  /** All that was found; of very many the first, and how many more there are. */
  get diagnostics(): readonly Diagnostic[] {
    const more = (["error", "warning"] as const)
      .filter((severity) => this.#counts[severity] > MAX_EACH)
      .map((severity): Diagnostic => {
        const message = `${this.#counts[severity] - MAX_EACH} more ${severity}s are not shown`;
        return { severity, code: "limit", message, place: { path: [] } };
      });
    return [...this.#kept, ...more];
  }

  /** Whether so much is wrong that no more is told. */
  get full(): boolean {
    return this.#counts.error >= MAX_EACH;
  }

  get failed(): boolean {
    return this.#counts.error > 0;
  }
}
