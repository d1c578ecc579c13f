import { didYouMean } from "#schema/suggest.ts";
import type { Environment, Mapping } from "./environment.ts";

type Registry = Readonly<Record<string, unknown>>;

/** Hops from alias to alias, at most. */
const MAX_HOPS = 20;
/** What Heat's own environment makes of types that have other names by now. */
const defaultRegistry: Registry = {
  "OS::Ceilometer::Alarm": "OS::Aodh::Alarm",
  "OS::Ceilometer::CombinationAlarm": "OS::Aodh::CombinationAlarm",
  "OS::Ceilometer::GnocchiAggregationByMetricsAlarm": "OS::Aodh::GnocchiAggregationByMetricsAlarm",
  "OS::Ceilometer::GnocchiAggregationByResourcesAlarm": "OS::Aodh::GnocchiAggregationByResourcesAlarm",
  "OS::Ceilometer::GnocchiResourcesAlarm": "OS::Aodh::GnocchiResourcesAlarm",
  "OS::Metering::Alarm": "OS::Aodh::Alarm",
  "OS::Quantum*": "OS::Neutron*",
};
const hooks = ["pre-create", "pre-update", "pre-delete", "post-create", "post-update", "post-delete"] as const;

/** Where an operation may be made to wait at a resource. */
export type Hook = (typeof hooks)[number];

/** Whether the text names a hook. */
export function isHook(text: unknown): text is Hook {
  return (hooks as readonly unknown[]).includes(text);
}
const restrictable = ["update", "replace"];
/** Keys that say something else than what a type is. */
const notTypes = new Set(["base_url", "resources", "hooks", "restricted_actions"]);

