import type { Caller, Engine } from "#engine/requests.ts";
import type { JsonObject } from "../middleware/json-body.ts";
import type { Fields, Read } from "./fields.ts";
import type { Links } from "./links.ts";

/** Methods of the API. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler is given. */
export interface Asked<Q extends Fields = Fields, B extends Fields = Fields> {
  readonly caller: Caller;
  /** Whether the caller is an administrator of the cloud. */
  readonly isAdmin: boolean;
  /** The path's parts by name, decoded; a missing one is the empty text. */
  param(name: string): string;
  readonly query: Read<Q>;
  /** The query's keys and values as they came. */
  readonly rawQuery: JsonObject;
  /** The query's text, with its question mark, or empty. */
  readonly search: string;
  readonly body: Read<B>;
  readonly rawBody: JsonObject;
  readonly links: Links;
  /** A header of the request, by its name in lower case. */
  header(name: string): string | undefined;
  /** Aborted when the client is gone or the service stops: for an answer that goes on. */
  closed(): AbortSignal;
  /** Throws `ApiFault` 403 unless the policy's rule allows it. */
  enforce(rule: string): void;
  /** The rule that keeps the caller from using a resource type; undefined: none does. */
  refusalOfType(type: string): string | undefined;
}

/** An answer that says more than a body. */
export class Answer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  constructor(body: unknown, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** Declaration of a route. */
export interface RouteDeclaration<Q extends Fields, B extends Fields> {
  readonly method: Method | readonly Method[];
  /** Under `/v1/:project`; a part that varies is written `:name`. */
  readonly path: string;
  /** Rule of the policy that must allow it; a function where it depends on the body. Absent: the handler asks. */
  readonly policy?: string | ((body: JsonObject) => string);
  readonly status: number;
  /** What the answer's body is; absent: JSON, where the status has one. */
  readonly answers?: "text/event-stream";
  readonly query?: Q;
  /** Fields of the body; a request without a body is refused. */
  readonly body?: B;
  /** Translates names, asks the engine, and returns the body (or an `Answer`, an `EventStream`); 202, 204 and 302 have none of their own. */
  handle(asked: Asked<Q, B>, engine: Engine): unknown;
}

/** A route as the server registers it. */
export interface Route extends Omit<RouteDeclaration<Fields, Fields>, "handle" | "method"> {
  readonly methods: readonly Method[];
  handle(asked: Asked, engine: Engine): unknown;
}

/** Declares a route: types of `query` and `body` follow from their fields. */
export function route<const Q extends Fields = Record<never, never>, const B extends Fields = Record<never, never>>(
  declaration: RouteDeclaration<Q, B>,
): Route {
  const { method, handle, ...rest } = declaration;
  return {
    ...rest,
    methods: typeof method === "string" ? [method] : method,
    // The server reads query and body by these very fields.
    handle: (asked, engine) => handle(asked as Asked<Q, B>, engine),
  };
}
