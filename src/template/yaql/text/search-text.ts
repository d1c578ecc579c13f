import { characters, sliceText, slicePosition, textLength } from "./code-points.ts";

/** Part of a text, in characters; as Python's slices, negative ones count from the end. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The range that begins at `start` and has `length` characters, all to the end where that is negative. */
export function rangeOf(text: string, start: number, length: number): TextRange {
  const size = textLength(text);
  const from = start < 0 ? start + size : start;
  return { start: from, end: length < 0 ? size : from + length };
}

/** The position of the first or last occurrence within a range; -1 where there is none. */
export function findText(text: string, sought: string, range: TextRange, which: "first" | "last"): number {
  const size = textLength(text);
  const start = range.start < 0 ? slicePosition(range.start, size) : range.start;
  const end = slicePosition(range.end, size);
  if (start > end) return -1;
  const part = sliceText(text, start, end);
  const at = which === "first" ? part.indexOf(sought) : part.lastIndexOf(sought);
  return at < 0 ? -1 : start + textLength(part.slice(0, at));
}

/** Python's `str.replace`: the first `count` occurrences, all where that is negative. */
export function replaceText(text: string, old: string, replacement: string, count: number): string {
  const pieces = old === "" ? ["", ...characters(text), ""] : text.split(old);
  const replaced = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1);
  return (
    pieces.slice(0, replaced + 1).join(replacement) +
    pieces
      .slice(replaced + 1)
      .map((piece) => old + piece)
      .join("")
  );
}

/** How long the result of `replaceText` may be. */
export function replacedLength(text: string, old: string, replacement: string): number {
  return text.length + Math.ceil((text.length + 1) / Math.max(old.length, 1)) * replacement.length;
}

/** Python's `str.split` and `str.rsplit` by a separator; at most `most` splits, any number where that is negative. */
export function splitText(text: string, separator: string, most: number, from: "left" | "right"): string[] {
  const pieces = text.split(separator);
  if (most < 0 || pieces.length <= most + 1) return pieces;
  return from === "left"
    ? [...pieces.slice(0, most), pieces.slice(most).join(separator)]
    : [pieces.slice(0, pieces.length - most).join(separator), ...pieces.slice(pieces.length - most)];
}

const word = /[^\s\x1c-\x1f\x85]|\ufeff/u; // oxlint-disable-line no-control-regex

/** Python's `str.split` by white space: at most `most` splits; what is left keeps the white space at its end. */
function splitFromLeft(all: readonly string[], most: number): string[][] {
  const pieces: string[][] = [];
  let at = 0;
  const skip = (isWord: boolean) => {
    while (at < all.length && word.test(all[at]!) === isWord) at += 1;
  };
  for (skip(false); at < all.length; skip(false)) {
    const start = at;
    if (pieces.length === most) at = all.length;
    else skip(true);
    pieces.push(all.slice(start, at));
  }
  return pieces;
}

/** Python's `str.split` and `str.rsplit` by white space: at most `most` splits, any number where that is negative. */
export function splitWords(text: string, most: number, from: "left" | "right"): string[] {
  if (from === "left") return splitFromLeft(characters(text), most).map((piece) => piece.join(""));
  const pieces = splitFromLeft(characters(text).toReversed(), most);
  return pieces.map((piece) => piece.toReversed().join("")).toReversed();
}
