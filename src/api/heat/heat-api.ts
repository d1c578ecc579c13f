import Fastify from "fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Engine } from "#engine/requests.ts";
import { uuid } from "#lib/ids.ts";
import type { Log, Random } from "#lib/ports.ts";
import { heatRules } from "#policy/heat-rules.ts";
import type { Policy } from "#policy/policy.ts";
import { createPolicy } from "#policy/policy.ts";
import { ApiFault, faultBodyOf } from "../middleware/fault.ts";
import type { Identified, Identity } from "../middleware/identity.ts";
import { ForeignCaller, IdentityUnavailable, TokenRefused } from "../middleware/identity.ts";
import { readJsonBodies } from "../middleware/json-body.ts";
import { plainAnswer } from "../middleware/plain-answer.ts";
import { negotiatedUrl, versionsDocument, versionsPath } from "../middleware/version-negotiation.ts";
import { openApiDocument, openApiPath } from "./openapi.ts";
import { builtRoutes, heatRoutes } from "./routes.ts";
import { sendJson, serveRoutes } from "./serve-route.ts";

/** What the API needs. */
export interface HeatApiParts {
  readonly engine: Engine;
  readonly identity: Identity;
  /** Absent: Heat's defaults. */
  readonly policy?: Policy;
  readonly log: Log;
  readonly random: Random;
  /** Address of Keystone, which a caller without a good token is told. */
  readonly authUri: string;
  /** Address of the service as callers see it; absent: the one they called. */
  readonly publicUrl?: string;
}

const REQUEST_ID_HEADER = "x-openstack-request-id";

type Authenticated = Identified & { readonly token: string };

/** Whether the address is under the version's prefix, where a caller must say who it is. */
function isGuarded(url: string): boolean {
  return /^\/v1(\/|\?|$)/.test(url);
}

function refuseToken(reply: FastifyReply, authUri: string): FastifyReply {
  const message = "The request carries no valid token; sign in again.";
  reply.header("www-authenticate", `Keystone uri="${authUri}"`);
  return sendJson(reply, 401, { error: { message, code: 401, title: "Unauthorized" } });
}

/** Finds out who calls before anything else is read; what it found is kept beside the request. */
function authenticateCallers(
  api: FastifyInstance,
  { identity, authUri }: HeatApiParts,
): WeakMap<FastifyRequest, Authenticated> {
  const callers = new WeakMap<FastifyRequest, Authenticated>();
  api.addHook("onRequest", async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    if (!isGuarded(request.url)) return undefined;
    const token = request.headers["x-auth-token"];
    if (typeof token !== "string" || token === "") return refuseToken(reply, authUri);
    try {
      callers.set(request, { ...(await identity.authenticate(token)), token });
    } catch (error) {
      if (error instanceof TokenRefused) return refuseToken(reply, authUri);
      if (error instanceof ForeignCaller) throw new ApiFault(403, error.message);
      if (error instanceof IdentityUnavailable) throw new ApiFault(503, error.message);
      throw error;
    }
    return undefined;
  });
  return callers;
}

/** What Fastify itself refuses, as a fault of ours; undefined when the error is not about the request. */
function requestFault(error: FastifyError): ApiFault | undefined {
  return typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500
    ? new ApiFault(400, error.message)
    : undefined;
}

function answerErrors(api: FastifyInstance, log: Log): void {
  api.setErrorHandler((error: FastifyError, request, reply) => {
    const body = faultBodyOf(error) ?? faultBodyOf(requestFault(error));
    if (body !== undefined) return sendJson(reply, body.code, body);
    log.error("a request ended in an unexpected error", {
      requestId: request.id,
      method: request.method,
      path: request.url.split("?")[0],
      error: error instanceof Error ? error.stack : String(error),
    });
    const fault = new ApiFault(500, `an unexpected error; the service's log has more under ${request.id}`);
    return sendJson(reply, 500, faultBodyOf(fault));
  });
  api.setNotFoundHandler((request, reply) => {
    const { type, body } = plainAnswer(404, request.headers.accept);
    return reply.code(404).header("content-type", type).send(body);
  });
}

/** Heat's native API, version 1, on an engine. It does not listen yet. */
export function createHeatApi(parts: HeatApiParts): FastifyInstance {
  const { engine, policy = createPolicy(heatRules), log, random, publicUrl } = parts;
  const appUrlOf = (request: FastifyRequest): string =>
    publicUrl?.replace(/\/+$/, "") ?? `${request.protocol}://${request.host}`;
  const api = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    genReqId: () => `req-${uuid(random)}`,
    // Addresses that cannot be decoded do not reach the hooks.
    frameworkErrors: (error, _request, reply) =>
      void sendJson(reply, 400, faultBodyOf(new ApiFault(400, error.message))),
    rewriteUrl: (request) => negotiatedUrl(request.url ?? "/", request.headers.accept),
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
  });
  readJsonBodies(api, engine.limits.maxJsonBodySize);
  const callers = authenticateCallers(api, parts);
  answerErrors(api, log);
  api.all(versionsPath, (request, reply) => sendJson(reply, 300, versionsDocument(appUrlOf(request))));
  const document = openApiDocument(builtRoutes);
  api.get(openApiPath, (_request, reply) => sendJson(reply, 200, document));
  api.get("/healthcheck", (_request, reply) => reply.header("content-type", "text/plain").send("OK"));
  const stop = new AbortController();
  // Streams have no end of their own: the service could not be closed while one is open.
  api.addHook("preClose", async () => stop.abort());
  serveRoutes(api, heatRoutes, {
    stopping: stop.signal,
    engine,
    policy,
    appUrlOf,
    callerOf(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new ApiFault(500, "the caller is not known");
      return caller;
    },
  });
  return api;
}
