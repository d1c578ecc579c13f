/** What kind of mistake ended an expression. */
export type YaqlErrorKind =
  /** The text is not an expression. */
  | "syntax"
  /** No function of that name, or none that takes these arguments. */
  | "call"
  /** A function refused its arguments' values, or a key, index or attribute is missing. */
  | "value"
  /** A limit on items, memory, steps or depth. */
  | "limit";

/** An expression that cannot be parsed or evaluated: what is wrong, and where in its text. */
export class YaqlError extends Error {
  readonly kind: YaqlErrorKind;
  /** What is wrong, without the place. */
  readonly problem: string;
  /** Where, as an offset into the expression in UTF-16 units; undefined until it is known. */
  readonly position: number | undefined;
  constructor(kind: YaqlErrorKind, problem: string, position?: number) {
    super(position === undefined ? problem : `${problem} (at character ${position + 1})`);
    this.name = "YaqlError";
    this.kind = kind;
    this.problem = problem;
    this.position = position;
  }
}

/** What was thrown, with a place if it is a `YaqlError` that has none yet. */
export function placed(error: unknown, position: number): unknown {
  if (!(error instanceof YaqlError) || error.position !== undefined) return error;
  return new YaqlError(error.kind, error.problem, position);
}
