/**
 * JSON on its way into and out of the database. PostgreSQL's texts hold neither U+0000 nor lone
 * surrogates, but a template or a console log may: such a unit is stored as U+E000 followed by its
 * four hexadecimal digits (U+E000 itself too, so that it can be undone), and restored on reading.
 */
const UNSTORABLE = /\\u0000|\\ud[89a-f]|\uE000/u;
const UNITS = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)|\uE000/gsu;
const ESCAPED = /\uE000([0-9a-f]{4})/gu;

/** JSON text of a value, in a form that the database can hold. */
export function toStoredJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!UNSTORABLE.test(text)) return text;
  // Every escape is matched, so that `\\u0000` (a backslash, then u0000) is left as it is.
  return text.replace(UNITS, (unit) => {
    if (unit === "\uE000") return "\uE000e000";
    return unit.length === 6 ? `\uE000${unit.slice(2)}` : unit;
  });
}

/** The value of JSON text that came from the database. */
export function fromStoredJson(text: string): unknown {
  return JSON.parse(text.includes("\uE000") ? text.replace(ESCAPED, String.raw`\u$1`) : text);
}

/** A bare text, as a parameter of a statement, in the form that `toStoredJson` gives texts. */
export function toStoredText(text: string): string {
  return JSON.parse(toStoredJson(text)) as string;
}
