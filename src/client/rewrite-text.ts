import { EVENT_ID, getScalarValue, parseEvents, type ScalarEvent } from "js-yaml";
import { readDocument } from "#template/document/read-document.ts";

/** A text value of a document that is to become another. */
export interface Replacement {
  readonly path: readonly (string | number)[];
  readonly from: string;
  readonly to: string;
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let current = 1; current < line; current++) at = text.indexOf("\n", at) + 1;
  return at + column - 1;
}

/** The bounds of a scalar in the text, its quotes included. */
function boundsOf(text: string, event: ScalarEvent): [number, number] {
  const quote = text[event.valueStart - 1];
  const quoted = (quote === '"' || quote === "'") && text[event.valueEnd] === quote;
  return quoted ? [event.valueStart - 1, event.valueEnd + 1] : [event.valueStart, event.valueEnd];
}

/**
 * The text with some of its values replaced and everything else, lines above all, as it was written:
 * so the service's messages name the user's own lines. Undefined where that cannot be done (a value
 * that comes from an alias, say).
 */
export function rewriteText(text: string, replacements: readonly Replacement[], wanted: unknown): string | undefined {
  const source = readDocument(text, { what: "template" }).source;
  if (source === undefined) return undefined;
  const scalars = parseEvents(text, {}).filter((event): event is ScalarEvent => event.type === EVENT_ID.SCALAR);
  const edits: { start: number; end: number; to: string }[] = [];
  for (const { path, from, to } of replacements) {
    const { line, column } = source.place(path);
    if (line === undefined || column === undefined) return undefined;
    const keyAt = offsetOf(text, line, column);
    const key = scalars.findIndex((event) => event.valueEnd > keyAt);
    const value = scalars[key + 1];
    if (value === undefined || getScalarValue(text, value) !== from) return undefined;
    const [start, end] = boundsOf(text, value);
    edits.push({ start, end, to: JSON.stringify(to) });
  }
  let result = text;
  for (const { start, end, to } of edits.toSorted((one, other) => other.start - one.start)) {
    result = result.slice(0, start) + to + result.slice(end);
  }
  const rewritten = readDocument(result, { what: "template" }).source;
  return JSON.stringify(rewritten?.value) === JSON.stringify(wanted) ? result : undefined;
}
