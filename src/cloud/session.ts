import type { Clock, Http, Log, Random } from "#lib/ports.ts";
import { authenticationBody, secretsOf, tokenOf, type Token } from "./authentication.ts";
import type { Query } from "./collection.ts";
import type { Credential } from "./credential.ts";
import { canonicalService, chooseEndpoint, readablePath } from "./endpoint.ts";
import { CloudFault, isFault } from "./fault.ts";
import { createServiceLimits, type ServiceLimits } from "./limits.ts";
import { learnMicroversion, MICROVERSIONED } from "./microversion.ts";
import { sendCall, untilAborted, type Answer, type Transport } from "./transport.ts";

const REQUEST_TIMEOUT_MS = 30_000;

/** One call to a service of the cloud. */
export interface Call {
  /** Catalogue type: `"network"`; `"volumev3"` and `"block-storage"` are the same. */
  readonly service: string;
  readonly method: string;
  /** Path below the service's version: `"/ports"`. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time for one try, 30 s when not said. */
  readonly timeoutMs?: number;
  /** Repeated tries at most, the session's own limit when not said. */
  readonly retryLimit?: number;
  readonly signal?: AbortSignal;
  /** Whether it changes nothing though it is a POST, so that it may be sent again. */
  readonly harmless?: boolean;
}

/** Whose a session is. */
export interface SessionIdentity {
  readonly userId: string;
  readonly userName: string;
  readonly userDomainId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly roles: readonly string[];
}

/** One credential at work: its token, its catalogue, its calls. All methods reject with `CloudFault`. */
export interface Session {
  /** The answer's parsed body; null where there is none. */
  request(call: Call): Promise<unknown>;
  /** The whole answer. */
  send(call: Call): Promise<Answer>;
  identity(): Promise<SessionIdentity>;
  /** Base URL of a service, version included. */
  endpoint(service: string): Promise<string>;
  /** A token that is good now, for handing to another service. A secret. */
  token(): Promise<string>;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly credential: Credential;
  readonly http: Http;
  readonly clock: Clock;
  readonly log?: Log;
  /** Spreads repeated tries; without it they are not spread. */
  readonly random?: Random;
  /** Repeated tries of one call at most; 5 when not said. */
  readonly retryLimit?: number;
  /** Shared by all sessions of a process on one cloud; its own when not given. */
  readonly limits?: ServiceLimits;
}

class CloudSession implements Session {
  readonly #credential: Credential;
  readonly #transport: Transport;
  readonly #secrets: readonly string[];
  readonly #microversions = new Map<string, Promise<string | undefined>>();
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;

  constructor({
    credential,
    http,
    clock,
    log,
    random,
    retryLimit = 5,
    limits = createServiceLimits(),
  }: SessionOptions) {
    this.#credential = credential;
    this.#secrets = secretsOf(credential);
    this.#transport = { http, clock, limits, retryLimit, ...(log && { log }), ...(random && { random }) };
  }

  async request(call: Call): Promise<unknown> {
    return (await this.send(call)).body;
  }

