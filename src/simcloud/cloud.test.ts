import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openEffectLog } from "./effect-log.ts";
import { serveSimulatedCloud } from "./server.ts";
import type { Json } from "./service.ts";
import { passwordAuth, StandingClock, startTestCloud, type Client } from "./test-cloud.ts";

const NETWORKS = "/network/v2.0/networks";
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function names(client: Client): Promise<unknown[]> {
  return ((await client("GET", NETWORKS)).body["networks"] as readonly Json[]).map((network) => network["name"]);
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "simcloud-"));
  undo.push(() => rmSync(path, { recursive: true }));
  return path;
}

test("an ordered error meets the requests it names, as often as ordered, without effect", async () => {
  const { cloud, as } = startTestCloud();
  const demo = await as("demo");
  cloud.order({
    match: { service: "neutron", method: "POST", pathPattern: "networks" },
    times: 2,
    effect: { status: 503, retryAfter: 7 },
  });
  expect((await demo("GET", NETWORKS)).status).toBe(200);
  const first = await demo("POST", NETWORKS, { network: { name: "a" } });
  expect([first.status, first.headers["retry-after"]]).toEqual([503, "7"]);
  expect((await demo("POST", NETWORKS, { network: { name: "b" } })).status).toBe(503);
  expect((await demo("POST", NETWORKS, { network: { name: "c" } })).status).toBe(201);
  expect(await names(demo)).toEqual(["public", "private", "c"]);
});

test("a connection cut before the effect has none, one cut after it has it", async () => {
  const { cloud, as } = startTestCloud();
  const demo = await as("demo");
  for (const drop of ["before", "after"] as const) {
    cloud.order({ match: { method: "POST" }, effect: { drop } });
    await expect(demo("POST", NETWORKS, { network: { name: drop } })).rejects.toMatchObject({
      kind: "broken",
      mayHaveArrived: true,
    });
  }
  expect(await names(demo)).toEqual(["public", "private", "after"]);
});

test("a request that hangs ends at the caller's limit", async () => {
  const { cloud, clock } = startTestCloud();
  cloud.order({ match: {}, effect: { hang: true } });
  const waiting = cloud.handle({ method: "GET", url: "http://cloud.test/identity", headers: {}, timeoutMs: 1000 });
  clock.advance(1000);
  await expect(waiting).rejects.toMatchObject({ kind: "timeout" });
});

test("with latency the answer comes late, and the effect also for a caller who has given up", async () => {
  const { cloud, clock, as } = startTestCloud();
  const demo = await as("demo");
  cloud.configure({ latencyMs: 100 });
  const gone = new AbortController();
  const create = demo("POST", NETWORKS, { network: { name: "late" } });
  clock.advance(49);
  expect(cloud.objects("neutron.networks")).toHaveLength(2);
  clock.advance(51);
  expect((await create).status).toBe(201);
  const url = "http://cloud.test/identity/v3/auth/tokens";
  const given = cloud.handle({
    method: "POST",
    url,
    headers: {},
    body: JSON.stringify(passwordAuth("demo")),
    signal: gone.signal,
  });
  gone.abort();
  await expect(given).rejects.toMatchObject({ kind: "aborted" });
  const tokens = cloud.objects("keystone.tokens").length;
  clock.advance(100);
  expect(cloud.objects("keystone.tokens")).toHaveLength(tokens + 1);
});

test("an effect that shows later is there, but not seen until then", async () => {
  const { cloud, clock, as } = startTestCloud();
  const demo = await as("demo");
  cloud.order({ match: { method: "POST" }, effect: { visibleAfterMs: 2000 } });
  expect((await demo("POST", NETWORKS, { network: { name: "late" } })).status).toBe(201);
  expect(await names(demo)).not.toContain("late");
  clock.advance(2000);
  expect(await names(demo)).toContain("late");
});

test("a cloud started again from its log is as it was, also with a torn last line", async () => {
  const path = directory();
  const clock = new StandingClock();
  const log = openEffectLog(path);
  undo.push(() => log.close());
  const before = startTestCloud({ clock, log });
  const demo = await before.as("demo");
  const made = await demo("POST", NETWORKS, { network: { name: "kept" } });
  const id = String((made.body["network"] as Json)["id"]);
  before.cloud.change((context) => {
    context.table<{ id: string; status?: string }>("neutron.networks").later(id, 500, { status: "DOWN" });
  });
  clock.advance(1000);
  await demo("PUT", `${NETWORKS}/${id}`, { network: { description: "changed" } });
  const tables = Object.fromEntries(before.cloud.tableNames().map((name) => [name, before.cloud.objects(name)]));
  appendFileSync(join(path, "simcloud.log"), '{"at":1,"effects":[["put","neutron.net');
  const again = openEffectLog(path);
  undo.push(() => again.close());
  const { cloud } = startTestCloud({ clock, log: again, seed: 2 });
  expect(Object.fromEntries(cloud.tableNames().map((name) => [name, cloud.objects(name)]))).toEqual(tables);
  expect(cloud.objects("neutron.networks").at(-1)).toMatchObject({
    name: "kept",
    status: "DOWN",
    description: "changed",
  });
});

test("over HTTP: the administrator's door, a cut connection, and a taken port", async () => {
  const { cloud } = startTestCloud();
  const defects: unknown[] = [];
  const served = await serveSimulatedCloud({ cloud, port: 0, onDefect: (error) => defects.push(error) });
  undo.push(() => served.close());
  const post = (path: string, body: Json): Promise<Response> =>
    fetch(`${served.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await post("/simulator/faults", { effect: { explode: true } })).status).toBe(400);
  expect((await post("/simulator/faults", { match: { service: "identity" }, effect: { drop: "after" } })).status).toBe(
    204,
  );
  await expect(fetch(`${served.url}/identity`)).rejects.toThrow(/fetch failed/);
  expect((await fetch(`${served.url}/identity`)).status).toBe(300);
  const text = await (await fetch(`${served.url}/simulator/objects`)).text();
  expect(Object.keys(JSON.parse(text) as Json)).toContain("neutron.ports");
  expect(text).not.toContain("password_hash");
  await expect(serveSimulatedCloud({ cloud, port: served.port, onDefect: () => undefined })).rejects.toThrow(
    /is taken/,
  );
  expect(defects).toEqual([]);
});
