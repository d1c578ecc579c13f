import type { SimContext, SimRequest } from "../service.ts";
import { forbidden, unauthenticated, type KeystoneTables } from "./rows.ts";
import { liveToken, type LiveToken } from "./tokens.ts";

/** One request to Keystone, with what its parts need to answer it. */
export interface Visit {
  readonly context: SimContext;
  readonly tables: KeystoneTables;
  readonly request: SimRequest;
  /** Path segments behind `/v3`. */
  readonly path: readonly string[];
}

/** The caller's token; 401 without one that holds. */
export function callerToken({ context, tables, request }: Visit): LiveToken {
  const token = liveToken(tables, request.headers["x-auth-token"], context.now());
  if (token === undefined) throw unauthenticated();
  return token;
}

/** Whether a token carries the admin role. */
export function isAdmin(token: LiveToken): boolean {
  return token.roles.some(({ name }) => name === "admin");
}

/** The caller's token; 403 unless it is an administrator's or `isTheirs` says that the thing is their own. */
export function allowed(visit: Visit, action: string, isTheirs?: (token: LiveToken) => boolean): LiveToken {
  const token = callerToken(visit);
  if (!isAdmin(token) && isTheirs?.(token) !== true) throw forbidden(action);
  return token;
}

/** A new id in Keystone's form. */
export function newId(context: SimContext): string {
  return context.uuid().replaceAll("-", "");
}

/** The list body of a collection. */
export function listBody(visit: Visit, plural: string, items: readonly unknown[]): Record<string, unknown> {
  const query = visit.request.query.toString();
  const self = `${visit.context.endpoint("identity")}/${visit.path.join("/")}${query === "" ? "" : `?${query}`}`;
  return { [plural]: items, links: { next: null, self, previous: null } };
}