/** Something wrong in a registry, at a path in it. */
export interface RegistryFault {
  readonly code: "environment" | "hook" | "restricted-action";
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

/** The words that may stand at a key of an entry. */
const wordsAt = {
  hooks: { code: "hook", allowed: hooks, what: "hook" },
  restricted_actions: { code: "restricted-action", allowed: restrictable, what: "action that can be restricted" },
} as const;

function wordFaults(key: keyof typeof wordsAt, value: unknown, path: RegistryFault["path"]): readonly RegistryFault[] {
  const { code, allowed, what } = wordsAt[key];
  return wordsOf(value)
    .filter((word) => typeof word !== "string" || !(allowed as readonly string[]).includes(word))
    .map((word) => ({
      code,
      path,
      message: `${typeof word === "string" ? `"${word}"` : "this"} is no ${what}`,
      ...hintFor(String(word), allowed),
    }));
}

/** Text, or a list of it; null says nothing. */
function wordsOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function hintFor(word: string, allowed: readonly string[]): { hint: string } {
  return { hint: didYouMean(word, allowed).hint ?? `known are: ${allowed.join(", ")}` };
}

function entryFaults(entry: Registry, path: RegistryFault["path"]): readonly RegistryFault[] {
  return Object.entries(entry).flatMap(([key, value]): readonly RegistryFault[] => {
    const at = [...path, key];
    if (key === "hooks" || key === "restricted_actions") return wordFaults(key, value, at);
    return isMap(value) ? entryFaults(value, at) : targetFaults(value, at);
  });
}

function targetFaults(value: unknown, path: RegistryFault["path"]): readonly RegistryFault[] {
  if (value === null || typeof value === "string") return [];
  return [{ code: "environment", path, message: "a type is mapped to text, or to nothing" }];
}

/** What is wrong in a `resource_registry`. */
export function registryFaults(registry: Registry): readonly RegistryFault[] {
  const mustBeMap = (path: RegistryFault["path"]): RegistryFault => ({
    code: "environment",
    path,
    message: "must be a map",
  });
  return Object.entries(registry).flatMap(([key, value]): readonly RegistryFault[] => {
    // As Heat: a map in the place of a type says nothing.
    if (key !== "resources") return key === "base_url" || isMap(value) ? [] : targetFaults(value, [key]);
    if (!isMap(value)) return [mustBeMap([key])];
    return Object.entries(value).flatMap(([name, entry]) =>
      isMap(entry) ? entryFaults(entry, [key, name]) : [mustBeMap([key, name])],
    );
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

/** What the environment does not let be done with a resource once it is there: by its name, or globs of it. */
export function restrictedActions({ registry }: Environment, resourceName: string): ReadonlySet<unknown> {
  return new Set(entriesFor(registry, resourceName).flatMap((entry) => wordsOf(entry["restricted_actions"])));
}

/** The hooks that the environment sets at a resource: by its name, or globs of it. */
export function hooksOf({ registry }: Environment, resourceName: string): ReadonlySet<unknown> {
  return new Set(entriesFor(registry, resourceName).flatMap((entry) => wordsOf(entry["hooks"])));
}

/** An entry that maps a type: its key, and what it makes of the type. */
interface Entry {
  readonly key: string;
  readonly target: string;
}

/** What an entry with `*` makes of a type. As Heat: not a template, and never the type itself. */
function throughGlob(key: string, target: string, type: string): Entry | undefined {
  if (!key.endsWith("*") || !type.startsWith(key.slice(0, -1)) || isTemplateName(target)) return undefined;
  const mapped = target.endsWith("*") ? target.slice(0, -1) + type.slice(key.length - 1) : target;
  return mapped === type ? undefined : { key, target: mapped };
}

/** Whether an entry was taken away by one that follows it, maps the same prefix, and is null. */
function isCancelled(keys: readonly string[], at: number, registry: Registry): boolean {
  const key = keys[at] ?? "";
  return keys.some(
    (other, place) =>
      place > at && other.endsWith("*") && registry[other] === null && key.startsWith(other.slice(0, -1)),
  );
}

/** What a registry makes of a type; nothing where it does not name it. As Heat: of several entries the first by the alphabet. */
function lookUp(registry: Registry, type: string): Entry | undefined {
  const all = Object.keys(registry);
  // Every resource is looked up, and hardly one has an entry.
  if (!all.some((key) => key === type || (key.endsWith("*") && type.startsWith(key.slice(0, -1))))) return undefined;
  const keys = all.filter((key) => !notTypes.has(key));
  const entries = keys.flatMap((key, at): readonly Entry[] => {
    const target = registry[key];
    if (typeof target !== "string") return [];
    const entry = key === type ? { key, target } : throughGlob(key, target, type);
    return entry === undefined || isCancelled(keys, at, registry) ? [] : [entry];
  });
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1))[0];
}

/** What the entry of one resource, by its very name, makes of a type. */
function lookUpOwn(registry: Registry, resourceName: string, type: string): Pick<Entry, "target"> | undefined {
  const resources = registry["resources"];
  const own = isMap(resources) && Object.hasOwn(resources, resourceName) ? resources[resourceName] : undefined;
  const target = isMap(own) && Object.hasOwn(own, type) && !notTypes.has(type) ? own[type] : undefined;
  return typeof target === "string" ? { target } : undefined;
}

/** The mapping of a type, and the entry that led to it at last, unless it was the resource's own. */
function follow(registry: Registry, resourceName: string, type: string): Mapping & { readonly key?: string } {
  const seen = new Set<string>();
  let [current, key]: [string, string | undefined] = [type, undefined];
  while (!seen.has(current) && seen.size < MAX_HOPS && !isTemplateName(current)) {
    seen.add(current);
    const own = lookUpOwn(registry, resourceName, current);
    const entry = lookUp(registry, current);
    const target = own?.target ?? entry?.target;
    // As Heat: what its own environment names is not mapped by the user's once more.
    if (target === undefined) return { kind: "type", type: lookUp(defaultRegistry, current)?.target ?? current };
    [current, key] = [target, own === undefined ? entry?.key : undefined];
  }
  const named = key === undefined ? {} : { key };
  return isTemplateName(current)
    ? { kind: "template", file: current, ...named }
    : { kind: "type", type: current, ...named };
}

/** What the registry makes of a resource's type: another type, or a nested template. A type that nothing maps is itself. */
export function findMapping({ registry }: Environment, resourceName: string, type: string): Mapping {
  const { key: _, ...mapping } = follow(registry, resourceName, type);
  return mapping;
}

/**
 * The environment of the stack nested in a resource: the same registry and parameter defaults, no
 * parameters; of the entries under `resources` those inside this resource's. As Heat, the entry that
 * made a template of the resource's own type (`wrapped`) is left out, so that the template may use the
 * type it stands for.
 */
export function childEnvironment(environment: Environment, resourceName: string, wrapped?: string): Environment {
  const inner: Record<string, unknown> = {};
  // The resource's own entry comes first and wins.
  for (const entry of [...entriesFor(environment.registry, resourceName)].reverse()) {
    for (const [key, value] of Object.entries(entry)) if (isMap(value)) inner[key] = value;
  }
  const registry: Record<string, unknown> = { ...environment.registry };
  delete registry["resources"];
  const mapping = wrapped === undefined ? undefined : follow(environment.registry, resourceName, wrapped);
  if (mapping?.kind === "template" && mapping.key !== undefined) delete registry[mapping.key];
  return {
    ...environment,
    parameters: {},
    registry: Object.keys(inner).length > 0 ? { ...registry, resources: inner } : registry,
    encryptedParameterNames: [],
  };
}
