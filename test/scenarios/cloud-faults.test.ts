import { expect, test } from "vitest";
import { HttpFailure, type HttpRequest, type HttpResponse } from "#lib/ports.ts";
import type { FaultOrder } from "#simcloud/fault-orders.ts";
import { always, Between, head, network, nothing, objectsOf, server, wrong } from "../fault-scene.ts";
import { startOnSimulatedCloud, type HarnessOptions } from "../harness.ts";

const volume = `${head}  volume: { type: OS::Cinder::Volume, properties: { size: 1 } }\n`;

const posted = { service: "network", method: "POST", pathPattern: "networks$" };
const answered = (status: number, message = "The cloud's words."): FaultOrder => ({
  match: posted,
  effect: { status, message },
});

const refused = (): Promise<HttpResponse> =>
  Promise.reject(new HttpFailure("refused", "cannot connect to http://cloud.test (ECONNREFUSED)"));
const afterEffect = (end: () => Promise<HttpResponse>) => (_: HttpRequest, send: () => Promise<HttpResponse>) =>
  send().then(end);
const serverError = (): Promise<HttpResponse> =>
  Promise.resolve({ status: 500, headers: {}, body: '{"error":{"message":"boom"}}' });
const timedOut = (): Promise<HttpResponse> => Promise.reject(new HttpFailure("timeout", "no answer within 30000 ms"));

interface Passing {
  readonly name: string;
  readonly order?: FaultOrder;
  readonly act?: (between: Between) => void;
  /** The creation takes at least so long, in seconds. */
  readonly waits?: number;
}

const passing: readonly Passing[] = [
  { name: "401: a token that was revoked", order: answered(401) },
  { name: "409, once", order: answered(409) },
  { name: "429", order: answered(429) },
  { name: "429 with Retry-After", order: { match: posted, effect: { status: 429, retryAfter: 7 } }, waits: 7 },
  { name: "500 without the effect", order: answered(500) },
  { name: "500 after the effect", act: (between) => between.on("creations", 1, afterEffect(serverError)) },
  { name: "503", order: answered(503) },
  {
    name: "503 for reading",
    order: { match: { service: "network", method: "GET" }, times: 3, effect: { status: 503 } },
  },
  { name: "a connection refused", act: (between) => between.on("everything", 3, refused) },
  { name: "a connection that broke on the way there", order: { match: posted, effect: { drop: "before" } } },
  { name: "a connection that broke on the way back", order: { match: posted, effect: { drop: "after" } } },
  { name: "no answer, and no effect", order: { match: posted, effect: { hang: true } }, waits: 30 },
  { name: "no answer, but the effect", act: (between) => between.on("creations", 1, afterEffect(timedOut)) },
];

test.for(passing)("passes by itself, one network is made: $name", async ({ order, act, waits = 0 }) => {
  const between = new Between();
  await using calor = await startOnSimulatedCloud({ wrap: between.wrap });
  const before = objectsOf(calor);
  const start = calor.clock.now();
  if (order !== undefined) calor.cloud.order(order);
  act?.(between);
  const stack = await calor.create(network);
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  expect(calor.clock.now() - start).toBeGreaterThanOrEqual(waits * 1000);
  expect(await wrong(calor, stack, before)).toEqual(nothing);
  expect(calor.cloud.objects("neutron.networks").filter(({ name }) => String(name).startsWith("test-"))).toHaveLength(
    1,
  );
  await stack.delete();
  expect(await stack.settled()).toBe("DELETE_COMPLETE");
  expect(await wrong(calor, stack, before)).toEqual(nothing);
});

interface Lasting {
  readonly name: string;
  readonly template?: string;
  readonly order?: FaultOrder;
  readonly act?: (between: Between) => void;
  readonly options?: HarnessOptions;
  readonly resource?: string;
  /** The resource's reason: class, then call, object, the cloud's words, what to do. */
  readonly says: RegExp;
}

