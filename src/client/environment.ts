import { objectOf, type JsonObject } from "./objects.ts";

const MERGED_BY_KEY = new Set(["parameters", "parameter_defaults", "resource_registry", "parameter_merge_strategies"]);

function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mergedRegistry(one: JsonObject, other: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? mergedRegistry(before, value) : value;
  }
  return merged;
}

/** Environments as one, later over earlier: maps by key, a registry's per-resource entries at any depth. */
export function mergeEnvironments(environments: readonly JsonObject[]): JsonObject {
  const merged: Record<string, unknown> = {};
  for (const environment of environments) {
    for (const [section, value] of Object.entries(environment)) {
      if (section === "resource_registry") merged[section] = mergedRegistry(objectOf(merged[section]), objectOf(value));
      else if (MERGED_BY_KEY.has(section) && isMap(value)) merged[section] = { ...objectOf(merged[section]), ...value };
      else merged[section] = value;
    }
  }
  return merged;
}

/**
 * What is sent of the environments: merged here, so that parameters given on the command line win
 * (the service lets environment files win over them), or as files where one of them asks for
 * merging that only the service does.
 */
export function environmentToSend(inlined: {
  readonly environment: JsonObject;
  readonly environmentFiles: readonly string[];
}): {
  environment: JsonObject;
  environmentFiles: readonly string[];
} {
  const { environment, environmentFiles } = inlined;
  return "parameter_merge_strategies" in environment
    ? { environment, environmentFiles }
    : { environment, environmentFiles: [] };
}
