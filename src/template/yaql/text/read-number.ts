const decimalDigit = /^\p{Nd}$/u;

/** What a decimal digit of any script stands for: each script has ten of them in a row, some scripts follow one another. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 128) return digit;
  let before = 0;
  while (decimalDigit.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

function plainDigits(text: string): string {
  return text.trim().replaceAll(/\p{Nd}/gu, digitValue);
}

/** The most digits that Python reads as an integer. */
const MOST_DIGITS = 4300;

/** The integer a text spells, as Python's `int` reads it: `" -1_000 "`; undefined if it spells none. */
export function readInteger(text: string): bigint | undefined {
  const digits = plainDigits(text);
  if (!/^[+-]?\d+(?:_\d+)*$/.test(digits) || digits.length > MOST_DIGITS) return undefined;
  const value = BigInt(digits.replaceAll(/[+_-]/g, ""));
  return digits.startsWith("-") ? -value : value;
}

const number = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

/** The float a text spells, as Python's `float` reads it: `1.5e3`, `-inf`; undefined if it spells none. */
export function readFloat(text: string): number | undefined {
  const digits = plainDigits(text);
  const named = special.exec(digits);
  if (named !== null) return named[2] === undefined ? NaN : named[1] === "-" ? -Infinity : Infinity;
  return number.test(digits) ? Number(digits.replaceAll("_", "")) : undefined;
}
