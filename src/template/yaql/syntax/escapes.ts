import { YaqlError } from "../yaql-error.ts";

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^}]*\}|([0-7]{1,3}))/gu;

const single: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Resolves Python's escapes in the inside of a quoted text; what is none stays as it is. */
export function unescape(text: string, at: number): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (whole: string, letter?: string, ...codes: (string | undefined)[]) => {
    if (letter !== undefined) return single[letter] ?? whole;
    const [two, four, eight, octal] = codes;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hexadecimal = two ?? four ?? eight;
    if (hexadecimal === undefined) throw new YaqlError("syntax", `characters by name (${whole}) are not supported`, at);
    const code = Number.parseInt(hexadecimal, 16);
    if (code > 0x10ffff) throw new YaqlError("syntax", `${whole} is no character`, at);
    return String.fromCodePoint(code);
  });
}
