import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Http } from "#lib/ports.ts";
import { createClient, type Client } from "./client.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly token: unknown;
  readonly body: string;
}
interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

let server: Server;
let client: Client;
let seen: Seen[] = [];
let answers: ((request: Seen) => Answer)[] = [];
const http: Http = async ({ method, url, headers, body }) => {
  const response = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    ...(typeof body === "string" ? { body } : {}),
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const one = { method: request.method, url: request.url, token: request.headers["x-auth-token"], body };
      seen.push(one);
      const { status, headers, body: answer } = answers.shift()?.(one) ?? { status: 500 };
      response.writeHead(status, headers).end(answer === undefined ? "" : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/project`;
  client = createClient({ http, endpoint, token: (refused) => Promise.resolve(refused === undefined ? "old" : "new") });
});
afterEach(() => {
  server.close();
});

test("a redirect is followed with the same method and body, to our own endpoint only", async () => {
  answers = [
    () => ({ status: 302, headers: { location: "http://elsewhere.example/v1/project/stacks/web/1234" } }),
    () => ({ status: 202 }),
  ];
  await client.stacks.update("web", { template: "t" });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT /v1/project/stacks/web",
    "PUT /v1/project/stacks/web/1234",
  ]);
  expect(seen[1]?.body).toBe(seen[0]?.body);
});

test("a fault carries status, type and the service's words", async () => {
  const error = { type: "StackExists", message: "there is one already", traceback: null };
  answers = [() => ({ status: 409, body: { code: 409, title: "Conflict", explanation: "x", error } })];
  await expect(client.stacks.create("web", { template: "t" })).rejects.toMatchObject({
    status: 409,
    type: "StackExists",
    message: error.message,
  });
});

test("a refused token is renewed once", async () => {
  answers = [() => ({ status: 401 }), () => ({ status: 200, body: { stacks: [{ id: "1", stack_name: "web" }] } })];
  expect((await client.stacks.list()).map((stack) => stack.name)).toEqual(["web"]);
  expect(seen.map((one) => one.token)).toEqual(["old", "new"]);
});

test("a stack that is gone is not found, by name or by id", async () => {
  answers = [
    () => ({ status: 404, body: { error: { type: "EntityNotFound", message: "no" } } }),
    () => ({ status: 200, body: { stack: { id: "1", stack_name: "web", stack_status: "DELETE_COMPLETE" } } }),
  ];
  expect(await client.stacks.find("web")).toBeUndefined();
  expect(await client.stacks.find("1")).toBeUndefined();
});
