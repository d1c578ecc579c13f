import { expect, test } from "vitest";
import type { Json } from "../service.ts";
import { passwordAuth, startTestCloud, type Client } from "../test-cloud.ts";

interface TokenBody {
  readonly user: { readonly id: string; readonly name: string };
  readonly project?: { readonly id: string; readonly name: string };
  readonly roles?: readonly { readonly id: string; readonly name: string }[];
  readonly catalog?: readonly {
    readonly type: string;
    readonly endpoints: readonly { readonly interface: string; readonly url: string }[];
  }[];
}

const TOKENS = "/identity/v3/auth/tokens";

function tokenOf(body: Json): TokenBody {
  return body["token"] as TokenBody;
}

async function ids(client: Client): Promise<{ user: string; project: string }> {
  const own = await client("GET", "/identity/v3/auth/projects");
  const [project] = own.body["projects"] as readonly Json[];
  const trial = await client("POST", "/identity/v3/credentials", { credential: { type: "x", blob: "y" } });
  return { user: String((trial.body["credential"] as Json)["user_id"]), project: String(project?.["id"]) };
}

test("a password gives a token with roles and the project's catalogue", async () => {
  const { anonymous } = startTestCloud({ settings: { orchestrationUrl: "http://heat.test:8004" } });
  const answer = await anonymous("POST", TOKENS, passwordAuth("demo", "demo"));
  expect(answer.status).toBe(201);
  const token = tokenOf(answer.body);
  expect(token.roles?.map(({ name }) => name)).toEqual(["member", "reader", "heat_stack_owner"]);
  const urls = Object.fromEntries(
    (token.catalog ?? []).map(({ type, endpoints }) => [
      type,
      endpoints.find((one) => one.interface === "public")?.url,
    ]),
  );
  expect(urls["network"]).toBe("http://cloud.test/network");
  expect(urls["orchestration"]).toBe(`http://heat.test:8004/v1/${token.project?.id}`);
});

test("a wrong password, an unknown user and another's project are all the same 401", async () => {
  const { anonymous } = startTestCloud();
  for (const body of [
    passwordAuth("demo", "demo", "wrong"),
    passwordAuth("nobody", "demo"),
    passwordAuth("demo", "admin"),
  ]) {
    const answer = await anonymous("POST", TOKENS, body);
    expect(answer.status).toBe(401);
    expect((answer.body["error"] as Json)["message"]).toBe("The request you have made requires authentication.");
  }
});

test("a token ends at its time, and when it is revoked", async () => {
  const { clock, as, anonymous } = startTestCloud({ settings: { tokenLifetimeMs: 60_000 } });
  const demo = await as("demo");
  clock.advance(59_999);
  expect((await demo("GET", "/network/v2.0/networks")).status).toBe(200);
  clock.advance(1);
  expect((await demo("GET", "/network/v2.0/networks")).status).toBe(401);
  const issued = await anonymous("POST", TOKENS, passwordAuth("demo", "demo"));
  const secret = issued.headers["x-subject-token"] ?? "";
  const headers = { "x-auth-token": secret, "x-subject-token": secret };
  expect((await anonymous("GET", TOKENS, undefined, headers)).status).toBe(200);
  expect((await anonymous("DELETE", TOKENS, undefined, headers)).status).toBe(204);
  expect((await anonymous("GET", TOKENS, undefined, headers)).status).toBe(401);
});

test("the service user validates tokens of others, a plain user only their own", async () => {
  const { as, anonymous } = startTestCloud();
  const subject = (await anonymous("POST", TOKENS, passwordAuth("demo", "demo"))).headers["x-subject-token"] ?? "";
  const service = await as("calor", "service");
  const answer = await service("GET", TOKENS, undefined, { "x-subject-token": subject });
  expect(tokenOf(answer.body).user.name).toBe("demo");
  const demo = await as("demo");
  expect((await demo("GET", TOKENS, undefined, { "x-subject-token": subject })).status).toBe(200);
  expect((await demo("GET", TOKENS, undefined, { "x-subject-token": `${subject}x` })).status).toBe(404);
  const other = (await anonymous("POST", TOKENS, passwordAuth("calor", "service"))).headers["x-subject-token"] ?? "";
  expect((await demo("GET", TOKENS, undefined, { "x-subject-token": other })).status).toBe(403);
  expect((await service("GET", TOKENS, undefined, { "x-subject-token": `${subject}x` })).status).toBe(404);
});

