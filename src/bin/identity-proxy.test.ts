import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startIdentityProxy, type IdentityProxy } from "./identity-proxy.ts";
import { freePort } from "../../test/free-port.ts";

let keystone: Server;
let proxy: IdentityProxy;
let seen: { method: string | undefined; url: string | undefined; token: unknown; body: string }[] = [];

const identity = {
  type: "identity",
  name: "keystone",
  endpoints: [{ interface: "public", region_id: "One", url: "http://real.test/identity/v3" }],
};
const foreign = {
  type: "orchestration",
  name: "heat",
  endpoints: [{ interface: "public", region_id: "One", url: "http://heat.test/v1/mine" }],
};

function answerFor(url: string): unknown {
  if (url === "/identity/v3/auth/tokens") return { token: { project: { id: "mine" }, catalog: [identity, foreign] } };
  if (url === "/identity/v3/auth/catalog") return { catalog: [identity] };
  if (url === "/identity/v3/")
    return { version: { id: "v3.14", links: [{ rel: "self", href: "http://real.test/identity/v3/" }] } };
  return { catalog: [identity] };
}

beforeEach(async () => {
  seen = [];
  keystone = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, token: request.headers["x-auth-token"], body });
      response.writeHead(request.method === "POST" ? 201 : 200, {
        "content-type": "application/json",
        "x-subject-token": "abc",
      });
      response.end(JSON.stringify(answerFor(request.url ?? "")));
    });
  });
  await new Promise<void>((resolve) => keystone.listen(0, "127.0.0.1", resolve));
  proxy = await startIdentityProxy({
    port: await freePort(),
    authUrl: `http://127.0.0.1:${(keystone.address() as AddressInfo).port}/identity/v3`,
    insecure: false,
    orchestrationUrl: "http://127.0.0.1:8004/",
    projectId: "mine",
  });
});
afterEach(async () => {
  await proxy.close();
  keystone.close();
});

type Catalogue = { type: string; endpoints: { url: string; region_id: string; interface: string }[] }[];

test("a new token's catalogue has us in place of another Heat, and the proxy as identity", async () => {
  const response = await fetch(`${proxy.url}/auth/tokens`, {
    method: "POST",
    body: '{"auth":{}}',
    headers: { "x-auth-token": "t" },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-subject-token")).toBe("abc");
  expect(seen).toEqual([{ method: "POST", url: "/identity/v3/auth/tokens", token: "t", body: '{"auth":{}}' }]);
  const { catalog } = ((await response.json()) as { token: { catalog: Catalogue } }).token;
  expect(catalog.map(({ type }) => type)).toEqual(["identity", "orchestration"]);
  expect(catalog[0]?.endpoints[0]?.url).toBe(proxy.url);
  expect(catalog[1]?.endpoints.map((each) => [each.interface, each.region_id, each.url])).toEqual(
    ["public", "internal", "admin"].map((side) => [side, "One", "http://127.0.0.1:8004/v1/mine"]),
  );
});

test("the catalogue asked for alone has us too, and version documents lead to the proxy", async () => {
  const { catalog } = (await (await fetch(`${proxy.url}/auth/catalog`)).json()) as { catalog: Catalogue };
  expect(catalog.map(({ type }) => type)).toEqual(["identity", "orchestration"]);
  const { version } = (await (await fetch(`${proxy.url}/`)).json()) as { version: { links: unknown } };
  expect(version.links).toEqual([{ rel: "self", href: `${proxy.url}/` }]);
});

test("everything else passes unchanged, query included", async () => {
  const answer = await (await fetch(`${proxy.url}/users?name=a`)).json();
  expect(answer).toEqual({ catalog: [identity] });
  expect(seen[0]?.url).toBe("/identity/v3/users?name=a");
});

test("a Keystone that does not answer is a 502 that names it", async () => {
  await new Promise<void>((resolve) => {
    keystone.close(() => resolve());
    keystone.closeAllConnections();
  });
  const response = await fetch(`${proxy.url}/users`);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("does not answer");
});
