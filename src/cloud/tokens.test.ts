import { expect, test } from "vitest";
import { cloudScene } from "../../test/cloud-scene.ts";
import { createSession } from "./session.ts";
import { createTokenValidator, InvalidToken } from "./tokens.ts";
import { createTrust, deleteTrust, findTrusts } from "./trusts.ts";

test("a token is asked about once for many requests, and again after a minute", async () => {
  const { clock, session, sessionOf, count } = cloudScene({ settings: { latencyMs: 10 } });
  const token = await clock.run(session.token());
  const validator = createTokenValidator({ session: sessionOf("admin"), clock });
  const answers = await clock.run(Promise.all([1, 2, 3].map(() => validator.validate(token))));
  expect(answers[2]).toMatchObject({
    userName: "demo",
    projectName: "demo",
    isAdmin: false,
    userDomain: { id: "default" },
  });
  await clock.advance(59_000);
  await clock.run(validator.validate(token));
  expect(count("GET", /auth\/tokens/)).toBe(1);
  await clock.advance(2_000);
  await clock.run(validator.validate(token));
  expect(count("GET", /auth\/tokens/)).toBe(2);
});

test("an expired token is invalid though it was good a moment ago, an unknown one is invalid", async () => {
  const { clock, session, sessionOf } = cloudScene({ settings: { tokenLifetimeMs: 30_000 } });
  const token = await clock.run(session.token());
  const validator = createTokenValidator({ session: sessionOf("admin"), clock });
  await clock.run(validator.validate(token));
  await clock.advance(31_000);
  await expect(clock.run(validator.validate(token))).rejects.toBeInstanceOf(InvalidToken);
  await expect(clock.run(validator.validate("nonsense"))).rejects.toBeInstanceOf(InvalidToken);
  await expect(clock.run(validator.validate("two\nlines"))).rejects.toBeInstanceOf(InvalidToken);
});

test("Keystone that cannot say is no invalid token", async () => {
  const { clock, sim, session, fault } = cloudScene();
  const token = await clock.run(session.token());
  const validator = createTokenValidator({ session, clock });
  sim.order({ match: { service: "identity", method: "GET" }, times: 2, effect: { status: 503 } });
  expect((await fault(validator.validate(token))).kind).toBe("unavailable");
});

test("a caller does not wait long for a Keystone that is silent", async () => {
  const { clock, sim, session, fault } = cloudScene();
  const token = await clock.run(session.token());
  const start = clock.now();
  sim.order({ match: { service: "identity" }, times: 100, effect: { hang: true } });
  expect((await fault(createTokenValidator({ session, clock }).validate(token))).kind).toBe("timeout");
  expect(clock.now() - start).toBeLessThan(25_000);
});

test("with a trust the trustee works as the user, until it is deleted", async () => {
  const { clock, sim, session, sessionOf, fault } = cloudScene();
  const trustee = await clock.run(sessionOf("admin").identity());
  const trustId = await clock.run(createTrust({ session, trusteeUserId: trustee.userId, roles: ["member"] }));
  expect(await clock.run(findTrusts({ session, trusteeUserId: trustee.userId }))).toEqual([trustId]);
  const asTrustee = (): ReturnType<typeof createSession> =>
    createSession({
      credential: {
        authUrl: "http://cloud.test/identity/v3",
        auth: { kind: "trust", trustId, user: { id: trustee.userId }, password: "secret" },
        interface: "public",
        insecure: false,
        endpointOverrides: {},
      },
      http: sim.handle,
      clock,
    });
  expect(await clock.run(asTrustee().identity())).toMatchObject({
    userName: "demo",
    projectName: "demo",
    roles: ["member", "reader"],
  });
  await clock.run(deleteTrust({ session, trustId }));
  await clock.run(deleteTrust({ session, trustId }));
  expect((await fault(asTrustee().identity())).status).toBeGreaterThanOrEqual(400);
});

test("a token that somebody gave us is used as it is, and not renewed", async () => {
  const { clock, sim, session, fault, count } = cloudScene();
  const token = await clock.run(session.token());
  const given = createSession({
    credential: {
      authUrl: "http://cloud.test/identity/v3",
      auth: { kind: "token", token },
      interface: "public",
      insecure: false,
      endpointOverrides: {},
    },
    http: sim.handle,
    clock,
  });
  expect(await clock.run(given.identity())).toMatchObject({ userName: "demo" });
  sim.order({ match: { service: "network" }, effect: { status: 401 } });
  expect((await fault(given.request({ service: "network", method: "GET", path: "/networks" }))).kind).toBe(
    "unauthorized",
  );
  expect(count("POST", /auth\/tokens/)).toBe(1);
});
