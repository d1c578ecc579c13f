import type { Http, HttpRequest, HttpResponse } from "#lib/ports.ts";
import { HttpFailure } from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";
import { breakObject, isMarked } from "./cloud-objects.ts";
import type { CloudFaultKind } from "./faults.ts";
import type { FaultyProcess } from "./faulty-process.ts";
import { silence } from "./simulated-process.ts";

/** How long a call may take, and have its effect unseen. */
export const requestTimeoutMs = 30_000;

/** A call on its way, and what can become of it. */
interface Journey {
  readonly request: HttpRequest;
  readonly what: string;
  send(): Promise<HttpResponse>;
  fail(failure: "refused" | "broken" | "timeout", afterMs?: number): Promise<never>;
  answer(status: number, headers?: Readonly<Record<string, string>>): Promise<HttpResponse>;
}

/** What a fault makes of a call; undefined: it does not fit this one. */
type Meeting = (process: FaultyProcess, journey: Journey) => Promise<HttpResponse> | undefined;

const changing =
  (meet: Meeting): Meeting =>
  (process, journey) =>
    journey.request.method === "GET" ? undefined : meet(process, journey);

const isCreating = ({ request: { method, url } }: Journey): boolean =>
  method === "POST" && !/\/(action|os-volume_attachments|os-interface)$/.test(url);

/** How late a call may still arrive: of one that creates, so late that a look-up just sees its object. */
function latestMs(journey: Journey, creatingMs = 25_000): number {
  // The name of a key pair is its id: a late call meets its successor, and nobody can tell. The backup of a
  // volume that goes is looked up before it is made, but no intent is kept of it.
  if (/\/(os-keypairs|backups)/.test(journey.what)) return 300;
  return isCreating(journey) ? creatingMs : 9000;
}

/** Without its caller the request goes on as it is. */
function sendLater({ shared: { clock, cloud } }: FaultyProcess, request: HttpRequest, delayMs: number): void {
  const { signal: _signal, ...rest } = request;
  clock.after(delayMs, () => void cloud.handle(rest).catch(() => undefined));
}

const meetings: Readonly<Record<CloudFaultKind, Meeting>> = {
  "object deleted": (process, { send }) => (process.shared.meddle("object deleted") ? send() : undefined),
  "object changed": (process, { send }) => (process.shared.meddle("object changed") ? send() : undefined),
  "object broken": (process, journey) =>
    isCreating(journey)
      ? journey.send().then((response) => (breakObject(process.shared.cloud, journey.request, response), response))
      : undefined,
  "crash before a call": (process) => (process.kill(), silence()),
  "crash after a call": async (process, { send }) => {
    await send();
    process.kill();
    return silence();
  },
  "connection refused": (_, { fail }) => fail("refused"),
  "lost before": (_, { fail }) => fail("broken"),
  "answer lost": changing(async (_, { send, fail }) => {
    await send();
    return fail("broken");
  }),
  "effect late": changing((process, journey) => {
    if (!isCreating(journey)) return undefined;
    const { cloud, faults } = process.shared;
    cloud.order({ match: {}, effect: { visibleAfterMs: faults.between(10, latestMs(journey)) } });
    return journey.send().then(() => journey.fail("broken"));
  }),
  // Something on the way held it, and lets it go later: it meets things as they are by then.
  "call late": changing((process, journey) => {
    const delayMs = process.shared.faults.between(10, latestMs(journey));
    sendLater(process, journey.request, delayMs);
    return journey.fail("broken");
  }),
  "time-out after the effect": changing(async (_, { send, fail }) => {
    await send();
    return fail("timeout", requestTimeoutMs);
  }),
  "gateway fault after the effect": changing(async (_, { send, answer }) => {
    await send();
    return answer(504);
  }),
  // What stands in between repeats only what should bear it.
  "call repeated": changing((process, { request, send }) =>
    request.method === "POST" && !request.url.endsWith("/os-volume_attachments")
      ? undefined
      : send()
          .then(() => sleep(process.shared.clock, 5))
          .then(send),
  ),
  // A proxy repeated it, and the second one is refused because of the first.
  "refused after the effect": changing((_, { request, send, answer }) =>
    isMarked(request) ? send().then(() => answer(409)) : undefined,
  ),
  "slow answer": (process, { send }) => {
    const { clock, faults } = process.shared;
    return sleep(clock, faults.between(100, 20_000)).then(send);
  },
  "status 409": changing((_, { answer }) => answer(409)),
  "status 429": (_, { answer }) => answer(429, { "retry-after": "1" }),
  "status 500": (_, { answer }) => answer(500),
  "status 503": (_, { answer }) => answer(503),
  "engine frozen": (process, { send }) => {
    process.freezeAWhile(process.shared.faults.between(100, 60_000));
    return send();
  },
  // The lease was asked already, and the request is not out yet.
  "engine frozen before sending": changing((process, journey) => {
    const { faults, clock } = process.shared;
    // Within what a later owner waits for: nothing finds what is made after that, but the deletion of the resource.
    process.freezeAWhile(faults.between(100, latestMs(journey, 35_000)));
    return process.hear(sleep(clock, 0)).then(journey.send);
  }),
};

/** The way of one process to the cloud, with the faults that the plan has for it. */
export function faultyCloud(process: FaultyProcess): Http {
  const { cloud, faults, clock, broken } = process.shared;
  const later = (ms: number): Promise<void> => sleep(clock, ms);
  return async (request) => {
    if (process.state === "dead") return silence();
    const path = new URL(request.url).pathname;
    if (path.startsWith("/identity/")) return process.hear(cloud.handle(request));
    const what = `${request.method} ${path}`;
    if (process.diesAt(`before ${what}`)) return silence();
    const journey: Journey = {
      request,
      what,
      send: () => cloud.handle(request),
      fail: (failure, afterMs = 0) =>
        later(afterMs).then(() => Promise.reject(new HttpFailure(failure, `the simulator: ${failure}`))),
      answer: (status, headers = {}) =>
        later(5).then(() => ({ status, headers, body: `{"error":{"message":"simulated ${status}"}}` })),
    };
    const kind = faults.atCloudCall();
    const met = kind && meetings[kind](process, journey);
    if (kind && met) process.note(kind, what);
    else if (request.method !== "GET") process.line(what);
    const response = await process.hear(met ?? cloud.handle(request));
    if (broken.volumes > 0 && request.method === "POST" && breakObject(cloud, request, response)) broken.volumes -= 1;
    return process.diesAt(`after ${what}`) ? silence() : response;
  };
}
