import { HttpFailure, type HttpRequest, type HttpResponse } from "#lib/ports.ts";
import type { Json, SimAnswer, SimRequest } from "./service.ts";

/** A request taken apart. */
export interface ParsedRequest {
  /** First path segment behind the base URL: which service. */
  readonly prefix: string;
  /** The path behind the prefix, query included, as it came. */
  readonly pathText: string;
  readonly request: SimRequest;
  /** Set where the body should be JSON and is not. */
  readonly badBody?: string;
}

const NO_BYTES = new Uint8Array();

function bytesOf(body: string | Uint8Array | undefined): Uint8Array {
  if (body === undefined) return NO_BYTES;
  return typeof body === "string" ? Buffer.from(body) : body;
}

function isJsonBody(headers: Readonly<Record<string, string>>, raw: Uint8Array): boolean {
  const type = headers["content-type"] ?? "";
  return raw.length > 0 && (type === "" || type.includes("json"));
}

function parseBody(raw: Uint8Array): { body: Json } | { badBody: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("utf8"));
    return { body: typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {} };
  } catch (error) {
    if (error instanceof SyntaxError) return { badBody: "Malformed request body: it is not JSON." };
    throw error;
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** Takes a request apart; one that is not for this cloud is refused as no connection would be. */
export function parseRequest(request: HttpRequest, baseUrl: string): ParsedRequest {
  if (!request.url.startsWith(`${baseUrl}/`) && request.url !== baseUrl) {
    throw new HttpFailure("refused", `nothing listens at ${new URL(request.url).origin}`);
  }
  const url = new URL(request.url);
  const path = url.pathname.slice(new URL(baseUrl).pathname.replace(/\/+$/, "").length);
  const [prefix = "", ...segments] = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeSegment);
  const raw = bytesOf(request.body);
  const parsed = isJsonBody(request.headers, raw) ? parseBody(raw) : { body: {} };
  return {
    prefix,
    pathText: `${path.slice(prefix.length + 1)}${url.search}`,
    request: {
      method: request.method.toUpperCase(),
      path: segments,
      query: url.searchParams,
      headers: request.headers,
      body: "body" in parsed ? parsed.body : {},
      raw,
    },
    ...("badBody" in parsed ? { badBody: parsed.badBody } : {}),
  };
}

/** An answer as it goes out. */
export function toResponse({ status, body, headers }: SimAnswer, requestId?: string): HttpResponse {
  const isText = typeof body === "string" || body instanceof Uint8Array;
  return {
    status,
    headers: {
      ...(body === undefined ? {} : { "content-type": isText ? "application/octet-stream" : "application/json" }),
      ...(requestId === undefined ? {} : { "x-openstack-request-id": requestId }),
      ...headers,
    },
    body: body === undefined ? "" : isText ? body : JSON.stringify(body),
  };
}
