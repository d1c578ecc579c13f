import type { JsonObject } from "../middleware/json-body.ts";
import type { Fields } from "./fields.ts";
import type { Method, Route } from "./route.ts";

/** Where the description of the API is served, to everybody. */
export const openApiPath = "/openapi.json";

const json = (schema: JsonObject): JsonObject => ({ "application/json": { schema } });

const fault: JsonObject = {
  type: "object",
  required: ["code", "title", "explanation", "error"],
  properties: {
    code: { type: "integer", description: "The status." },
    title: { type: "string", description: "The status in words." },
    explanation: { type: "string", description: "What that status means, or what is wrong." },
    error: {
      type: "object",
      required: ["type", "message", "traceback"],
      properties: {
        type: { type: "string", description: "Kind of the refusal, by the name that Heat has for it." },
        message: { type: "string", description: "What is wrong, where, and what to do." },
        traceback: { type: "null" },
      },
    },
    diagnostics: {
      type: "array",
      items: { type: "object" },
      description: "Each mistake of a template by itself, with its place; beyond Heat.",
    },
  },
};

const unauthorized: JsonObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      properties: { message: { type: "string" }, code: { type: "integer" }, title: { type: "string" } },
    },
  },
};

const components: JsonObject = {
  schemas: { Fault: fault, Unauthorized: unauthorized },
  responses: {
    Fault: { description: "The request is refused.", content: json({ $ref: "#/components/schemas/Fault" }) },
    Unauthorized: {
      description: "The token is missing, or not valid.",
      headers: { "WWW-Authenticate": { description: "Where tokens come from.", schema: { type: "string" } } },
      content: json({ $ref: "#/components/schemas/Unauthorized" }),
    },
  },
  securitySchemes: { token: { type: "apiKey", in: "header", name: "X-Auth-Token", description: "Keystone's token." } },
};

/** The path as OpenAPI writes it: parts that vary in braces, and a doubled colon (which is a plain one) single. */
function templateOf(path: string): string {
  return `/v1${`/:project${path}`
    .replaceAll(/(?<!:):(\w+)/g, "{$1}")
    .replace("::", ":")
    .replace("*", "{rest}")}`;
}

function pathParameters(template: string): JsonObject[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: Fields): JsonObject[] {
  return Object.entries(query).map(([name, { description, schema }]) => ({ name, in: "query", description, schema }));
}

function bodySchema(body: Fields): JsonObject {
  const properties = Object.entries(body).map(
    ([name, { description, schema }]) => [name, { ...schema, description }] as const,
  );
  return { type: "object", properties: Object.fromEntries(properties) };
}

function success({ status, answers }: Route): JsonObject {
  const location = { description: "The address to go to.", schema: { type: "string", format: "uri" } };
  if (status === 302) return { description: "It is at another address.", headers: { Location: location } };
  if (status === 204) return { description: "Done." };
  if (status === 202) return { description: "Accepted; it is being worked on." };
  if (answers !== undefined) {
    return { description: "Messages as they come.", content: { [answers]: { schema: { type: "string" } } } };
  }
  return { description: "The answer.", content: json({ type: "object" }) };
}

function operation(route: Route, method: Method, template: string): JsonObject {
  const { policy, query = {}, body } = route;
  const words = template.replace("/v1/{project}", "").match(/\w+/g) ?? [];
  return {
    operationId: [method.toLowerCase(), ...words].join("_"),
    tags: [words[0] ?? "api"],
    ...(typeof policy === "string" && { description: `Allowed by the policy's rule \`${policy}\`.` }),
    parameters: [...pathParameters(template), ...queryParameters(query)],
    ...(body !== undefined && { requestBody: { required: true, content: json(bodySchema(body)) } }),
    responses: {
      [route.status]: success(route),
      "401": { $ref: "#/components/responses/Unauthorized" },
      default: { $ref: "#/components/responses/Fault" },
    },
  };
}

/** The description of the routes as OpenAPI 3.1 has it, from their declarations. */
export function openApiDocument(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const template = templateOf(route.path);
    const operations = (paths[template] ??= {});
    for (const method of route.methods) operations[method.toLowerCase()] = operation(route, method, template);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Calor",
      version: "1.0",
      description: "Orchestration for OpenStack: Heat's native API, and what Calor has beyond it.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components,
  };
}
