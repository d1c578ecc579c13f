import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller, Engine } from "#engine/requests.ts";
import type { Policy } from "#policy/policy.ts";
import { ApiFault } from "../middleware/fault.ts";
import type { JsonObject } from "../middleware/json-body.ts";
import { isObject } from "../middleware/json-body.ts";
import { plainAnswer } from "../middleware/plain-answer.ts";
import type { Identified } from "../middleware/identity.ts";
import { EventStream, sendEvents } from "./event-stream.ts";
import { readFields } from "./fields.ts";
import { Links } from "./links.ts";
import type { Asked, Route } from "./route.ts";
import { Answer } from "./route.ts";

/** What serving a route takes. */
export interface Serving {
  readonly engine: Engine;
  readonly policy: Policy;
  /** Who the caller of a request is, as the authentication found out. */
  callerOf(request: FastifyRequest): Identified & { readonly token: string };
  /** Address of the service as the caller sees it. */
  appUrlOf(request: FastifyRequest): string;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

function paramOf(request: FastifyRequest, name: string): string {
  const value = (request.params as Readonly<Record<string, string>>)[name];
  return value ?? "";
}

/** Sends a value as JSON, with the very content type that Heat sends. */
export function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  // Of a text Fastify would say its charset too, which Heat does not.
  const body = Buffer.from(JSON.stringify(value ?? null));
  return reply.code(status).header("content-type", "application/json").send(body);
}

function sendPlain(request: FastifyRequest, reply: FastifyReply, status: 202 | 302): FastifyReply {
  const { type, body } = plainAnswer(status, request.headers.accept);
  return reply.code(status).header("content-type", type).send(body);
}

/**
 * The caller as the engine shall see it: of its own project. An administrator who reads (or deletes)
 * under another project's address acts in that project, as in Heat.
 */
function actingCaller(
  identified: Identified & { readonly token: string },
  request: FastifyRequest,
  isAdmin: boolean,
): Caller {
  const { userId, userName, roles, token } = identified;
  const project = paramOf(request, "project");
  if (project !== identified.projectId && !(isAdmin && identified.projectId !== "")) {
    throw new ApiFault(403, "the token is not for the project in the address");
  }
  const isOver = project !== identified.projectId && ["GET", "DELETE"].includes(request.method);
  const projectId = isOver ? project : identified.projectId;
  return { userId, userName, projectId, roles, token, requestId: request.id };
}

const noBody: JsonObject = {};

function bodyOf(route: Route, request: FastifyRequest): JsonObject {
  if (isObject(request.body)) return request.body;
  if (route.body !== undefined) throw new ApiFault(400, "the request needs a body: a JSON object");
  return noBody;
}

function askedOf(route: Route, serving: Serving, request: FastifyRequest, reply: FastifyReply): Asked {
  const identified = serving.callerOf(request);
  const target = { project_id: identified.projectId, user_id: identified.userId };
  const allows = (rule: string): boolean => serving.policy.allows(rule, identified, target);
  const isAdmin = allows("context_is_admin");
  const caller = actingCaller(identified, request, isAdmin);
  const enforce = (rule: string): void => {
    if (allows(rule)) return;
    throw new ApiFault(403, `the policy's rule ${rule} does not allow this to the caller`, "Forbidden");
  };
  const { policy } = route;
  // A refused caller shall not learn from what is wrong with its body.
  if (typeof policy === "string") enforce(policy);
  const rawBody = bodyOf(route, request);
  if (typeof policy === "function") enforce(policy(rawBody));
  const rawQuery = request.query as JsonObject;
  const searchAt = request.url.indexOf("?");
  return {
    caller,
    isAdmin,
    param: (name) => paramOf(request, name),
    query: route.query === undefined ? {} : readFields(route.query, rawQuery),
    rawQuery,
    search: searchAt < 0 ? "" : request.url.slice(searchAt),
    body: route.body === undefined ? {} : readFields(route.body, rawBody),
    rawBody,
    links: new Links(serving.appUrlOf(request)),
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    closed() {
      const controller = new AbortController();
      // At once, also what the client has not taken: it may resume elsewhere.
      const cutOff = (): void => void reply.raw.destroy();
      serving.stopping.addEventListener("abort", cutOff, { once: true });
      reply.raw.once("close", () => {
        serving.stopping.removeEventListener("abort", cutOff);
        controller.abort();
      });
      if (reply.raw.destroyed) controller.abort();
      return controller.signal;
    },
    enforce,
    refusalOfType(type) {
      const rule = serving.policy.ruleOfType(type);
      return rule === undefined || allows(rule) ? undefined : rule;
    },
  };
}

async function serve(
  route: Route,
  serving: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const result = await route.handle(askedOf(route, serving, request, reply), serving.engine);
  const body = result instanceof Answer ? result.body : result;
  if (result instanceof EventStream) return sendEvents(reply, route.status, result);
  if (result instanceof Answer) reply.headers(result.headers);
  if (route.status === 204) return reply.code(204).send();
  if (route.status === 202 || route.status === 302) return sendPlain(request, reply, route.status);
  return sendJson(reply, route.status, body);
}

const answerable = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * Registers routes. Every other method of their addresses is refused with 405, and OPTIONS says which
 * there are; a method that another address's pattern takes there is left to it.
 */
export function serveRoutes(api: FastifyInstance, routes: readonly Route[], serving: Serving): void {
  const methodsOf = new Map<string, Set<string>>();
  for (const route of routes) {
    const url = `/v1/:project${route.path}`;
    const methods = methodsOf.get(url) ?? new Set();
    methodsOf.set(url, methods);
    for (const method of route.methods) {
      methods.add(method);
      api.route({ method, url, handler: (request, reply) => serve(route, serving, request, reply) });
    }
  }
  for (const [url, methods] of methodsOf) {
    const isShadow = /^\/v1\/:project\/stacks\/:stack\/[a-z]+$/.test(url);
    const others = answerable.filter((method) => !methods.has(method));
    api.route({
      method: "OPTIONS",
      url,
      handler: (_request, reply) =>
        reply
          .code(204)
          .header("allow", [...methods].join(","))
          .send(),
    });
    if (isShadow || others.length === 0) continue;
    api.route({
      method: others,
      url,
      handler: (request) => {
        throw new ApiFault(405, `${request.method} is not for this address, only ${[...methods].join(", ")}`);
      },
    });
  }
}
