import type { Positions } from "./source.ts";

/**
 * Where the keys and items of a JSON text stand. The text must have been parsed to `value` by
 * `JSON.parse` before; a key given twice gets its last place.
 */
export function jsonPositions(text: string, value: unknown): Positions {
  const positions = new Map<object, Map<string | number, number>>();
  let at = 0;

  const skipBlanks = (): void => {
    while (at < text.length && /[\s,:]/.test(text[at]!)) at++;
  };
  const skipString = (): void => {
    at++;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at++;
  };
  const scan = (current: unknown): void => {
    skipBlanks();
    const first = text[at];
    if (first === '"') skipString();
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
        skipString();
        key = JSON.parse(text.slice(start, at)) as string;
      }
      own.set(key, start);
      const known = typeof current === "object" && current !== null && Object.hasOwn(current, key);
      scan(known ? (current as Record<string | number, unknown>)[key] : undefined);
    }
    at++;
  };

  scan(value);
  return positions;
}