test("a trust lets the trustee work as the trustor until it is deleted", async () => {
  const { as, anonymous, cloud } = startTestCloud();
  const demo = await as("demo");
  const own = await ids(demo);
  const trustee = String(cloud.objects("keystone.users").find((user) => user["name"] === "calor")?.id);
  const wish = { trustor_user_id: own.user, trustee_user_id: trustee, project_id: own.project, impersonation: true };
  const refused = await demo("POST", "/identity/v3/OS-TRUST/trusts", {
    trust: { ...wish, roles: [{ name: "admin" }] },
  });
  expect(refused.status).toBe(404);
  const made = await demo("POST", "/identity/v3/OS-TRUST/trusts", { trust: { ...wish, roles: [{ name: "member" }] } });
  expect(made.status).toBe(201);
  const id = String((made.body["trust"] as Json)["id"]);
  const { identity } = passwordAuth("calor")["auth"] as Json;
  const body = { auth: { identity, scope: { "OS-TRUST:trust": { id } } } };
  const issued = await anonymous("POST", TOKENS, body);
  expect(tokenOf(issued.body).user.id).toBe(own.user);
  expect(tokenOf(issued.body).project?.id).toBe(own.project);
  const header = { "x-auth-token": issued.headers["x-subject-token"] ?? "" };
  expect((await anonymous("GET", "/network/v2.0/networks", undefined, header)).status).toBe(200);
  expect((await demo("DELETE", `/identity/v3/OS-TRUST/trusts/${id}`)).status).toBe(204);
  expect((await anonymous("GET", "/network/v2.0/networks", undefined, header)).status).toBe(401);
  expect((await anonymous("POST", TOKENS, body)).status).toBe(401);
});

test("an application credential gives a token for its project and cannot make trusts", async () => {
  const { as, anonymous } = startTestCloud();
  const demo = await as("demo");
  const own = await ids(demo);
  const made = await demo("POST", `/identity/v3/users/${own.user}/application_credentials`, {
    application_credential: { name: "a" },
  });
  const { id, secret } = made.body["application_credential"] as { id: string; secret: string };
  const auth = (key: string): Json => ({
    auth: { identity: { methods: ["application_credential"], application_credential: { id, secret: key } } },
  });
  expect((await anonymous("POST", TOKENS, auth("wrong"))).status).toBe(401);
  const issued = await anonymous("POST", TOKENS, auth(secret));
  expect(tokenOf(issued.body).project?.id).toBe(own.project);
  const header = { "x-auth-token": issued.headers["x-subject-token"] ?? "" };
  const trust = {
    trustor_user_id: own.user,
    trustee_user_id: own.user,
    project_id: own.project,
    impersonation: true,
    roles: [{ name: "member" }],
  };
  expect((await anonymous("POST", "/identity/v3/OS-TRUST/trusts", { trust }, header)).status).toBe(403);
});

test("an administrator makes a project and a user with a role, who can then log in; a plain user cannot", async () => {
  const { as, anonymous } = startTestCloud();
  const demo = await as("demo");
  expect((await demo("POST", "/identity/v3/projects", { project: { name: "p" } })).status).toBe(403);
  const admin = await as("admin");
  const project = ((await admin("POST", "/identity/v3/projects", { project: { name: "p" } })).body["project"] as Json)[
    "id"
  ];
  expect((await admin("POST", "/identity/v3/projects", { project: { name: "p" } })).status).toBe(409);
  const user = (await admin("POST", "/identity/v3/users", { user: { name: "u", password: "pw" } })).body[
    "user"
  ] as Json;
  expect(JSON.stringify(user)).not.toContain("password_hash");
  const roles = (await admin("GET", "/identity/v3/roles?name=member")).body["roles"] as readonly Json[];
  const grant = `/identity/v3/projects/${String(project)}/users/${String(user["id"])}/roles/${String(roles[0]?.["id"])}`;
  expect((await admin("HEAD", grant)).status).toBe(404);
  expect((await anonymous("POST", TOKENS, passwordAuth("u", "p", "pw"))).status).toBe(401);
  expect((await admin("PUT", grant)).status).toBe(204);
  expect((await anonymous("POST", TOKENS, passwordAuth("u", "p", "pw"))).status).toBe(201);
});
