import type { Diagnostic } from "#schema/diagnostic.ts";
import type { Read } from "../template.ts";
import type { Environment } from "./environment.ts";
import { emptyEnvironment } from "./environment.ts";
import type { ReadEnvironment } from "./read.ts";

type Values = Readonly<Record<string, unknown>>;
type Strategy = "overwrite" | "merge" | "deep_merge";

const strategies: readonly unknown[] = ["overwrite", "merge", "deep_merge"];

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What two values of a parameter make together; nothing where they cannot be merged. */
function mergeValues(before: unknown, after: unknown, deep: boolean): { readonly value: unknown } | undefined {
  if (after === null || after === undefined) return { value: before };
  if (before === null || before === undefined) return { value: after };
  if (Array.isArray(before) && Array.isArray(after))
    return { value: [...(before as unknown[]), ...(after as unknown[])] };
  if (isMap(before) && isMap(after)) {
    const merged: Record<string, unknown> = { ...before };
    for (const [key, value] of Object.entries(after)) {
      if (value === null) continue;
      const inner = deep && Object.hasOwn(merged, key) ? mergeValues(merged[key], value, true) : undefined;
      merged[key] = inner === undefined ? value : inner.value;
    }
    return { value: merged };
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    const text = (value: unknown): unknown[] =>
      Array.isArray(value) ? (value as unknown[]) : String(value).split(",");
    return isMap(before) || isMap(after) ? undefined : { value: [...text(before), ...text(after)] };
  }
  if (typeof before === "string" && typeof after === "string") return { value: before + after };
  if (typeof before === "number" && typeof after === "number") return { value: before + after };
  return undefined;
}

class Merger {
  readonly diagnostics: Diagnostic[] = [];
  readonly #chosen = new Map<string, Strategy>();

  strategyOf(name: string, environment: ReadEnvironment): Strategy {
    const own = environment.mergeStrategies;
    const named = own?.[name] ?? own?.["default"] ?? "overwrite";
    const strategy = strategies.includes(named) ? (named as Strategy) : "overwrite";
    if (!strategies.includes(named))
      this.#fail(name, `"${String(named)}" is no merge strategy`, `known are: ${strategies.join(", ")}`);
    const before = this.#chosen.get(name);
    if (own !== undefined && before !== undefined && before !== strategy) {
      this.#fail(name, `the parameter "${name}" has two merge strategies: ${before} and ${strategy}`);
    }
    if (own !== undefined) this.#chosen.set(name, strategy);
    return strategy;
  }

  merge(before: Values, after: Values, environment: ReadEnvironment): Values {
    const merged: Record<string, unknown> = { ...before };
    for (const [name, value] of Object.entries(after)) {
      const strategy = this.strategyOf(name, environment);
      if (strategy === "overwrite" || !Object.hasOwn(merged, name)) {
        merged[name] = value;
        continue;
      }
      const result = mergeValues(merged[name], value, strategy === "deep_merge");
      if (result === undefined)
        this.#fail(
          name,
          `the values of the parameter "${name}" cannot be merged: they are of different types, or true and false`,
        );
      else merged[name] = result.value;
    }
    return merged;
  }

  #fail(name: string, message: string, hint?: string): void {
    const place = { path: ["parameter_merge_strategies", name] };
    this.diagnostics.push({
      severity: "error",
      code: "environment",
      message,
      place,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function mergeRegistries(before: Values, after: Values): Values {
  const [old, own] = [before["resources"], after["resources"]];
  return { ...before, ...after, ...(isMap(old) && isMap(own) ? { resources: { ...old, ...own } } : {}) };
}

/** Merges environments in their order, later over earlier; parameters as the files' merge strategies say. */
export function mergeEnvironments(environments: readonly ReadEnvironment[]): Read<Environment> {
  const merger = new Merger();
  let merged: Environment = emptyEnvironment;
  for (const next of environments) {
    merged = {
      parameters: merger.merge(merged.parameters, next.parameters, next),
      parameterDefaults: merger.merge(merged.parameterDefaults, next.parameterDefaults, next),
      registry: mergeRegistries(merged.registry, next.registry),
      eventSinks: next.eventSinks.length > 0 ? next.eventSinks : merged.eventSinks,
      encryptedParameterNames:
        next.encryptedParameterNames.length > 0 ? next.encryptedParameterNames : merged.encryptedParameterNames,
    };
  }
  return merger.diagnostics.length > 0 ? { diagnostics: merger.diagnostics } : { value: merged, diagnostics: [] };
}
