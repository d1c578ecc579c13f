import type { Diagnostic } from "#schema/diagnostic.ts";
import type { ParameterSchema, Read } from "../template.ts";
import type { Environment } from "./environment.ts";
import { emptyEnvironment } from "./environment.ts";
import { mergeValues } from "./merge-values.ts";
import type { ReadEnvironment } from "./read.ts";

type Values = Readonly<Record<string, unknown>>;
type Strategy = "overwrite" | "merge" | "deep_merge";

const strategies: readonly unknown[] = ["overwrite", "merge", "deep_merge"];

function isStrategy(value: unknown): value is Strategy {
  return strategies.includes(value);
}

/** What environment files are merged over and by. */
export interface MergeBase {
  /** Of the request. As Heat: the files' values win over these. */
  readonly parameters: Values;
  /** Type of a parameter of the template; nothing where it has none of that name. */
  readonly typeOf: (name: string) => ParameterSchema["type"] | undefined;
}

class Merger {
  readonly diagnostics: Diagnostic[] = [];
  readonly #typeOf: MergeBase["typeOf"];
  /** By parameter: the strategy that the first file with it chose, which holds for the others. */
  readonly #chosen = new Map<string, Strategy>();

  constructor(typeOf: MergeBase["typeOf"]) {
    this.#typeOf = typeOf;
  }

  merge(before: Values, after: Values, environment: ReadEnvironment): Values {
    const merged: Record<string, unknown> = { ...before };
    for (const [name, value] of Object.entries(after)) {
      if (value === null || value === undefined) continue;
      const strategy = this.#strategyOf(name, environment);
      if (strategy === "overwrite" || !Object.hasOwn(merged, name)) merged[name] = value;
      else this.#mergeOne(merged, name, { value, deep: strategy === "deep_merge" });
    }
    return merged;
  }

  /** As Heat: a name that the template has not is taken from the first that names parameters, and overlooked in the others. */
  mergeParameters(before: Values, environment: ReadEnvironment): Values {
    const given = Object.entries(environment.parameters);
    const known = Object.keys(before).length === 0 ? given : given.filter(([name]) => this.#typeOf(name) !== undefined);
    return this.merge(before, Object.fromEntries(known), environment);
  }

  #mergeOne(merged: Record<string, unknown>, name: string, after: { value: unknown; deep: boolean }): void {
    const result = mergeValues(this.#typeOf(name), merged[name], after);
    if ("fault" in result) this.#fail("merge-strategy", name, `the values of the parameter "${name}" ${result.fault}`);
    else merged[name] = result.value;
  }

  /** As Heat: what is no strategy is as if nothing were said. */
  #strategyOf(name: string, { mergeStrategies: own = {} }: ReadEnvironment): Strategy {
    const before = this.#chosen.get(name);
    const named = Object.hasOwn(own, name) ? own[name] : undefined;
    const strategy = [named, before, own["default"]].find(isStrategy) ?? "overwrite";
    if (before !== undefined && before !== strategy) {
      const message = `the parameter "${name}" has two merge strategies: ${before} and ${strategy}`;
      this.#fail("merge-conflict", name, message, "say the same in all environment files");
    }
    this.#chosen.set(name, before ?? strategy);
    return strategy;
  }

  #fail(code: "merge-strategy" | "merge-conflict", name: string, message: string, hint?: string): void {
    const place = { path: ["parameter_merge_strategies", name] };
    this.diagnostics.push({ severity: "error", code, message, place, ...(hint === undefined ? {} : { hint }) });
  }
}

/** Merges the environments of files in their order, later over earlier; parameters as the files' merge strategies say. */
export function mergeEnvironments(files: readonly ReadEnvironment[], base: MergeBase): Read<Environment> {
  const merger = new Merger(base.typeOf);
  let merged: Environment = { ...emptyEnvironment, parameters: base.parameters };
  for (const next of files) {
    merged = {
      parameters: merger.mergeParameters(merged.parameters, next),
      parameterDefaults: merger.merge(merged.parameterDefaults, next.parameterDefaults, next),
      registry: { ...merged.registry, ...next.registry },
      eventSinks: next.eventSinks.length > 0 ? next.eventSinks : merged.eventSinks,
      encryptedParameterNames:
        next.encryptedParameterNames.length > 0 ? next.encryptedParameterNames : merged.encryptedParameterNames,
    };
  }
  return merger.diagnostics.length > 0 ? { diagnostics: merger.diagnostics } : { value: merged, diagnostics: [] };
}
