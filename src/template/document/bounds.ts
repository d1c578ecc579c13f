import type { DiagnosticCode } from "#schema/diagnostic.ts";

/** Why a value is no document. */
export interface DocumentFault {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** Lists and maps inside each other, at most. */
export const maxDepth = 100;

const tooDeep: DocumentFault = { code: "limit", message: `lists and maps are nested more than ${maxDepth} deep` };

/** How many keys a value made of JSON holds; the fault where it is nested too deeply. */
export function countKeys(value: unknown, depth = 0): number | DocumentFault {
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= maxDepth) return tooDeep;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : children.length;
  for (const child of children) {
    if (typeof child !== "object" || child === null) continue;
    const below = countKeys(child, depth + 1);
    if (typeof below !== "number") return below;
    count += below;
  }
  return count;
}

function isPlainMap(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Why a value is no document of bounded size and depth made of JSON's values; nothing when it is one. */
export function documentFault(root: unknown, maxExpansion: number): DocumentFault | undefined {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let size = 0;
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, depth } = item;
    size += typeof value === "string" ? value.length + 1 : 1;
    if (size > maxExpansion) return { code: "limit", message: "its aliases expand to too much" };
    if (typeof value !== "object" || value === null) {
      if (value === null || typeof value === "string" || typeof value === "boolean") continue;
      if (typeof value === "number" && Number.isFinite(value)) continue;
      return { code: "structure", message: `it holds a value (${typeof value}) that JSON does not have` };
    }
    if (depth >= maxDepth) return tooDeep;
    if (!Array.isArray(value) && !isPlainMap(value))
      return { code: "structure", message: "it holds a value that JSON does not have" };
    if (!Array.isArray(value)) for (const key of Object.keys(value)) size += key.length;
    // What a list lacks in its middle counts as undefined here, which JSON does not have.
    const children: readonly unknown[] = Array.isArray(value) ? Array.from(value) : Object.values(value);
    for (const child of children) open.push({ value: child, depth: depth + 1 });
  }
  return undefined;
}
