import { HttpFailure, type Http, type HttpRequest, type HttpResponse } from "#lib/ports.ts";
import { ClientFault, faultOf, jsonOf } from "./client-fault.ts";

const REQUEST_TIMEOUT_MS = 60_000;
/** A little longer than the service lets a stream last. */
const STREAM_TIMEOUT_MS = 3_660_000;
const MAX_REDIRECTS = 5;

/** What a client is made from. */
export interface ClientOptions {
  readonly http: Http;
  /** `http://host:8004/v1/PROJECT`: the catalogue's `orchestration` endpoint. */
  readonly endpoint: string;
  /** The token to use; called with the refused one when the service answered 401. */
  readonly token: (refused?: string) => Promise<string>;
  readonly timeoutMs?: number;
}

/** Values of a query string; undefined ones are left out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** A call below the endpoint. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: QueryValues;
  readonly body?: unknown;
  /** For an answer that goes on. */
  readonly stream?: Pick<HttpRequest, "onPiece" | "signal"> & { readonly after?: string | undefined };
}

/** Sends a call; the answer's JSON. */
export type Send = (call: Call) => Promise<unknown>;

function queryText(query: QueryValues): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** Where a redirect leads, seen from our endpoint: the service may know itself by another host name, which must not get the token. */
function followed(endpoint: string, location: string): string | undefined {
  const at = /\/v1(?:\.0)?\/[^/]+(\/.*)$/.exec(location)?.[1];
  return at === undefined ? undefined : endpoint + at;
}

/** Sends calls with a token, renewed once when it is refused. */
export class Sender {
  readonly #options: ClientOptions;
  readonly #endpoint: string;
  constructor(options: ClientOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint.replace(/\/+$/, "");
  }

  /** Sends a call, redirects followed with the same method and body; the answer's JSON. */
  async send(call: Call): Promise<unknown> {
    let url = this.#endpoint + call.path + queryText(call.query ?? {});
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#withToken(call, url);
      if (response.status >= 200 && response.status < 300) return jsonOf(response);
      const next = response.status === 302 ? followed(this.#endpoint, response.headers["location"] ?? "") : undefined;
      if (next === undefined) throw faultOf(response, `${call.method} ${call.path}`);
      url = next;
    }
    throw new ClientFault({
      type: "Redirects",
      message: `${call.method} ${call.path} was redirected more than ${MAX_REDIRECTS} times`,
    });
  }

  async #withToken(call: Call, url: string): Promise<HttpResponse> {
    const token = await this.#options.token();
    const response = await this.#request(call, url, token);
    if (response.status !== 401) return response;
    const renewed = await this.#options.token(token);
    return renewed === token ? response : this.#request(call, url, renewed);
  }

  async #request({ method, body, stream }: Call, url: string, token: string): Promise<HttpResponse> {
    const { after, ...ports } = stream ?? {};
    try {
      return await this.#options.http({
        method,
        url,
        headers: {
          accept: "application/json",
          "user-agent": "calor",
          "x-auth-token": token,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(after === undefined ? {} : { "last-event-id": after }),
        },
        ...ports,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeoutMs: stream === undefined ? (this.#options.timeoutMs ?? REQUEST_TIMEOUT_MS) : STREAM_TIMEOUT_MS,
      });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      const message = `the orchestration service at ${this.#endpoint} does not answer: ${error.message}`;
      throw new ClientFault({ type: "Unreachable", message }, { cause: error });
    }
  }
}
