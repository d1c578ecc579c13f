import { expect, test } from "vitest";
import { HttpFailure, type Http } from "#lib/ports.ts";
import { cloudScene } from "../../test/cloud-scene.ts";

test("many callers at once share one token", async () => {
  const { clock, cloud, count } = cloudScene({ settings: { latencyMs: 20 } });
  await clock.run(Promise.all(Array.from({ length: 50 }, () => cloud.neutron.networks.list())));
  expect(count("POST", /auth\/tokens/)).toBe(1);
  expect(count("GET", /networks/)).toBe(50);
});

test("a token is renewed before it expires", async () => {
  const { clock, cloud, count } = cloudScene({ settings: { tokenLifetimeMs: 600_000 } });
  await clock.run(cloud.neutron.networks.list());
  await clock.advance(400_000);
  await clock.run(cloud.neutron.networks.list());
  expect(count("POST", /auth\/tokens/)).toBe(1);
  await clock.advance(100_000);
  await clock.run(cloud.neutron.networks.list());
  expect(count("POST", /auth\/tokens/)).toBe(2);
});

test("a 401 is answered with a new token once", async () => {
  const { clock, sim, cloud, fault, count } = cloudScene();
  await clock.run(cloud.neutron.networks.list());
  sim.order({ match: { service: "network" }, effect: { status: 401 } });
  await clock.run(cloud.neutron.networks.create({ name: "n" }));
  expect(count("POST", /auth\/tokens/)).toBe(2);
  sim.order({ match: { service: "network" }, times: 2, effect: { status: 401 } });
  expect((await fault(cloud.neutron.networks.list())).kind).toBe("unauthorized");
});

test("a wrong password is refused without its showing", async () => {
  const { session, clock, fault } = cloudScene({ password: "not-the-password" });
  const before = clock.now();
  const refusal = await fault(session.identity());
  expect(refusal).toMatchObject({ kind: "unauthorized", mayHaveHadEffect: false, transient: false });
  expect(refusal.message).not.toContain("not-the-password");
  expect(clock.now()).toBe(before);
});

test("reading is repeated after a 503, no sooner than Retry-After says", async () => {
  const { clock, sim, cloud } = cloudScene();
  sim.order({ match: { service: "network" }, effect: { status: 503, retryAfter: 7 } });
  const before = clock.now();
  await clock.run(cloud.neutron.networks.list());
  expect(clock.now() - before).toBeGreaterThanOrEqual(7_000);
  expect(clock.now() - before).toBeLessThan(8_000);
});

test("creating is repeated after a 429, never after a 503", async () => {
  const { clock, sim, cloud, fault, count } = cloudScene();
  sim.order({ match: { service: "network", method: "POST" }, times: 3, effect: { status: 429, retryAfter: 1 } });
  await clock.run(cloud.neutron.networks.create({ name: "a" }));
  expect(count("POST", /networks/)).toBe(4);
  sim.order({
    match: { service: "network", method: "POST" },
    effect: { status: 503, retryAfter: 1, message: "try later" },
  });
  const refusal = await fault(cloud.neutron.networks.create({ name: "b" }));
  expect(refusal).toMatchObject({ kind: "unavailable", status: 503, mayHaveHadEffect: true, transient: true });
  expect(refusal.message).toMatch(/^POST \/v2\.0\/networks on network: 503 unavailable: "try later" — /);
  expect(count("POST", /networks/)).toBe(5);
});

test("a creation whose answer is lost may have had its effect", async () => {
  const { sim, cloud, fault } = cloudScene();
  const before = sim.objects("neutron.networks").length;
  sim.order({ match: { service: "network", method: "POST" }, effect: { drop: "after" } });
  expect(await fault(cloud.neutron.networks.create({ name: "lost" }))).toMatchObject({
    kind: "unreachable",
    mayHaveHadEffect: true,
  });
  expect(sim.objects("neutron.networks")).toHaveLength(before + 1);
});

test("a creation that never left is sent again", async () => {
  let refusals = 2;
  const { clock, cloud } = cloudScene({
    wrap: (http) => (request) => {
      if (request.method === "POST" && request.url.includes("networks") && refusals-- > 0) {
        return Promise.reject(new HttpFailure("refused", "connection refused"));
      }
      return http(request);
    },
  });
  expect(await clock.run(cloud.neutron.networks.create({ name: "n" }))).toMatchObject({ name: "n" });
});

test("a call without an answer ends at its time-out, and at the caller's signal", async () => {
  const { clock, sim, cloud, fault } = cloudScene();
  await clock.run(cloud.identity());
  sim.order({ match: { service: "network", method: "POST" }, times: 2, effect: { hang: true } });
  const before = clock.now();
  const late = await fault(cloud.neutron.networks.create({ name: "n" }, { timeoutMs: 12_000 }));
  expect(late).toMatchObject({ kind: "timeout", mayHaveHadEffect: true });
  expect(clock.now() - before).toBe(12_000);
  const caller = new AbortController();
  clock.after(500, () => caller.abort());
  expect(await fault(cloud.neutron.networks.create({ name: "n" }, { signal: caller.signal }))).toMatchObject({
    kind: "timeout",
    mayHaveHadEffect: true,
    transient: false,
  });
  expect(clock.now() - before).toBe(12_500);
});