  async send(call: Call): Promise<Answer> {
    const token = await this.#currentToken(call);
    try {
      return await this.#sendWith(token, call);
    } catch (error) {
      // A 401 may mean a token that was revoked: once with a new one.
      if (!isFault(error, "unauthorized") || !this.#canRenew()) throw error;
      if (this.#token === token) this.#token = undefined;
      return await this.#sendWith(await this.#currentToken(call), call);
    }
  }

  async identity(): Promise<SessionIdentity> {
    const { userId, userName, userDomainId, projectId, projectName, roles } = await this.#currentToken();
    return { userId, userName, userDomainId, projectId, projectName, roles };
  }

  async endpoint(service: string): Promise<string> {
    return this.#endpointWith(await this.#currentToken(), service);
  }

  async token(): Promise<string> {
    return (await this.#currentToken()).id;
  }

  #endpointWith(token: Token, service: string): string {
    return chooseEndpoint(service, token.catalogue, this.#credential, token.projectId);
  }

  async #sendWith(token: Token, call: Call): Promise<Answer> {
    const base = this.#endpointWith(token, call.service);
    const microversion = await this.#microversion(token, call, base);
    const { body, contentType } = encodeBody(call.body);
    return await sendCall(this.#transport, {
      request: {
        method: call.method,
        url: base + call.path + queryString(call.query),
        headers: {
          accept: "application/json",
          "x-auth-token": token.id,
          ...(contentType && { "content-type": contentType }),
          ...(microversion && { "openstack-api-version": microversion }),
          ...call.headers,
        },
        ...(body !== undefined && { body }),
        timeoutMs: call.timeoutMs ?? REQUEST_TIMEOUT_MS,
        ...(call.signal && { signal: call.signal }),
      },
      service: call.service,
      path: readablePath(base, call.path),
      party: this,
      limitKey: base.replace(/\/[0-9a-f]{32}$/, ""),
      secrets: [...this.#secrets, token.id, ...secretsIn(call.body)],
      harmless: call.harmless === true || call.method === "GET" || call.method === "HEAD",
      ...(call.retryLimit !== undefined && { retryLimit: call.retryLimit }),
      repeatable: call.method !== "POST" || call.harmless === true,
    });
  }

  async #microversion(token: Token, call: Call, base: string): Promise<string | undefined> {
    const service = canonicalService(call.service);
    if (!MICROVERSIONED.has(service)) return undefined;
    let learning = this.#microversions.get(service);
    if (learning === undefined) {
      learning = learnMicroversion({
        transport: this.#transport,
        service,
        endpoint: base,
        token: token.id,
        party: this,
      });
      this.#microversions.set(service, learning);
      learning.catch(() => this.#microversions.delete(service));
    }
    return await this.#waited(learning, call);
  }

  #currentToken(call?: Call): Promise<Token> {
    const { clock } = this.#transport;
    const token = this.#token;
    if (token !== undefined && (clock.now() < token.renewAt || !this.#canRenew())) return Promise.resolve(token);
    if (this.#fetching === undefined) {
      this.#fetching = this.#fetchToken().finally(() => (this.#fetching = undefined));
      // Each waiter sees the rejection itself; this keeps one without waiters from counting as unhandled.
      this.#fetching.catch(() => undefined);
    }
    return call === undefined ? this.#fetching : this.#waited(this.#fetching, call);
  }

  async #waited<T>(promise: Promise<T>, call: Call): Promise<T> {
    try {
      return await untilAborted(promise, call.signal);
    } catch (error) {
      if (error instanceof CloudFault || !call.signal?.aborted) throw error;
      throw new CloudFault(
        {
          kind: "timeout",
          message: `${call.method} ${call.path} on ${call.service}: called off before it was sent — the caller stopped waiting`,
          service: call.service,
          mayHaveHadEffect: false,
          transient: false,
        },
        { cause: error },
      );
    }
  }

  #canRenew(): boolean {
    const { auth } = this.#credential;
    return auth.kind !== "token" || auth.scope !== undefined;
  }

  async #fetchToken(): Promise<Token> {
    const { auth, authUrl } = this.#credential;
    const given = auth.kind === "token" && auth.scope === undefined ? auth.token : undefined;
    const answer = await sendCall(this.#transport, {
      request: {
        method: given === undefined ? "POST" : "GET",
        url: `${authUrl}/auth/tokens`,
        headers: {
          accept: "application/json",
          ...(given === undefined
            ? { "content-type": "application/json" }
            : { "x-auth-token": given, "x-subject-token": given }),
        },
        ...(given === undefined && { body: JSON.stringify(authenticationBody(this.#credential)) }),
        timeoutMs: REQUEST_TIMEOUT_MS,
      },
      service: "identity",
      path: readablePath(authUrl, "/auth/tokens"),
      party: this,
      limitKey: authUrl,
      secrets: this.#secrets,
      // A token more does no harm.
      harmless: true,
      repeatable: true,
    });
    const id = given ?? answer.headers["x-subject-token"] ?? "";
    this.#token = tokenOf(id, answer.body, this.#transport.clock.now(), given === undefined);
    return this.#token;
  }
}

function encodeBody(body: unknown): { body?: string | Uint8Array; contentType?: string } {
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { body, contentType: "application/octet-stream" };
  return { body: JSON.stringify(body), contentType: "application/json" };
}

function queryString(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const each of typeof value === "object" ? value : [value]) parameters.append(key, String(each));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function secretsIn(body: unknown, depth = 0): string[] {
  if (typeof body !== "object" || body === null || body instanceof Uint8Array || depth > 4) return [];
  return Object.entries(body).flatMap(([key, value]) => {
    if (typeof value === "string") return /pass|secret|token|user_data|private/i.test(key) ? [value] : [];
    return secretsIn(value, depth + 1);
  });
}

/** A session of one credential. Nothing is sent before the first call. */
export function createSession(options: SessionOptions): Session {
  return new CloudSession(options);
}
