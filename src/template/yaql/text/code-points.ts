/** Texts as the language sees them: sequences of characters (code points), not of UTF-16 units. */

const surrogate = /[\ud800-\udfff]/;

/** How many characters a text has. */
export function textLength(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The characters of a text. */
export function characters(text: string): readonly string[] {
  return [...text];
}

/** A position as Python's slices take it: from the end where it is negative, and cut to the text. */
export function slicePosition(position: number, length: number): number {
  return position < 0 ? Math.max(0, length + position) : Math.min(position, length);
}

/** Python's `text[start:end]`. */
export function sliceText(text: string, start: number, end: number): string {
  if (surrogate.test(text)) {
    const all = characters(text);
    return all.slice(slicePosition(start, all.length), slicePosition(end, all.length)).join("");
  }
  return text.slice(slicePosition(start, text.length), slicePosition(end, text.length));
}

/** Negative, zero or positive as the left text comes before, is, or comes after the right one. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (!surrogate.test(left) && !surrogate.test(right)) return left < right ? -1 : 1;
  const [one, other] = [characters(left), characters(right)];
  for (let index = 0; index < one.length && index < other.length; index += 1) {
    const difference = one[index]!.codePointAt(0)! - other[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Whether a character counts as white space in Python: the separators 0x1c to 0x1f too, the byte order mark not. */
export function isSpace(character: string): boolean {
  return /^[\s\x1c-\x1f\x85]$/u.test(character) && character !== "\ufeff"; // oxlint-disable-line no-control-regex
}

/** The text without such characters at its ends as `drop` names. */
export function trimText(text: string, drop: (character: string) => boolean, ends: "left" | "right" | "both"): string {
  const all = characters(text);
  let [from, to] = [0, all.length];
  if (ends !== "right") while (from < to && drop(all[from]!)) from += 1;
  if (ends !== "left") while (to > from && drop(all[to - 1]!)) to -= 1;
  return all.slice(from, to).join("");
}
