import type { CharacterTest, PatternFlags } from "./syntax.ts";
import { PatternFault } from "./syntax.ts";
import type { PatternCursor } from "./cursor.ts";

const isAsciiDigit: CharacterTest = (code) => code >= 48 && code <= 57;
const isAsciiWord: CharacterTest = (code) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isAsciiDigit(code) || code === 95;
const isAsciiSpace: CharacterTest = (code) => code === 32 || (code >= 9 && code <= 13);

const isDigit: CharacterTest = (code) =>
  isAsciiDigit(code) || (code > 127 && /^\p{Nd}$/u.test(String.fromCodePoint(code)));
// Python counts the separators 0x1c to 0x1f and next line (0x85), not the byte order mark.
const isSpace: CharacterTest = (code) =>
  isAsciiSpace(code) ||
  (code >= 0x1c && code <= 0x1f) ||
  code === 0x85 ||
  (code > 127 && code !== 0xfeff && /^\s$/u.test(String.fromCodePoint(code)));

/** Whether a character is one of a word, as `\w` has it. */
export const isWord: CharacterTest = (code) =>
  isAsciiWord(code) || (code > 127 && /^[\p{L}\p{N}]$/u.test(String.fromCodePoint(code)));
/** Whether a character is one of a word where only ASCII counts. */
export { isAsciiWord };

const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code);

function classesOf(digit: CharacterTest, space: CharacterTest, word: CharacterTest): Record<string, CharacterTest> {
  return { d: digit, D: not(digit), s: space, S: not(space), w: word, W: not(word) };
}

const classes = classesOf(isDigit, isSpace, isWord);
const asciiClasses = classesOf(isAsciiDigit, isAsciiSpace, isAsciiWord);

/** What `\d` and the like stand for. */
export function classEscape(character: string, flags: PatternFlags): CharacterTest | undefined {
  return (flags.ascii === true ? asciiClasses : classes)[character];
}

const controlEscapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };
const hexadecimalDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Small letters that are the same letter where case is ignored, though neither is the other's capital. */
const twins: ReadonlyMap<number, readonly number[]> = new Map(
  [
    [0x69, 0x131],
    [0x73, 0x17f],
    [0xb5, 0x3bc],
    [0x345, 0x3b9, 0x1fbe],
    [0x390, 0x1fd3],
    [0x3b0, 0x1fe3],
    [0x3b2, 0x3d0],
    [0x3b5, 0x3f5],
    [0x3b8, 0x3d1],
    [0x3ba, 0x3f0],
    [0x3c0, 0x3d6],
    [0x3c1, 0x3f1],
    [0x3c2, 0x3c3],
    [0x3c6, 0x3d5],
    [0x1e61, 0x1e9b],
    [0xfb05, 0xfb06],
  ].flatMap((group) => group.map((code) => [code, group] as const)),
);

/** The small letter of a character; as Python has it, one character. */
function smallLetter(code: number): number {
  // Its small letter has a dot of its own elsewhere.
  return code === 0x130 ? 0x69 : oneCharacter(String.fromCodePoint(code).toLowerCase(), code);
}

function oneCharacter(text: string, otherwise: number): number {
  const code = text.codePointAt(0) ?? otherwise;
  return text.length === (code > 0xffff ? 2 : 1) ? code : otherwise;
}

/** The forms of a letter that count as the same where case is ignored. */
function caseForms(code: number): readonly number[] {
  const small = smallLetter(code);
  return (twins.get(small) ?? [small]).flatMap((each) => [
    each,
    oneCharacter(String.fromCodePoint(each).toUpperCase(), each),
  ]);
}

/** The other case of a letter of ASCII. */
function otherAsciiCase(code: number): number {
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x7a ? code ^ 0x20 : code;
}

/** The test as the flags have it: with letters of the other case, or not. */
function folded(test: CharacterTest, flags: PatternFlags): CharacterTest {
  if (flags.ignoreCase !== true) return test;
  return flags.ascii === true
    ? (code) => test(code) || (code < 0x80 && test(otherAsciiCase(code)))
    : (code) => test(code) || caseForms(code).some(test);
}

/** The test of one character. */
export function literal(code: number, flags: PatternFlags): CharacterTest {
  const isSame = (other: number): boolean => other === code;
  if (flags.ignoreCase !== true || flags.ascii === true) return folded(isSame, flags);
  return (other) => sameLetter(other, code);
}

/** Whether two characters are the same where case is ignored. */
export function sameLetter(one: number, other: number): boolean {
  if (one === other) return true;
  const [first, second] = [smallLetter(one), smallLetter(other)];
  return first === second || twins.get(first)?.includes(second) === true;
}

/** The code point an escape stands for; the cursor is behind the escape's letter. */
export function characterEscape(character: string, cursor: PatternCursor): number {
  const control = controlEscapes[character];
  if (control !== undefined) return control;
  const length = hexadecimalDigits[character];
  if (length !== undefined) {
    const digits = cursor.ahead(length);
    const code = Number.parseInt(digits, 16);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff)
      throw new PatternFault(`"\\${character}" needs ${length} hexadecimal digits`);
    cursor.skip(length);
    return code;
  }
  if (character === "0") {
    const octal = /^[0-7]{0,2}/.exec(cursor.ahead(2))![0];
    cursor.skip(octal.length);
    return Number.parseInt(`0${octal}`, 8);
  }
  if (/[a-zA-Z]/.test(character)) throw new PatternFault(`the escape "\\${character}" is not supported`);
  return character.codePointAt(0)!;
}

function classItem(cursor: PatternCursor, flags: PatternFlags): number | CharacterTest {
  const character = cursor.next('"]"');
  if (character !== "\\") return character.codePointAt(0)!;
  const escaped = cursor.next("a character after the backslash");
  if (escaped === "b") return 8;
  const set = classEscape(escaped, flags);
  if (set !== undefined) return set;
  if (!/[1-9]/.test(escaped)) return characterEscape(escaped, cursor);
  const octal = /^[0-7]{3}/.exec(escaped + cursor.ahead(2));
  if (octal === null) throw new PatternFault(`the escape "\\${escaped}" is not supported`);
  cursor.skip(2);
  return Number.parseInt(octal[0], 8);
}

/** A set in brackets; the cursor is behind the opening one. */
export function characterSet(cursor: PatternCursor, flags: PatternFlags): CharacterTest {
  const negative = cursor.take("^");
  const tests: CharacterTest[] = [];
  for (let first = true; first || !cursor.peek("]"); first = false) {
    const start = classItem(cursor, flags);
    if (!cursor.peek("-") || cursor.peek("-]") || cursor.left < 2) {
      tests.push(typeof start === "number" ? literal(start, flags) : start);
      continue;
    }
    cursor.skip(1);
    const end = classItem(cursor, flags);
    if (typeof start !== "number" || typeof end !== "number" || end < start)
      throw new PatternFault("it has a range of characters that ends before it begins");
    tests.push(folded((code) => code >= start && code <= end, flags));
  }
  cursor.skip(1);
  return negative ? (code) => !tests.some((test) => test(code)) : (code) => tests.some((test) => test(code));
}
