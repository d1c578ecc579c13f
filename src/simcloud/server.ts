import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { HttpFailure, type HttpResponse } from "#lib/ports.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";

/** The largest request body taken, in bytes; images are larger nowhere in a simulated cloud. */
const BODY_LIMIT_BYTES = 256 * 1024 * 1024;

/** The port asked for is taken. */
export class PortTaken extends Error {
  readonly port: number;
  constructor(host: string, port: number, options?: { cause?: unknown }) {
    super(`port ${port} on ${host} is taken by another process; choose another with --port`, options);
    this.name = "PortTaken";
    this.port = port;
  }
}

/** A simulated cloud that listens. */
export interface ServedCloud {
  readonly cloud: SimulatedCloud;
  readonly url: string;
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function send(response: ServerResponse, method: string, { status, headers, body }: HttpResponse): void {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { "content-length": bytes.length }) });
  response.end(method === "HEAD" ? undefined : bytes);
}

async function answer(cloud: SimulatedCloud, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const method = request.method ?? "GET";
  if (body === undefined) {
    send(response, method, { status: 413, headers: {}, body: "" });
    return;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  // The cloud's own address, whatever name it was reached by.
  const url = `${cloud.baseUrl}${request.url ?? "/"}`;
  try {
    send(response, method, await cloud.handle({ method, url, headers: headersOf(request), body, signal: gone.signal }));
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    // No answer was ordered: the connection is cut.
    request.socket.destroy();
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortTaken(host, port, { cause: error }) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

/** Puts a simulated cloud behind HTTP, on loopback unless told otherwise. */
export async function serveSimulatedCloud(options: {
  /** Or how to make it once the port is ours: only then may a log be touched. */
  readonly cloud: SimulatedCloud | ((baseUrl: string) => SimulatedCloud);
  /** 0 for any free one. */
  readonly port: number;
  readonly host?: string;
  /** Told of a defect of the simulator itself; the request is answered with 500. */
  readonly onDefect: (error: unknown) => void;
}): Promise<ServedCloud> {
  const { port, host = "127.0.0.1", onDefect } = options;
  const server = createServer((request, response) => {
    answer(cloud, request, response).catch((error: unknown) => {
      onDefect(error);
      if (response.headersSent) response.destroy();
      else
        send(response, "GET", {
          status: 500,
          headers: { "content-type": "application/json" },
          body: '{"error":{"code":500,"message":"The simulated cloud has a defect."}}',
        });
    });
  });
  // Idle connections of clients are theirs to close; a short limit here would cut requests on their way.
  server.keepAliveTimeout = 75_000;
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const url = `http://${host}:${bound}`;
  // No request can come in between: this runs before the next turn of the event loop.
  const cloud = typeof options.cloud === "function" ? options.cloud(url) : options.cloud;
  return {
    cloud,
    url,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
