/** Whether a character (a code point) belongs to a set. */
export type CharacterTest = (code: number) => boolean;

/** What may be demanded of a position without consuming anything. */
export type Assertion = "start" | "end" | "line-start" | "line-end" | "final-end" | "boundary" | "no-boundary";

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
  | { readonly kind: "reference"; readonly index: number }
  | { readonly kind: Assertion };

const isDigit: CharacterTest = (code) => code >= 48 && code <= 57;
const isSpace: CharacterTest = (code) =>
  code === 32 || (code >= 9 && code <= 13) || /^\s$/u.test(String.fromCodePoint(code));
/** Whether a character is one of a word, as `\w` has it. */
export const isWord: CharacterTest = (code) =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  isDigit(code) ||
  code === 95 ||
  (code > 127 && /^[\p{L}\p{N}]$/u.test(String.fromCodePoint(code)));
const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code);

/** What `\d` and the like stand for. */
export const classEscapes: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  D: not(isDigit),
  s: isSpace,
  S: not(isSpace),
  w: isWord,
  W: not(isWord),
};
/** The code points of `\n` and the like. */
export const controlEscapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };
