import type { Json } from "../service.ts";
import { NeutronFault } from "./faults.ts";

const RESERVED = new Set([
  "fields",
  "limit",
  "marker",
  "page_reverse",
  "sort_key",
  "sort_dir",
  "tags",
  "tags-any",
  "not-tags",
]);

function matchesFixedIps(row: Json, wanted: readonly string[]): boolean {
  const ips = (row["fixed_ips"] ?? []) as readonly Json[];
  return wanted.some((filter) => {
    const split = filter.indexOf("=");
    const field = filter.slice(0, split);
    const value = filter.slice(split + 1);
    return ips.some((ip) =>
      field === "ip_address_substr" ? String(ip["ip_address"]).includes(value) : String(ip[field]) === value,
    );
  });
}

function matches(row: Json, field: string, wanted: readonly string[]): boolean {
  if (field === "fixed_ips") return matchesFixedIps(row, wanted);
  const value = row[field];
  if (Array.isArray(value)) return wanted.some((one) => value.includes(one));
  if (typeof value === "boolean") return wanted.some((one) => (one.toLowerCase() === "true" || one === "1") === value);
  if (value === null || value === undefined) return wanted.some((one) => one === "" || one === "None");
  return wanted.includes(String(value));
}

function matchesTags(row: Json, query: URLSearchParams): boolean {
  const tags = (row["tags"] ?? []) as readonly string[];
  const all = query.get("tags")?.split(",") ?? [];
  const any = query.get("tags-any")?.split(",");
  const none = query.get("not-tags")?.split(",");
  return (
    all.every((tag) => tags.includes(tag)) &&
    (any === undefined || any.some((tag) => tags.includes(tag))) &&
    (none === undefined || !none.every((tag) => tags.includes(tag)))
  );
}

function sorted(rows: readonly Json[], query: URLSearchParams): Json[] {
  const keys = query.getAll("sort_key");
  const directions = query.getAll("sort_dir");
  if (keys.length === 0) return [...rows];
  return rows.toSorted((a, b) => {
    for (const [index, key] of keys.entries()) {
      const [left, right] = [String(a[key] ?? ""), String(b[key] ?? "")];
      if (left !== right) return (left < right ? -1 : 1) * (directions[index] === "desc" ? -1 : 1);
    }
    return 0;
  });
}

/** An object with only the fields asked for. */
export function onlyFields(row: Json, query: URLSearchParams): Json {
  const fields = new Set(query.getAll("fields").flatMap((field) => field.split(",")));
  return fields.size === 0 ? row : Object.fromEntries(Object.entries(row).filter(([field]) => fields.has(field)));
}

/** Whether a row meets the query's filters on its fields. */
export function isListed(row: Json, query: URLSearchParams): boolean {
  for (const field of new Set(query.keys())) {
    if (RESERVED.has(field)) continue;
    if (!(field in row)) continue;
    if (!matches(row, field, query.getAll(field))) return false;
  }
  return matchesTags(row, query);
}

/** The body of a list: sorted, paged, with the fields asked for; `rows` have met the filters. */
export function listAnswer(plural: string, rows: readonly Json[], query: URLSearchParams, url: string): Json {
  let page = sorted(rows, query);
  const marker = query.get("marker");
  if (marker !== null) {
    const at = page.findIndex((row) => row["id"] === marker);
    if (at < 0)
      throw new NeutronFault(400, "HTTPBadRequest", `Invalid input for operation: Could not find marker ${marker}.`);
    page = page.slice(at + 1);
  }
  const limit = Number(query.get("limit") ?? 0);
  const isCut = limit > 0 && page.length > limit;
  if (limit > 0) page = page.slice(0, limit);
  const last = page.at(-1);
  const links: Json = {};
  if (isCut && last !== undefined) {
    const next = new URLSearchParams(query);
    next.set("marker", String(last["id"]));
    links[`${plural}_links`] = [{ rel: "next", href: `${url}?${next.toString()}` }];
  }
  return { [plural]: page.map((row) => onlyFields(row, query)), ...links };
}
