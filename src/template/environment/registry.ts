import { didYouMean } from "#schema/suggest.ts";
import type { Environment, Mapping } from "./environment.ts";

type Registry = Readonly<Record<string, unknown>>;

/** Hops from alias to alias, at most. */
const MAX_HOPS = 20;
const hooks = ["pre-create", "pre-update", "pre-delete", "post-create", "post-update", "post-delete"];
const restrictedActions = ["update", "replace"];
/** Keys that say something else than what a type is. */
const notTypes = new Set(["base_url", "resources", "hooks", "restricted_actions"]);

/** Something wrong in a registry, at a path in it. */
export interface RegistryFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** Whether a name is that of a template, which then is a type by itself. */
function isTemplateName(type: string): boolean {
  return type.endsWith(".yaml") || type.endsWith(".template");
}

function isMap(value: unknown): value is Registry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wordFaults(
  value: unknown,
  path: RegistryFault["path"],
  allowed: readonly string[],
  what: string,
): readonly RegistryFault[] {
  const words: unknown[] = Array.isArray(value) ? value : [value];
  return words
    .filter((word) => typeof word !== "string" || !allowed.includes(word))
    .map((word) => ({
      path,
      message: `${typeof word === "string" ? `"${word}"` : "this"} is no ${what}`,
      ...hintFor(String(word), allowed),
    }));
}

function hintFor(word: string, allowed: readonly string[]): { hint: string } {
  return { hint: didYouMean(word, allowed).hint ?? `known are: ${allowed.join(", ")}` };
}

function entryFaults(entry: Registry, path: RegistryFault["path"]): readonly RegistryFault[] {
  return Object.entries(entry).flatMap(([key, value]): readonly RegistryFault[] => {
    const at = [...path, key];
    if (key === "hooks") return wordFaults(value, at, hooks, "hook");
    if (key === "restricted_actions") return wordFaults(value, at, restrictedActions, "action that can be restricted");
    if (isMap(value)) return entryFaults(value, at);
    return value === null || typeof value === "string"
      ? []
      : [{ path: at, message: "a type is mapped to text, or to nothing" }];
  });
}

/** What is wrong in a `resource_registry`. */
export function registryFaults(registry: Registry): readonly RegistryFault[] {
  return Object.entries(registry).flatMap(([key, value]): readonly RegistryFault[] => {
    if (key === "base_url") return [];
    if (key === "resources") {
      return isMap(value)
        ? Object.entries(value).flatMap(([name, entry]) =>
            isMap(entry)
              ? entryFaults(entry, ["resources", name])
              : [{ path: ["resources", name], message: "must be a map" }],
          )
        : [{ path: ["resources"], message: "must be a map" }];
    }
    return value === null || typeof value === "string"
      ? []
      : [{ path: [key], message: "a type is mapped to text, or to nothing" }];
  });
}

/** Whether a name fits a glob in which `*` stands for any text and `?` for one character. */
export function fitsGlob(glob: string, name: string): boolean {
  let [g, n, star, retry] = [0, 0, -1, 0];
  while (n < name.length) {
    if (g < glob.length && glob[g] === "*") [star, retry, g] = [g, n, g + 1];
    else if (g < glob.length && (glob[g] === "?" || glob[g] === name[n])) [g, n] = [g + 1, n + 1];
    else if (star !== -1) [g, n, retry] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  while (glob[g] === "*") g++;
  return g === glob.length;
}

/** The entries under `resources` that are for a resource: its own name's before those of globs. */
function entriesFor(registry: Registry, resourceName: string): readonly Registry[] {
  const resources = registry["resources"];
  if (!isMap(resources)) return [];
  const globs = Object.keys(resources).filter(
    (name) => name !== resourceName && /[*?]/.test(name) && fitsGlob(name, resourceName),
  );
  return [resourceName, ...globs.sort()]
    .filter((name) => Object.hasOwn(resources, name))
    .map((name) => resources[name])
    .filter(isMap);
}

/** What one map of the registry makes of a type; nothing where it does not name it. */
function lookUp(registry: Registry, type: string): string | undefined {
  if (Object.hasOwn(registry, type) && !notTypes.has(type)) {
    const target = registry[type];
    if (typeof target === "string") return target;
  }
  const prefixes = Object.keys(registry)
    .filter((key) => key.endsWith("*") && type.startsWith(key.slice(0, -1)))
    // The longest prefix says most about the type.
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const key of prefixes) {
    const target = registry[key];
    if (typeof target !== "string") continue;
    const mapped = target.endsWith("*") ? target.slice(0, -1) + type.slice(key.length - 1) : target;
    // As Heat: a target that is itself under the prefix is not mapped again.
    if (mapped !== type && !(!target.endsWith("*") && type === target)) return mapped;
  }
  return undefined;
}

/** What the registry makes of a resource's type: another type, or a nested template. A type that nothing maps is itself. */
export function findMapping(environment: Environment, resourceName: string, type: string): Mapping {
  const maps = [...entriesFor(environment.registry, resourceName), environment.registry];
  const seen = new Set<string>();
  let current = type;
  while (!seen.has(current) && seen.size < MAX_HOPS) {
    seen.add(current);
    if (isTemplateName(current)) return { kind: "template", file: current };
    const next = maps.map((map) => lookUp(map, current)).find((found) => found !== undefined);
    if (next === undefined) break;
    current = next;
  }
  return isTemplateName(current) ? { kind: "template", file: current } : { kind: "type", type: current };
}

/**
 * The environment of the stack nested in a resource: the same registry and parameter defaults, no
 * parameters; of the entries under `resources` those inside this resource's. As Heat, the mapping of
 * the resource's own type (`wrapped`) is left out, so that a template may use the type it stands for.
 */
export function childEnvironment(environment: Environment, resourceName: string, wrapped?: string): Environment {
  const inner: Record<string, unknown> = {};
  // The resource's own entry comes first and wins.
  for (const entry of [...entriesFor(environment.registry, resourceName)].reverse()) {
    for (const [key, value] of Object.entries(entry)) if (isMap(value)) inner[key] = value;
  }
  const registry: Record<string, unknown> = { ...environment.registry };
  delete registry["resources"];
  const own = wrapped === undefined ? undefined : registry[wrapped];
  if (wrapped !== undefined && typeof own === "string" && isTemplateName(own)) delete registry[wrapped];
  return {
    ...environment,
    parameters: {},
    registry: Object.keys(inner).length > 0 ? { ...registry, resources: inner } : registry,
    encryptedParameterNames: [],
  };
}
