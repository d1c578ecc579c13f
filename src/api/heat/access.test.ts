import { expect, test } from "vitest";
import { startApi } from "../../../test/api-scene.ts";

test("versions need no token; an unknown prefix is nothing", async () => {
  await using api = await startApi({ publicUrl: "https://calor.example/orchestration/" });
  for (const path of ["//", "//versions", "//v2/x/stacks"]) {
    const answer = await api.call("GET", path, { token: null });
    expect(answer.status).toBe(300);
    expect(answer.json["versions"]).toEqual([
      {
        id: "v1.0",
        status: "CURRENT",
        links: [{ rel: "self", href: "https://calor.example/orchestration/v1/" }],
      },
    ]);
  }
  expect((await api.call("GET", "//nothing", { token: null })).status).toBe(404);
  expect((await api.call("GET", `//v1.0/${api.project}/stacks`)).status).toBe(200);
  const byType = { accept: "application/vnd.openstack.orchestration-v1" };
  expect((await api.call("GET", `//${api.project}/stacks`, { headers: byType })).status).toBe(200);
});

test("without a good token there is 401 in keystonemiddleware's form", async () => {
  await using api = await startApi();
  for (const token of [null, "expired"]) {
    const answer = await api.call("GET", "/stacks", { token });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe('Keystone uri="http://keystone.test/v3"');
    expect(answer.json["error"]).toMatchObject({ code: 401, title: "Unauthorized" });
  }
  expect((await api.call("GET", "/stacks", { token: "unreachable" })).status).toBe(503);
  expect((await api.call("GET", "/stacks", { token: "foreign" })).json["error"]).toMatchObject({
    message: "not served here",
  });
});

test("another project's address is refused, to an administrator it is open for reading", async () => {
  await using api = await startApi();
  const refused = await api.call("GET", "/stacks", { token: "stranger" });
  expect(refused.status).toBe(403);
  expect(refused.json).toMatchObject({
    code: 403,
    title: "Forbidden",
    error: { type: "HTTPForbidden", traceback: null },
  });
  await api.calor.create("heat_template_version: 2018-08-31\nresources: {}\n", { name: "theirs" });
  const list = await api.call("GET", "/stacks", { token: "admin" });
  expect(list.json["stacks"]?.[0]).toMatchObject({ stack_name: "theirs", project: api.project });
});

test("a refusal of the policy names its rule", async () => {
  await using api = await startApi();
  const answer = await api.call("POST", "/stacks", { token: "guest", body: { stack_name: "s", template: {} } });
  expect(answer.status).toBe(403);
  expect(answer.json["error"]).toMatchObject({ type: "Forbidden" });
  expect(answer.text).toContain("stacks:create");
  expect((await api.call("GET", "/services")).status).toBe(403);
  expect((await api.call("GET", "/stacks?global_tenant=true")).text).toContain("stacks:global_index");
});

test("unknown paths, other methods, bodies that are none", async () => {
  await using api = await startApi();
  expect((await api.call("GET", "/nothing")).json).toMatchObject({ code: "404 Not Found" });
  expect((await api.call("GET", "/nothing", { token: null })).status).toBe(401);
  const wrongMethod = await api.call("DELETE", "/stacks");
  expect(wrongMethod.status).toBe(405);
  expect(wrongMethod.json["error"]).toMatchObject({ type: "HTTPMethodNotAllowed" });
  const options = await api.call("OPTIONS", "/stacks");
  expect([options.status, options.headers["allow"]]).toEqual([204, "POST,GET"]);
  for (const body of ["{", "[]", ""]) {
    const answer = await api.call("POST", "/stacks", { body });
    expect([body, answer.status, answer.json["error"]?.["type"]]).toEqual([body, 400, "HTTPBadRequest"]);
  }
  expect((await api.call("POST", "/stacks")).status).toBe(400);
  const large = await api.call("POST", "/stacks", { body: { stack_name: "x".repeat(1_100_000) } });
  expect(large.status).toBe(400);
  expect(large.json["error"]).toMatchObject({ type: "RequestLimitExceeded" });
});

test.each([
  "/stacks?limit=abc",
  "/stacks?limit=-1",
  "/stacks?sort_dir=x",
  "/stacks?show_deleted=maybe",
  `/stacks?tags=${"t".repeat(81)}`,
  "/resource_types?support_status=GOOD",
  "/stacks/%zz",
])("%s is refused", async (path) => {
  await using api = await startApi();
  const answer = await api.call("GET", path);
  expect(answer.status).toBe(400);
  expect(answer.json["error"]).toMatchObject({ type: "HTTPBadRequest" });
});

test("an unexpected error shows nothing of itself, but is logged under its request id", async () => {
  await using api = await startApi({
    engine: (engine) => ({ ...engine, listStacks: () => Promise.reject(new TypeError("inner words")) }),
  });
  const answer = await api.call("GET", "/stacks");
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain("inner words");
  const id = answer.headers["x-openstack-request-id"] ?? "";
  expect(id).toMatch(/^req-[0-9a-f-]{36}$/);
  expect(answer.text).toContain(id);
  expect(api.logged.join()).toContain(id);
  expect(api.logged.join()).toContain("inner words");
});

test.each([
  ["GET", "/stacks/s/1/snapshots"],
  ["GET", "/software_configs"],
])("%s %s says that it is not there yet", async (method, path) => {
  await using api = await startApi();
  const answer = await api.call(method, path, { body: {} });
  expect(answer.status).toBe(501);
  expect(answer.json["error"]).toMatchObject({ type: "HTTPNotImplemented" });
});

test("types of operators are hidden from those who may not use them", async () => {
  await using api = await startApi();
  const types = async (token: string) => (await api.call("GET", "/resource_types", { token })).json["resource_types"];
  expect(await types("member")).not.toContain("OS::Keystone::Project");
  expect(await types("admin")).toContain("OS::Keystone::Project");
  const refused = await api.call("GET", "/resource_types/OS::Keystone::Project");
  expect([refused.status, refused.json["error"]?.["type"]]).toEqual([403, "Forbidden"]);
});
