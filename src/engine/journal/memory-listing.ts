import type { EventRow, PlacedEvent, StackRow } from "#storage/rows.ts";
import type { EventFilter, StackFilter } from "./journal.ts";

type Key = string | number;

// By bytes of UTF-8, as PostgreSQL's "C" collation; UTF-16 order differs beyond the basic plane.
function compareKeys(a: Key, b: Key): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** Orders texts as the database does. */
export function compareTexts(a: string, b: string): number {
  return compareKeys(a, b);
}

function sortKeysOf(row: StackRow, names: NonNullable<StackFilter["sortKeys"]>): Key[] {
  return [...names.map((name) => row[name] ?? 0), row.id];
}

function compareLists(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, key] of a.entries()) {
    const order = compareKeys(key, b[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function isOneOf<T>(list: readonly T[] | undefined, value: T): boolean {
  return list === undefined || list.includes(value);
}

function hasTags(row: StackRow, filter: StackFilter): boolean {
  const has = (tag: string): boolean => row.tags.includes(tag);
  if (filter.tags !== undefined && !filter.tags.every(has)) return false;
  if (filter.tagsAny !== undefined && !filter.tagsAny.some(has)) return false;
  if (filter.notTags !== undefined && filter.notTags.every(has)) return false;
  return filter.notTagsAny === undefined || !filter.notTagsAny.some(has);
}

/** Whether a stack is in a listing (its order and page left aside). */
export function isListed(row: StackRow, filter: StackFilter): boolean {
  if (filter.projectId !== undefined && row.projectId !== filter.projectId) return false;
  if (filter.ownerId !== undefined && row.ownerId !== filter.ownerId) return false;
  if (filter.ownerId === undefined && filter.showNested !== true && row.ownerId !== null) return false;
  if (filter.showDeleted !== true && row.deletedAt !== null) return false;
  return (
    isOneOf(filter.ids, row.id) &&
    isOneOf(filter.names, row.name) &&
    isOneOf(filter.statuses, row.status) &&
    isOneOf(filter.actions, row.action) &&
    hasTags(row, filter)
  );
}

/** A page of a listing of stacks. */
export function listStacks(stacks: ReadonlyMap<string, StackRow>, filter: StackFilter): StackRow[] {
  const named = filter.sortKeys !== undefined && filter.sortKeys.length > 0;
  const names = named ? (filter.sortKeys ?? []) : (["createdAt"] as const);
  const direction = (filter.descending ?? !named) ? -1 : 1;
  const compare = (a: StackRow, b: StackRow): number =>
    direction * compareLists(sortKeysOf(a, names), sortKeysOf(b, names));
  const marker = filter.marker === undefined ? undefined : stacks.get(filter.marker);
  const rows = [...stacks.values()]
    .filter((row) => isListed(row, filter) && (marker === undefined || compare(row, marker) > 0))
    .sort(compare);
  return rows.slice(0, filter.limit);
}

/** A page of a listing of events. */
export function listEvents(events: readonly EventRow[], filter: EventFilter): EventRow[] {
  const ordered = filter.descending === true ? events.toReversed() : events;
  const marker = ordered.findIndex((row) => row.id === filter.marker && filter.stackIds.includes(row.stackId));
  const rows = ordered
    .slice(marker + 1)
    .filter(
      (row) =>
        filter.stackIds.includes(row.stackId) &&
        (filter.resourceName === undefined || row.resourceName === filter.resourceName),
    );
  return rows.slice(0, filter.limit);
}

/** A page of a tree's events; their places are those in the list, from 1. */
export function listTreeEvents(
  events: readonly EventRow[],
  [rootId, after, limit]: readonly [string, number, number],
): PlacedEvent[] {
  const rows = events.slice(after).map((row, index) => ({ ...row, place: after + index + 1 }));
  return rows.filter((row) => row.rootId === rootId).slice(0, limit);
}

/** The place of one of a tree's events, or of its newest; 0 when there is none. */
export function placeOfEvent(events: readonly EventRow[], rootId: string, id: string | undefined): number {
  return events.findLastIndex((row) => row.rootId === rootId && (id === undefined || row.id === id)) + 1;
}
