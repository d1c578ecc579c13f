import { expect, test } from "vitest";
import { startApi } from "../../../test/api-scene.ts";

type Node = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Node }[];
  readonly requestBody?: Node;
  readonly responses: Readonly<Record<string, Node>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

function referencesOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === "$ref" ? [String(value)] : referencesOf(value)));
}

function at(document: unknown, reference: string): unknown {
  const keys = reference.replace("#/", "").split("/");
  return keys.reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);
}

test("the API's description is served to everybody, and is sound", async () => {
  await using api = await startApi();
  const answer = await api.call("GET", "//openapi.json", { token: null });
  expect(answer.status).toBe(200);
  const document = answer.json as unknown as Document;
  expect(document.openapi).toBe("3.1.0");
  for (const reference of referencesOf(document)) expect(at(document, reference)).toBeDefined();
  const ids = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const { operationId, parameters, responses } of Object.values(operations)) {
      expect(ids).not.toContain(operationId);
      ids.add(operationId);
      const named = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g)).toEqual(named);
      expect(Object.values(responses).every((response) => "$ref" in response || "description" in response)).toBe(true);
    }
  }
  const stream = document.paths["/v1/{project}/stacks/{stack}/{id}/events/stream"]?.["get"];
  expect(stream?.responses["200"]).toMatchObject({ content: { "text/event-stream": {} } });
  expect(stream?.parameters).toContainEqual(
    expect.objectContaining({ name: "until", in: "query", schema: { type: "string", enum: ["settled"] } }),
  );
});

test("every address that it names is answered, with a method that it names", async () => {
  await using api = await startApi();
  const document = (await api.call("GET", "//openapi.json", { token: null })).json as unknown as Document;
  for (const [template, operations] of Object.entries(document.paths)) {
    const url = template.replace("{project}", api.project).replaceAll(/\{\w+\}/g, "some");
    const answer = await api.call("OPTIONS", `/${url}`);
    const allowed = (answer.headers["allow"] ?? "").toLowerCase().split(",");
    const missing = Object.keys(operations).filter((method) => !allowed.includes(method));
    expect({ template, status: answer.status, missing }).toEqual({ template, status: 204, missing: [] });
  }
});
