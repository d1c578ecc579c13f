import {
  HttpFailure,
  type Clock,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type Log,
  type Random,
} from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";
import { bodyText, faultOfAnswer, faultOfFailure, type CallFacts } from "./answer-fault.ts";
import { CloudFault } from "./fault.ts";
import type { ServiceLimits } from "./limits.ts";

const FIRST_BACK_OFF_MS = 400;
const LONGEST_BACK_OFF_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 60_000;

/** What calls go through: the port, time, and what was learnt about the services. */
export interface Transport {
  readonly http: Http;
  readonly clock: Clock;
  readonly limits: ServiceLimits;
  readonly retryLimit: number;
  readonly log?: Log;
  readonly random?: Random;
}

/** One call, ready to be sent. */
export interface Outgoing {
  readonly request: HttpRequest;
  readonly service: string;
  readonly path: string;
  /** On whose behalf, for fairness. */
  readonly party: object;
  /** Which service's limit it counts against. */
  readonly limitKey: string;
  readonly secrets: readonly string[];
  /** Whether it changes nothing that anybody would see. */
  readonly harmless: boolean;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  readonly retryLimit?: number;
}

/** An answer below 400, its JSON parsed; a body that is no JSON is its text, none is null. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The fault of a call whose caller stopped waiting. */
function calledOff(call: CallFacts, signal: AbortSignal | undefined, arrived: boolean): CloudFault {
  const failure = new HttpFailure("aborted", "called off", { cause: signal?.reason });
  const fault = faultOfFailure(call, failure);
  if (arrived || call.mayHaveHadEffect) return fault;
  return new CloudFault(
    { kind: fault.kind, message: fault.message, service: fault.service, mayHaveHadEffect: false, transient: false },
    { cause: signal?.reason },
  );
}

function parsedAnswer(call: CallFacts, response: HttpResponse): Answer {
  const text = bodyText(response);
  let body: unknown = text === "" ? null : text;
  if (text !== "" && (response.headers["content-type"] ?? "").includes("json")) {
    try {
      body = JSON.parse(text) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new CloudFault({
        kind: "unexpected",
        message: `${call.method} ${call.path} on ${call.service}: ${response.status} with a body that is not the JSON it says it is — check what stands between us and the service`,
        status: response.status,
        service: call.service,
        mayHaveHadEffect: !call.harmless,
        transient: false,
      });
    }
  }
  return { status: response.status, headers: response.headers, body };
}

/** A promise that waits no longer than the signal lets it; the work goes on for others. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

async function sendOnce(transport: Transport, outgoing: Outgoing, call: CallFacts): Promise<Answer | CloudFault> {
  const { signal } = outgoing.request;
  let slot;
  try {
    slot = await transport.limits.acquire(outgoing.limitKey, outgoing.party, signal);
  } catch (error) {
    if (signal?.aborted) return calledOff(call, signal, false);
    throw error;
  }
  let pushedBack = false;
  try {
    const response = await transport.http(outgoing.request);
    pushedBack = response.status === 429 || response.status === 503;
    if (response.status < 400) return parsedAnswer(call, response);
    return faultOfAnswer(call, response, transport.clock.now());
  } catch (error) {
    if (error instanceof CloudFault) return error;
    if (signal?.aborted) return calledOff(call, signal, true);
    if (!(error instanceof HttpFailure)) throw error;
    return faultOfFailure(call, error);
  } finally {
    slot.release(pushedBack);
  }
}

function backOffMs(attempt: number, fault: CloudFault, random: Random | undefined): number {
  const full = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** attempt);
  const jittered = full * (0.5 + 0.5 * (random?.fraction() ?? 0.5));
  return Math.max(jittered, Math.min(LONGEST_RETRY_AFTER_MS, fault.retryAfterMs ?? 0));
}

/** Whether the same call may be sent again after this fault without doing anything twice. */
function mayRepeat(outgoing: Outgoing, fault: CloudFault): boolean {
  if (!fault.transient) return false;
  return (
    outgoing.repeatable ||
    (!fault.mayHaveHadEffect && (fault.kind === "tooManyRequests" || fault.kind === "unreachable"))
  );
}

/** Sends a call, again as often as is safe and allowed; rejects with `CloudFault`. */
export async function sendCall(transport: Transport, outgoing: Outgoing): Promise<Answer> {
  const { signal, method } = outgoing.request;
  let mayHaveHadEffect = false;
  for (let attempt = 0; ; attempt++) {
    const call: CallFacts = { ...outgoing, method, mayHaveHadEffect };
    const result = await sendOnce(transport, outgoing, call);
    if (!(result instanceof CloudFault)) return result;
    if (attempt >= (outgoing.retryLimit ?? transport.retryLimit) || !mayRepeat(outgoing, result)) throw result;
    mayHaveHadEffect = result.mayHaveHadEffect;
    const delayMs = backOffMs(attempt, result, transport.random);
    transport.log?.warn("a call to the cloud is tried again", {
      reason: result.message,
      attempt: attempt + 1,
      delayMs: Math.round(delayMs),
    });
    try {
      await sleep(transport.clock, delayMs, signal);
    } catch (error) {
      if (signal?.aborted) throw calledOff({ ...call, mayHaveHadEffect }, signal, false);
      throw error;
    }
  }
}
