import { randomBytes } from "node:crypto";
import { Agent, errors, request as send } from "undici";
import { HttpFailure, type Clock, type Http, type HttpRequest, type Random } from "#lib/ports.ts";

/** The machine's clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  soon(fire) {
    setImmediate(fire);
  },
};

/** The machine's randomness. */
export const realRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};

/** How TLS servers are trusted, and how many connections an origin gets. */
export interface RealHttpOptions {
  /** PEM of the authorities trusted besides none other, as `cacert` of clouds.yaml. */
  readonly ca?: string;
  /** Takes any certificate, as `verify: false` of clouds.yaml. */
  readonly insecure?: boolean;
  /** PEM of a client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly connectionsPerOrigin?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const ORIGINS_AT_MOST = 64;

const REFUSED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
}

function failureOf(error: unknown, request: HttpRequest, limit: AbortSignal): HttpFailure {
  const origin = new URL(request.url).origin;
  const code = codeOf(error) || codeOf((error as { cause?: unknown }).cause);
  if (request.signal?.aborted === true)
    return new HttpFailure("aborted", `the request to ${origin} was called off`, { cause: error });
  if (limit.aborted || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new HttpFailure("timeout", `${origin} did not answer in time`, { cause: error });
  }
  if (REFUSED.has(code)) return new HttpFailure("refused", `cannot connect to ${origin} (${code})`, { cause: error });
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new HttpFailure("tls", `the certificate of ${origin} is not trusted (${code})`, { cause: error });
  }
  return new HttpFailure("broken", `the connection to ${origin} broke${code === "" ? "" : ` (${code})`}`, {
    cause: error,
  });
}

type Answered = Awaited<ReturnType<typeof send>>;

/** The body, whole; empty where its pieces are taken as they arrive. */
async function bodyOf({ body, statusCode }: Answered, onPiece: HttpRequest["onPiece"]): Promise<Uint8Array> {
  if (onPiece === undefined || statusCode !== 200) return new Uint8Array(await body.arrayBuffer());
  for await (const piece of body) onPiece(piece as Uint8Array);
  return new Uint8Array();
}

/** HTTP over undici, with one pool of connections per origin; `close` ends them. */
export function createRealHttp(options: RealHttpOptions = {}): Http & { close(): Promise<void> } {
  const agents = new Map<string, Agent>();
  const agentOf = (origin: string): Agent => {
    const found = agents.get(origin);
    if (found !== undefined) return found;
    if (agents.size >= ORIGINS_AT_MOST) {
      const [oldest] = agents.keys();
      if (oldest !== undefined) {
        void agents.get(oldest)?.close();
        agents.delete(oldest);
      }
    }
    const agent = new Agent({
      connections: options.connectionsPerOrigin ?? 64,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.cert === undefined ? {} : { cert: options.cert }),
        ...(options.key === undefined ? {} : { key: options.key }),
        rejectUnauthorized: options.insecure !== true,
      },
    });
    agents.set(origin, agent);
    return agent;
  };
  const http: Http = async (request) => {
    const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]);
    try {
      const response = await send(request.url, {
        dispatcher: agentOf(new URL(request.url).origin),
        method: request.method as "GET",
        headers: { ...request.headers },
        body: request.body ?? null,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const body = await bodyOf(response, request.onPiece);
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
      }
      const isText = /json|text|xml|yaml|^$/.test(headers["content-type"] ?? "");
      return { status: response.statusCode, headers, body: isText ? Buffer.from(body).toString("utf8") : body };
    } catch (error) {
      // Everything undici throws here means that there was no whole answer.
      throw failureOf(error, request, limit);
    }
  };
  const close = async (): Promise<void> => {
    const open = [...agents.values()];
    agents.clear();
    await Promise.all(open.map((agent) => agent.close()));
  };
  return Object.assign(http, { close });
}
