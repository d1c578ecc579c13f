import {
  createServer,
  request as requestHttp,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { request as requestHttps } from "node:https";
import { isRewritten, rewriteIdentityAnswer, type RewriteFacts } from "./identity-rewrite.ts";
import { portTaken } from "./port-check.ts";

const TIMEOUT_MS = 60_000;
/** The largest answer that is read to be changed. */
const REWRITE_LIMIT_BYTES = 16 * 1024 * 1024;
/** Headers between neighbours, which are not passed on. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What the identity proxy needs. */
export interface IdentityProxyOptions {
  /** On 127.0.0.1. */
  readonly port: number;
  /** The real Keystone, with its version: `https://cloud:5000/v3`. */
  readonly authUrl: string;
  /** PEM of the authorities that sign its certificate. */
  readonly ca?: string;
  readonly insecure: boolean;
  readonly orchestrationUrl: string;
  readonly projectId: string;
  readonly region?: string;
}

/** The proxy while it listens. */
export interface IdentityProxy {
  /** The auth_url to use instead of Keystone's. */
  readonly url: string;
  close(): Promise<void>;
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
  );
}

function refuse(response: ServerResponse, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { code: 502, title: "Bad Gateway", message } }));
}

/** Reads a whole answer, changes it, sends it on. */
async function sendRewritten(upstream: IncomingMessage, response: ServerResponse, facts: RewriteFacts): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of upstream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > REWRITE_LIMIT_BYTES) {
      upstream.destroy();
      refuse(response, `the identity service's answer is larger than ${REWRITE_LIMIT_BYTES} bytes`);
      return;
    }
  }
  let body: Buffer = Buffer.concat(chunks);
  try {
    body = Buffer.from(JSON.stringify(rewriteIdentityAnswer(JSON.parse(body.toString("utf8")), facts)));
  } catch (error) {
    // Whatever is no JSON is none of ours and passes as it is.
    if (!(error instanceof SyntaxError)) throw error;
  }
  response.writeHead(upstream.statusCode ?? 502, { ...passedOn(upstream.headers), "content-length": body.length });
  response.end(body);
}

class Forwarding {
  readonly #options: IdentityProxyOptions;
  readonly #facts: RewriteFacts;
  readonly #upstream: URL;
  constructor(options: IdentityProxyOptions, facts: RewriteFacts) {
    this.#options = options;
    this.#facts = facts;
    this.#upstream = new URL(options.authUrl);
  }

  forward(request: IncomingMessage, response: ServerResponse): void {
    const method = request.method ?? "GET";
    const target = request.url ?? "/";
    // A request target that is no path would choose another host.
    if (!target.startsWith("/")) {
      refuse(response, "the request target must be a path");
      return;
    }
    const rewritten = isRewritten(method, target.replace(/\?.*$/, ""), this.#facts.identityPath);
    const headers = { ...passedOn(request.headers), host: this.#upstream.host };
    if (rewritten) headers["accept-encoding"] = "identity";
    const send = this.#upstream.protocol === "https:" ? requestHttps : requestHttp;
    const { ca, insecure } = this.#options;
    const outgoing = send(
      {
        method,
        path: target,
        headers,
        hostname: this.#upstream.hostname.replace(/^\[|\]$/g, ""),
        port: this.#upstream.port,
        timeout: TIMEOUT_MS,
        rejectUnauthorized: !insecure,
        ...(ca === undefined ? {} : { ca }),
      },
      (upstream) => {
        upstream.on("error", () => response.destroy());
        if (rewritten && method !== "HEAD") {
          sendRewritten(upstream, response, this.#facts).catch((error: unknown) => refuse(response, String(error)));
          return;
        }
        response.writeHead(upstream.statusCode ?? 502, passedOn(upstream.headers));
        upstream.pipe(response);
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new GatewayTimeout(this.#upstream.origin)));
    outgoing.on("error", (error) =>
      refuse(response, `the identity service at ${this.#upstream.origin} does not answer: ${error.message}`),
    );
    response.on("close", () => outgoing.destroy());
    request.pipe(outgoing);
  }
}

/** Keystone was silent for too long. */
class GatewayTimeout extends Error {
  constructor(origin: string) {
    super(`${origin} was silent for ${TIMEOUT_MS / 1000} s`);
    this.name = "GatewayTimeout";
  }
}

/**
 * Listens before a Keystone that does not know us: forwards everything, and adds our endpoint to the
 * catalogues it returns, so that unmodified clients find us. Rejects with `Problem` when the port is taken.
 */
export async function startIdentityProxy(options: IdentityProxyOptions): Promise<IdentityProxy> {
  const proxyOrigin = `http://127.0.0.1:${options.port}`;
  const identityPath = new URL(options.authUrl).pathname.replace(/\/+$/, "");
  const { orchestrationUrl, projectId, region } = options;
  const facts = { proxyOrigin, identityPath, orchestrationUrl, projectId, ...(region === undefined ? {} : { region }) };
  const forwarding = new Forwarding(options, facts);
  const server = createServer((request, response) => forwarding.forward(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? portTaken(options.port, "--port") : error),
    );
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    url: proxyOrigin + identityPath,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
