/** Whether a character (a code point) belongs to a set. */
export type CharacterTest = (code: number) => boolean;

/** What may be demanded of a position without consuming anything. */
export type Assertion =
  | "start"
  | "end"
  | "line-start"
  | "line-end"
  | "final-end"
  | "boundary"
  | "no-boundary"
  | "ascii-boundary"
  | "no-ascii-boundary";

/** A parsed regular expression. */
export type PatternNode =
  | { readonly kind: "test"; readonly test: CharacterTest }
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | {
      readonly kind: "repeat";
      readonly item: PatternNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: "group"; readonly item: PatternNode; readonly index: number }
  | { readonly kind: "look"; readonly item: PatternNode; readonly ahead: boolean; readonly negative: boolean }
  /** What is matched inside is never given back. */
  | { readonly kind: "atomic"; readonly item: PatternNode }
  | { readonly kind: "reference"; readonly index: number; readonly ignoreCase: boolean }
  /** One or the other, by whether a group took part. */
  | { readonly kind: "when"; readonly index: number; readonly yes: PatternNode; readonly no: PatternNode }
  | { readonly kind: Assertion };

/** How a pattern, or a part of it, is read. */
export interface PatternFlags {
  readonly ignoreCase?: boolean;
  readonly multiLine?: boolean;
  readonly dotAll?: boolean;
  readonly ascii?: boolean;
  readonly verbose?: boolean;
}

/** A pattern that cannot be used, and why. */
export class PatternFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PatternFault";
  }
}
