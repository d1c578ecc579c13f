import type { Answer } from "../service.ts";

type Json = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).toSorted((one, other) => (one < other ? -1 : 1)) : value;
}

/** What is compared of a preview: what the template came to, not ids and links. */
export function previewed(body: Answer["body"]): unknown {
  const stack = objectOf(body["stack"]);
  const resources = Array.isArray(stack["resources"]) ? stack["resources"].map(objectOf) : [];
  return {
    description: stack["description"],
    parameters: Object.fromEntries(
      Object.entries(objectOf(stack["parameters"])).filter(([name]) => !/^(?:OS|AWS)::/.test(name)),
    ),
    resources: Object.fromEntries(
      resources.map((resource) => [
        String(resource["resource_name"]),
        {
          type: resource["resource_type"],
          description: resource["description"],
          properties: resource["properties"],
          metadata: resource["metadata"],
          requiredBy: sorted(resource["required_by"]),
        },
      ]),
    ),
  };
}

/** What is compared of a validation: what it says of the template. */
export function validated(body: Answer["body"]): unknown {
  return body;
}
