import {
  type Caller,
  type Json,
  type SimAnswer,
  type SimContext,
  SimFault,
  type SimRequest,
  type SimService,
} from "../service.ts";
import { nextQuery } from "../wire.ts";

/** One request to Nova with what its collections need to answer it. */
export interface NovaCall {
  readonly request: SimRequest;
  readonly context: SimContext;
  readonly caller: Caller;
  /** Where Nova has its ports made. */
  readonly neutron: SimService;
  /** Minor number of the microversion. */
  readonly version: number;
  /** Path segments behind the collection's name. */
  readonly rest: readonly string[];
}

/** A collection: everything below `/v2.1/<name>`. */
export type NovaCollection = (call: NovaCall) => SimAnswer;

/** URL of Nova without version, as its links have it. */
export function novaRoot(context: SimContext): string {
  return context.endpoint("compute").replace(/\/(v2\.1)?\/?$/, "");
}

/** The self and bookmark links of an object. */
export function linksOf(context: SimContext, path: string): Json[] {
  const root = novaRoot(context);
  return [
    { rel: "self", href: `${root}/v2.1/${path}` },
    { rel: "bookmark", href: `${root}/${path}` },
  ];
}

/** The link to the next page as Nova puts it beside a list, `{}` on the last page. */
export function nextLink(call: NovaCall, collection: string, marker: string | undefined): Json {
  if (marker === undefined) return {};
  const href = `${novaRoot(call.context)}/${call.request.path.join("/")}?${nextQuery(call.request.query, marker)}`;
  return { [`${collection}_links`]: [{ rel: "next", href }] };
}

/** Refuses callers without the admin role. */
export function requireAdmin(call: NovaCall, rule: string): void {
  if (!call.caller.isAdmin) throw new SimFault(403, `Policy doesn't allow os_compute_api:${rule} to be performed.`);
}

/** Nova's answer to a method that a path does not have. */
export function noSuchPath(): never {
  throw new SimFault(404, "The resource could not be found.");
}
