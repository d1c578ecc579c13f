import type { PlacedValue } from "./source.ts";

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Where the string ends that begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** How many keys are written in a JSON text, those given twice counted twice. */
export function countWrittenKeys(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at) - 1;
    else if (code === COLON) count++;
  }
  return count;
}

/** A key that stands twice in one map of a JSON text, at the offset of the second. */
export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

/**
 * Where the keys and items of a JSON text stand, and which keys stand twice. The text must have been
 * parsed to `value` by `JSON.parse` before; a key given twice gets its last place.
 */
export function placeJson(
  text: string,
  value: unknown,
): PlacedValue & { readonly duplicates: readonly DuplicateKey[] } {
  const positions = new Map<object, Map<string | number, number>>();
  const duplicates: DuplicateKey[] = [];
  let at = 0;

  const skipBlanks = (): void => {
    while (at < text.length && /[\s,:]/.test(text[at]!)) at++;
  };
  const scan = (current: unknown): void => {
    skipBlanks();
    const first = text[at];
    if (first === '"') at = stringEnd(text, at);
    else if (first === "{" || first === "[") scanContainer(current, first === "{");
    else while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
  };
  const scanContainer = (current: unknown, isMap: boolean): void => {
    at++;
    const own = new Map<string | number, number>();
    if (typeof current === "object" && current !== null) positions.set(current, own);
    for (let index = 0; ; index++) {
      skipBlanks();
      if (at >= text.length || text[at] === "}" || text[at] === "]") break;
      const start = at;
      let key: string | number = index;
      if (isMap) {
        at = stringEnd(text, at);
        key = JSON.parse(text.slice(start, at)) as string;
        if (own.has(key)) duplicates.push({ key, offset: start });
      }
      own.set(key, start);
      const known = typeof current === "object" && current !== null && Object.hasOwn(current, key);
      scan(known ? (current as Record<string | number, unknown>)[key] : undefined);
    }
    at++;
  };

  scan(value);
  return { value, positions, duplicates };
}