test("repeated tries end", async () => {
  const { sim, cloud, fault, count } = cloudScene({ retryLimit: 2 });
  sim.order({ match: { service: "network" }, times: 50, effect: { status: 502 } });
  expect((await fault(cloud.neutron.networks.list())).kind).toBe("unavailable");
  expect(count("GET", /networks/)).toBe(3);
});

test("a service is sent 16 calls at once, more as it bears them, fewer when it pushes back", async () => {
  let running = 0;
  let most = 0;
  const { clock, sim, cloud } = cloudScene({
    settings: { latencyMs: 50 },
    wrap: (http) => async (request) => {
      most = Math.max(most, ++running);
      try {
        return await http(request);
      } finally {
        running--;
      }
    },
  });
  const burst = async (calls: number): Promise<number> => {
    most = 0;
    await clock.run(Promise.all(Array.from({ length: calls }, () => cloud.neutron.networks.list())));
    return most;
  };
  expect(await burst(16)).toBe(16);
  const grown = await burst(2_000);
  expect(grown).toBeGreaterThan(40);
  expect(grown).toBeLessThanOrEqual(64);
  sim.order({ match: { service: "network" }, times: 64, effect: { status: 429 } });
  await burst(64);
  expect(await burst(64)).toBeLessThanOrEqual(grown / 2 + 2);
});

test("a service that the catalogue does not have is named with those it has", async () => {
  const { session, fault } = cloudScene();
  const refusal = await fault(session.request({ service: "dns", method: "GET", path: "/zones" }));
  expect(refusal.kind).toBe("noEndpoint");
  expect(refusal.message).toContain("network");
});

/** Answers every call but the token's with one fixed refusal. */
function refusing(status: number, body: unknown): (http: Http) => Http {
  return (http) => (request) =>
    request.url.includes("/auth/tokens")
      ? http(request)
      : Promise.resolve({
          status,
          headers: { "content-type": typeof body === "string" ? "text/html" : "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body),
        });
}

test.each([
  [
    "nova, quota",
    403,
    { forbidden: { code: 403, message: "Quota exceeded for cores: Requested 4" } },
    "overQuota",
    "Quota exceeded for cores: Requested 4",
  ],
  ["nova, policy", 403, { forbidden: { code: 403, message: "Policy forbids it." } }, "forbidden", "Policy forbids it."],
  ["nova, 413", 413, { overLimit: { code: 413, message: "Too much." } }, "overQuota", "Too much."],
  [
    "cinder, conflict",
    409,
    { conflictingRequest: { code: 409, message: "Volume is busy" } },
    "conflict",
    "Volume is busy",
  ],
  [
    "neutron, quota",
    409,
    { NeutronError: { type: "OverQuota", message: "No room.", detail: "" } },
    "overQuota",
    "No room.",
  ],
  ["neutron, text", 400, { NeutronError: "It is wrong." }, "badRequest", "It is wrong."],
  [
    "keystone",
    404,
    { error: { code: 404, message: "Could not find user: x.", title: "Not Found" } },
    "notFound",
    "Could not find user: x.",
  ],
  [
    "glance, page",
    409,
    "<html><head><title>409 Conflict</title></head><body><h1>409 Conflict</h1>Image &#x27;a&#x27; is in use.<br /><br /></body></html>",
    "conflict",
    "Image 'a' is in use.",
  ],
  [
    "glance, JSON",
    400,
    { message: "Bad format.<br /><br />\n\n\n", code: "400 Bad Request", title: "Bad Request" },
    "badRequest",
    "Bad format.",
  ],
  [
    "a proxy",
    504,
    "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>",
    "unavailable",
    "The server didn't respond in time.",
  ],
  ["with errors", 409, { errors: [{ status: 409, detail: "Inventory in use." }] }, "conflict", "Inventory in use."],
])("the cloud's own words are understood: %s", async (...[, status, body, kind, words]) => {
  const { session, fault } = cloudScene({ wrap: refusing(status, body), retryLimit: 0 });
  const refusal = await fault(session.request({ service: "network", method: "POST", path: "/things", body: {} }));
  expect(refusal).toMatchObject({ kind, status });
  expect(refusal.message).toContain(`: "${words}" — `);
});

test("a secret that the cloud repeats does not reach the message", async () => {
  const { session, fault } = cloudScene({ wrap: refusing(400, { error: { message: "'hunter-22' is too short" } }) });
  const refusal = await fault(
    session.request({
      service: "identity",
      method: "POST",
      path: "/users",
      body: { user: { name: "u", password: "hunter-22" } },
    }),
  );
  expect(refusal.message).toContain("'***' is too short");
});
