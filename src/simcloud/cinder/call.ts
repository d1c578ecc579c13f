import { type Caller, type Json, type SimAnswer, type SimContext, SimFault, type SimRequest } from "../service.ts";
import { nextQuery, truthOf } from "../wire.ts";

/** One request to Cinder with what its collections need to answer it. */
export interface CinderCall {
  readonly request: SimRequest;
  readonly context: SimContext;
  readonly caller: Caller;
  /** Minor number of the microversion. */
  readonly version: number;
  /** Path segments behind the collection's name. */
  readonly rest: readonly string[];
}

/** A collection: everything below `/v3/<project>/<name>`. */
export type CinderCollection = (call: CinderCall) => SimAnswer;

/** URL of Cinder without version, as its links have it. */
export function cinderRoot(context: SimContext): string {
  return context.endpoint("volumev3").replace(/\/v3(\/.*)?$/, "");
}

/** The self and bookmark links of an object. */
export function linksOf(call: CinderCall, path: string): Json[] {
  const root = cinderRoot(call.context);
  return [
    { rel: "self", href: `${root}/v3/${call.caller.projectId}/${path}` },
    { rel: "bookmark", href: `${root}/${call.caller.projectId}/${path}` },
  ];
}

/** The link to the next page as Cinder puts it beside a list, `{}` on the last page. */
export function nextLink(call: CinderCall, collection: string, marker: string | undefined): Json {
  // As Cinder: a link is only there where a limit was asked for and reached.
  if (marker === undefined) return {};
  const href = `${cinderRoot(call.context)}/${call.request.path.join("/")}?${nextQuery(call.request.query, marker)}`;
  return { [`${collection}_links`]: [{ rel: "next", href }] };
}

/** Refuses callers without the admin role. */
export function requireAdmin(call: CinderCall, rule: string): void {
  if (!call.caller.isAdmin) throw new SimFault(403, `Policy doesn't allow ${rule} to be performed.`);
}

/** Cinder's answer to a path or method that it does not have. */
export function noSuchPath(): never {
  throw new SimFault(404, "The resource could not be found.");
}

/** Whose objects a list shows: the caller's, or all projects' for an admin who asks. */
export function projectTest(call: CinderCall): (object: { projectId: string }) => boolean {
  const { query } = call.request;
  const everywhere = call.caller.isAdmin && (truthOf(query.get("all_tenants")) || truthOf(query.get("all_projects")));
  const project = everywhere ? query.get("project_id") : call.caller.projectId;
  return (object) => project === null || object.projectId === project;
}

/** Keeps the objects whose fields are what the query says. */
export function filtered<T extends object>(
  call: CinderCall,
  items: T[],
  fields: Readonly<Record<string, (item: T) => unknown>>,
): T[] {
  const tests = Object.entries(fields).flatMap(([key, read]) => {
    const value = call.request.query.get(key);
    return value === null ? [] : [(item: T): boolean => String(read(item) ?? "").toLowerCase() === value.toLowerCase()];
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

/** Keeps the objects that have all the metadata in the query, `{'key': 'value'}` in Python's or JSON's notation. */
export function withMetadata<T extends { metadata: Record<string, string> }>(call: CinderCall, items: T[]): T[] {
  const text = call.request.query.get("metadata");
  if (text === null) return items;
  const pairs = [...text.matchAll(/u?["']([^"']*)["']\s*:\s*u?["']([^"']*)["']/g)];
  return items.filter((item) => pairs.every(([, key = "", value]) => item.metadata[key] === value));
}
