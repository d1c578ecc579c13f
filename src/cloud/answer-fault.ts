import type { HttpFailure, HttpResponse } from "#lib/ports.ts";
import { CloudFault, type FaultKind } from "./fault.ts";

const MAX_WORDS = 600;

/** The call a fault speaks of. */
export interface CallFacts {
  readonly service: string;
  readonly method: string;
  /** Readable path, without secrets. */
  readonly path: string;
  /** Texts that must not show in the message: tokens, passwords. */
  readonly secrets: readonly string[];
  /** Whether it can change nothing: reading, or asking for a token. */
  readonly harmless: boolean;
  /** Whether an earlier try of the same call may have had its effect. */
  readonly mayHaveHadEffect: boolean;
}

const ADVICE: Readonly<Record<FaultKind, string>> = {
  badRequest: "correct the values that were sent",
  unauthorized: "check user, password and project of the credential, or ask for a new token",
  forbidden: "the roles of this user do not allow it; ask the administrator of the project or the cloud",
  notFound: "it does not exist or this project cannot see it",
  conflict: "it clashes with what exists or is still at work there; look at that object, or try again when it is idle",
  overQuota: "delete what is not needed, or ask for a larger quota of the project",
  ambiguous: "give the id instead of the name",
  tooManyRequests: "the service limits the rate of calls; try again later",
  serverError: "the service failed; its operators find the cause under the request id",
  unavailable: "the service is not available now; try again when it is",
  unreachable: "check the address and the network, and whether the service runs",
  timeout: "see whether the service runs, then try again; it may have done its work all the same",
  noEndpoint: "check region and interface",
  unexpected: "this answer is not known of the service; check its version",
};

const WORDS: Partial<Record<FaultKind, string>> = {
  badRequest: "bad request",
  notFound: "not found",
  overQuota: "over quota",
  tooManyRequests: "too many requests",
  serverError: "server error",
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a body. */
export function bodyText({ body }: Pick<HttpResponse, "body">): string {
  return typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function parsed(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface CloudWords {
  readonly text: string;
  readonly type: string;
}

function wordsOf(value: unknown, depth = 0): CloudWords | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : { text: value, type: "" };
  if (Array.isArray(value)) return value.length === 0 ? undefined : wordsOf(value[0], depth + 1);
  if (!isRecord(value) || depth > 3) return undefined;
  const type = typeof value["type"] === "string" ? value["type"] : "";
  // Keystone {error:{message}}, Glance {message}, Placement {errors:[{detail}]}, Neutron {NeutronError:{message,type}}.
  for (const key of ["message", "detail", "explanation", "faultstring", "debug_message"]) {
    const text = value[key];
    if (typeof text === "string" && text.trim() !== "") return { text, type };
    if (isRecord(text)) return wordsOf(text, depth + 1);
  }
  // Nova and Cinder: {conflictingRequest:{code,message}}: one key, named after the kind.
  for (const inner of ["NeutronError", "error", "errors", ...Object.keys(value)]) {
    const words =
      isRecord(value[inner]) || Array.isArray(value[inner]) || inner === "NeutronError"
        ? wordsOf(value[inner], depth + 1)
        : undefined;
    if (words !== undefined) return words;
  }
  const title = value["title"];
  return typeof title === "string" ? { text: title, type } : undefined;
}

function plain(text: string): string {
  return text
    .replaceAll(/<title>.*?<\/title>|<h1>.*?<\/h1>|<(script|style).*?<\/\1>/gis, " ")
    .replaceAll(/<[^>]{0,200}>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, MAX_WORDS);
}

function kindOf(status: number, words: CloudWords): FaultKind {
  const overQuota =
    words.type === "OverQuota" ||
    /\bquota\b.*\bexceed|\bexceed\w*\b.*\bquota\b|over ?quota|maximum number of .* (?:exceeded|allowed)|\boverLimit\b/i.test(
      words.text,
    );
  if ((status === 403 || status === 409 || status === 400) && overQuota) return "overQuota";
  switch (status) {
    case 400:
    case 405:
    case 406:
    case 411:
    case 414:
    case 415:
    case 422:
      return "badRequest";
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
    case 410:
      return "notFound";
    case 409:
    case 412:
    case 423:
      return "conflict";
    case 413:
      return "overQuota";
    case 408:
      return "timeout";
    case 429:
      return "tooManyRequests";
    case 500:
      return "serverError";
    case 502:
    case 503:
    case 504:
      return "unavailable";
    default:
      return "unexpected";
  }
}

/** Milliseconds of a Retry-After header: seconds or a date. */
function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers["retry-after"];
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function redacted(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) if (secret.length >= 4) result = result.replaceAll(secret, "***");
  return result;
}

/** The fault that an answer with a status from 400 means. */
export function faultOfAnswer(call: CallFacts, response: HttpResponse, now: number): CloudFault {
  const text = bodyText(response);
  const words = wordsOf(parsed(text)) ?? { text, type: "" };
  const kind = kindOf(response.status, words);
  const said = redacted(plain(words.text), call.secrets);
  const requestId = response.headers["x-openstack-request-id"] ?? response.headers["x-compute-request-id"];
  const id = requestId !== undefined && response.status >= 500 ? ` (${requestId})` : "";
  const quote = said === "" ? "" : `: "${said}"`;
  const wait = retryAfterMs(response.headers, now);
  const transient =
    kind === "tooManyRequests" || kind === "unavailable" || kind === "serverError" || kind === "timeout";
  return new CloudFault({
    kind,
    message: `${call.method} ${call.path} on ${call.service}: ${response.status} ${WORDS[kind] ?? kind}${quote} — ${ADVICE[kind]}${id}`,
    status: response.status,
    service: call.service,
    ...(requestId === undefined ? {} : { requestId }),
    mayHaveHadEffect: !call.harmless && (call.mayHaveHadEffect || response.status >= 500 || response.status === 408),
    transient,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

const FAILURES: Readonly<Record<HttpFailure["kind"], string>> = {
  refused: "cannot be reached",
  timeout: "no answer in time",
  broken: "the connection broke",
  tls: "its certificate is not trusted",
  aborted: "called off",
};

/** The fault that a missing answer means. */
export function faultOfFailure(call: CallFacts, failure: HttpFailure): CloudFault {
  const kind = failure.kind === "timeout" || failure.kind === "aborted" ? "timeout" : "unreachable";
  const timeout = call.harmless ? "see whether the service runs, then try again" : ADVICE.timeout;
  const advice = { ...ADVICE, timeout, tls: "give the authority's file as cacert, or set insecure" }[
    failure.kind === "tls" ? "tls" : kind
  ];
  const detail = failure.kind === "aborted" ? "" : ` (${redacted(plain(failure.message), call.secrets)})`;
  return new CloudFault(
    {
      kind,
      message: `${call.method} ${call.path} on ${call.service}: ${FAILURES[failure.kind]}${detail} — ${failure.kind === "aborted" ? "the caller stopped waiting" : advice}`,
      service: call.service,
      mayHaveHadEffect: !call.harmless && (call.mayHaveHadEffect || failure.mayHaveArrived),
      transient: failure.kind !== "tls" && failure.kind !== "aborted",
    },
    { cause: failure },
  );
}
