const CORE = "tag:yaml.org,2002:";

/** What the handles before a tag stand for, as `%TAG` lines give it. */
export type TagHandles = ReadonlyMap<string, string>;

const HANDLE = /^!(?:[0-9A-Za-z-]*!)?/;

/** The name of a tag of YAML itself (`str` of `!!str` and `!<tag:yaml.org,2002:str>`); any other tag as it is written. */
export function coreTag(written: string, handles: TagHandles): string {
  if (written.startsWith("!!") && handles.size === 0) return written.slice(2);
  if (written.startsWith(`!<${CORE}`)) return written.slice(2 + CORE.length, -1);
  const [handle = ""] = HANDLE.exec(written) ?? [];
  const prefix = handles.get(handle) ?? (handle === "!!" ? CORE : undefined);
  return prefix === CORE && written !== handle ? written.slice(handle.length) : written;
}

const ofMaps: ReadonlySet<string> = new Set(["!", "map", "set"]);
const ofLists: ReadonlySet<string> = new Set(["!", "seq", "omap", "pairs"]);

/** Whether a tag can stand before a map or a list. */
export function fitsCollection(tag: string, map: boolean): boolean {
  return (map ? ofMaps : ofLists).has(tag);
}

/**
 * What a tag makes of a map or list, in JSON's values as Heat stores them: of a set the list of its
 * members, of an ordered map the list of its pairs. Nothing where it cannot.
 */
export function ofTag(tag: string, container: Record<string, unknown> | unknown[]): unknown {
  if (tag === "set") return Object.keys(container);
  if (tag !== "omap" && tag !== "pairs") return container;
  const pairs: [string, unknown][] = [];
  for (const item of container as unknown[]) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
    const [pair, ...others] = Object.entries(item);
    if (pair === undefined || others.length > 0) return undefined;
    pairs.push(pair);
  }
  return pairs;
}