const call = String.raw`POST /v2\.0/networks on network: `;
const lasting: readonly Lasting[] = [
  {
    name: "401: a user who is refused",
    order: { ...answered(401), times: always },
    says: new RegExp(
      `^Unauthorized: resources.net: ${call}401 unauthorized: "The cloud's words." — check user, password`,
    ),
  },
  {
    name: "403",
    order: { ...answered(403), times: always },
    says: new RegExp(`^Forbidden: resources.net: ${call}403 forbidden: "The cloud's words." — the roles of this user`),
  },
  {
    name: "404",
    order: { ...answered(404), times: always },
    says: new RegExp(`^NotFound: resources.net: ${call}404 not found: "The cloud's words." — it does not exist or`),
  },
  {
    name: "409",
    order: { ...answered(409), times: always },
    says: new RegExp(
      `^Conflict: resources.net: ${call}409 conflict: "The cloud's words." — .* try again when it is idle`,
    ),
  },
  {
    name: "409 OverQuota of Neutron",
    options: { settings: { quotas: { "neutron.networks": 0, "neutron.network": 0 } } },
    says: new RegExp(
      `^OverQuota: resources.net: ${call}409 over quota: ".*network.*" — delete .* or ask for a larger quota`,
    ),
  },
  {
    name: "403 Quota exceeded of Nova",
    template: server(),
    options: { settings: { quotas: { "nova.instances": 0 } } },
    resource: "web",
    says: /^OverQuota: resources\.web: POST \/v2\.1\/servers on compute: 403 over quota: "Quota exceeded.*" — .* larger quota/,
  },
  {
    name: "413 of Cinder",
    template: volume,
    options: { settings: { quotas: { "cinder.volumes": 0 } } },
    resource: "volume",
    says: /^OverQuota: resources\.volume: POST \/v3\/volumes on block-storage: 413 over quota: ".*volumes.*" — .* larger quota/,
  },
  {
    name: "429",
    order: { ...answered(429), times: always },
    says: new RegExp(
      `^TooManyRequests: resources.net: ${call}429 too many requests: "The cloud's words." — .* try again later`,
    ),
  },
  {
    name: "500",
    order: { ...answered(500), times: always },
    says: new RegExp(
      `^ServerError: resources.net: ${call}500 server error: "The cloud's words." — .*operators.* \\(req-`,
    ),
  },
  {
    name: "500, each time after the effect, and reading fails too",
    act: (between) =>
      between.on("everything", always, async (request, send) => {
        if (request.method === "POST") await send();
        return serverError();
      }),
    says: /^ServerError: resources\.net: GET \/v2\.0\/networks on network: 500 server error: "boom"/,
  },
  {
    name: "503",
    order: { ...answered(503), times: always },
    says: new RegExp(
      `^Unavailable: resources.net: ${call}503 unavailable: "The cloud's words." — .* try again when it is`,
    ),
  },
  {
    name: "connection refused",
    act: (between) => between.on("everything", always, refused),
    says: new RegExp(
      `^Unreachable: resources.net: ${call}cannot be reached \\(cannot connect to .*\\) — check the address`,
    ),
  },
  {
    name: "no answer at all",
    order: { match: { service: "network" }, times: always, effect: { hang: true } },
    says: /^Timeout: resources\.net: \w+ \/v2\.0\/networks on network: no answer in time .* — see whether the service runs, then try again/,
  },
];

test.for(lasting)("fails clearly, a later update or delete goes on: $name", async (lastingFault) => {
  const { template = network, order, act, options = {}, resource = "net", says } = lastingFault;
  for (const later of ["update", "delete"] as const) {
    const between = new Between();
    await using calor = await startOnSimulatedCloud({ ...options, wrap: between.wrap });
    const before = objectsOf(calor);
    if (order !== undefined) calor.cloud.order(order);
    act?.(between);
    const stack = await calor.create(template);
    expect(await stack.settled()).toBe("CREATE_FAILED");
    const reason = await stack.reason();
    expect(reason).toMatch(/^Resource CREATE failed: /);
    expect(reason.replace("Resource CREATE failed: ", "")).toMatch(says);
    expect((await stack.resources())[resource]).toBe("CREATE_FAILED");
    expect(await stack.events()).toContain(`${resource} CREATE_FAILED`);

    calor.cloud.clearFaults();
    calor.cloud.configure({ quotas: {} });
    between.act = undefined;
    await (later === "update" ? stack.update(template) : stack.delete());
    expect([await stack.settled(), await stack.reason()]).toEqual([
      `${later.toUpperCase()}_COMPLETE`,
      `Stack ${later.toUpperCase()} complete`,
    ]);
    expect(await wrong(calor, stack, before)).toEqual(nothing);
  }
});
