import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { objectOf, objectsOf } from "#client/objects.ts";
import { openContract, skipWithoutCloud, type Contract } from "./contract.ts";

const service = "identity";
const name = `calor-contract-${process.pid}`;
let cloud: Contract;

beforeEach(skipWithoutCloud);
beforeAll(async () => {
  const opened = await openContract(service);
  if (opened !== undefined) cloud = opened;
});
afterAll(() => (cloud as Contract | undefined)?.end());

test("a token is validated by its own user", async () => {
  const own = await cloud.session.token();
  const validate = (subject: string) => ({
    service,
    method: "GET",
    path: "/auth/tokens",
    headers: { "x-subject-token": subject },
  });
  const { token } = await cloud.ask(validate(own));
  for (const type of ["compute", "network", "image", "identity"]) {
    const entry = objectsOf(objectOf(token)["catalog"]).find((each) => each["type"] === type);
    expect([type, Object.keys(entry ?? {}).toSorted()]).toEqual([type, ["endpoints", "id", "name", "type"]]);
    const sides = objectsOf(entry?.["endpoints"]).map((endpoint) => endpoint["interface"]);
    expect(sides).toContain("public");
    const keys = Object.keys(objectsOf(entry?.["endpoints"])[0] ?? {}).toSorted();
    expect(keys).toEqual(["id", "interface", "region", "region_id", "url"]);
  }
  await cloud.step("token without a catalogue", { ...validate(own), query: { nocatalog: "1" } });
  await cloud.step("unknown token", validate("nonsense"));
});

test("an application credential is made, used and deleted", async () => {
  const { userId } = await cloud.session.identity();
  const path = `/users/${userId}/application_credentials`;
  const body = { application_credential: { name, expires_at: "2100-01-01T00:00:00Z" } };
  const made = objectOf(
    (await cloud.step("credential made", { service, method: "POST", path, body }))["application_credential"],
  );
  const own = `${path}/${String(made["id"])}`;
  cloud.later({ service, method: "DELETE", path: own });
  await cloud.step("credential shown", { service, method: "GET", path: own });
  await cloud.step("credential of the same name", { service, method: "POST", path, body });
  await cloud.step("credential without a name", {
    service,
    method: "POST",
    path,
    body: { application_credential: {} },
  });
  const identity = (secret: unknown) => ({
    methods: ["application_credential"],
    application_credential: { id: made["id"], secret },
  });
  const signIn = (secret: unknown) => ({
    service,
    method: "POST",
    path: "/auth/tokens",
    query: { nocatalog: "1" },
    body: { auth: { identity: identity(secret) } },
  });
  await cloud.step("signed in with it", signIn(made["secret"]));
  await cloud.step("signed in with another secret", signIn("mistaken"));
  await cloud.step("credential deleted", { service, method: "DELETE", path: own });
  await cloud.step("credential not found", { service, method: "GET", path: own });
  await cloud.step("signed in with a deleted one", signIn(made["secret"]));
});

test("what a plain user may not do", async () => {
  await cloud.step("project made", { service, method: "POST", path: "/projects", body: { project: { name } } });
  await cloud.step("users listed", { service, method: "GET", path: "/users" });
  await cloud.step("own project shown", { service, method: "GET", path: `/projects/${cloud.projectId}` });
  await cloud.step("sign-in without a body", { service, method: "POST", path: "/auth/tokens", body: {} });
});
