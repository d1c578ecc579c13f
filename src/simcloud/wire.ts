import { type Json, SimFault, type SimRequest } from "./service.ts";

/** The value as a JSON object; `{}` where it is none. */
export function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The value as a list; empty where it is none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string, else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as a whole number (digits in a string count), else undefined. */
export function integerOf(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "string" && /^-?[0-9]+$/.test(value)) return Number(value);
  return undefined;
}

/** Whether the value means yes, as OpenStack's services read it in queries and bodies. */
export function truthOf(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  return ["1", "t", "true", "on", "y", "yes"].includes(String(value ?? "").toLowerCase());
}

/** All of an object's values as strings, as metadata is kept. */
export function stringsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, item]) => [key, String(item)]));
}

/** `2026-01-02T03:04:05.000000`: the form of times in Cinder's bodies and in Nova's extensions. */
export function microTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}.000000`;
}

/** A page of a list, and the marker of the next one where there may be more. */
export interface Page<T> {
  readonly items: T[];
  readonly nextMarker?: string;
}

/** Cuts a list by `limit` and `marker`; refuses with 400 what is no number and a marker that is not in the list. */
export function pageOf<T extends { id: string }>(
  all: T[],
  query: URLSearchParams,
  limits: { default: number; max: number },
): Page<T> {
  const asked = query.get("limit");
  if (asked !== null && !/^[0-9]+$/.test(asked))
    throw new SimFault(
      400,
      `Invalid input for query parameters limit. Value: ${asked}. '${asked}' does not match '^[0-9]*$'`,
    );
  const limit = Math.min(asked === null ? limits.default : Number(asked), limits.max);
  const marker = query.get("marker");
  const at = marker === null ? -1 : all.findIndex((item) => item.id === marker);
  if (marker !== null && at < 0) throw new SimFault(400, `marker [${marker}] not found`);
  const items = all.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  return last !== undefined && items.length === limit ? { items, nextMarker: last.id } : { items };
}

/** The query of the request with another marker: where the next page is. */
export function nextQuery(query: URLSearchParams, marker: string): string {
  const next = new URLSearchParams(query);
  next.set("marker", marker);
  return next.toString();
}

/** Sorts by the given key of each item, newest first where none is asked. */
export function sorted<T>(items: T[], key: ((item: T) => string | number) | undefined, descending: boolean): T[] {
  if (key === undefined) return descending ? [...items].reverse() : items;
  const sign = descending ? -1 : 1;
  return [...items].sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
}

/** The microversion asked for as its minor number; refuses with 406 what is above `max`. */
export function minorVersion(request: SimRequest, service: string, max: number, legacyHeader?: string): number {
  const header = request.headers["openstack-api-version"] ?? "";
  const named = new RegExp(`${service}\\s+(\\S+)`).exec(header)?.[1];
  const text = named ?? (legacyHeader === undefined ? undefined : request.headers[legacyHeader]);
  const major = service === "compute" ? 2 : 3;
  const min = major === 2 ? 1 : 0;
  if (text === undefined || text === "") return min;
  if (text === "latest") return max;
  const match = /^([0-9]+)\.([0-9]+)$/.exec(text);
  if (match === null)
    throw new SimFault(400, `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const minor = Number(match[2]);
  if (Number(match[1]) !== major || minor > max || minor < min)
    throw new SimFault(
      406,
      `Version ${text} is not supported by the API. Minimum is ${major}.${min} and maximum is ${major}.${max}.`,
    );
  return minor;
}
