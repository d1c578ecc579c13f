import type { Diagnostic } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import { readDocument } from "../document/read-document.ts";
import { Reading } from "../document/source.ts";
import type { Read } from "../template.ts";
import type { Environment } from "./environment.ts";
import { emptyEnvironment } from "./environment.ts";
import { registryFaults } from "./registry.ts";

/** The sections of an environment, and whether each is a map or a list. */
const sections = {
  parameters: "map",
  parameter_defaults: "map",
  resource_registry: "map",
  event_sinks: "list",
  encrypted_param_names: "list",
  parameter_merge_strategies: "map",
} as const;

/** How an environment is to be read. */
export interface ReadEnvironmentOptions {
  readonly maxBytes?: number;
  readonly file?: string;
}

/** An environment that was read, with what its file says about merging. */
export interface ReadEnvironment extends Environment {
  /** `parameter_merge_strategies`, where the file has them. */
  readonly mergeStrategies?: Readonly<Record<string, unknown>>;
}

function checkSections(document: Readonly<Record<string, unknown>>, reading: Reading): void {
  const names = Object.keys(sections);
  for (const [name, value] of Object.entries(document)) {
    const kind = (sections as Readonly<Record<string, "map" | "list" | undefined>>)[name];
    if (kind === undefined || !Object.hasOwn(sections, name)) {
      const hint = didYouMean(name, names).hint ?? `known are: ${names.join(", ")}`;
      reading.error("environment", [name], `"${name}" is no section of an environment`, { hint });
    } else if (!isOfKind(value, kind)) {
      const found = value === null ? "empty" : `a ${Array.isArray(value) ? "list" : typeof value}`;
      reading.error("environment", [name], `the section ${name} must be a ${kind}, not ${found}`);
    }
  }
}

function isOfKind(value: unknown, kind: "map" | "list"): boolean {
  if (Array.isArray(value)) return kind === "list";
  const isMap = typeof value === "object" && value !== null;
  return isMap && (kind === "map" || Object.keys(value).length === 0);
}

const sinkTypes = ["zaqar-queue"];
const sinkKeys = ["type", "target", "ttl"];

function checkSinks(sinks: readonly unknown[], reading: Reading): void {
  for (const [at, sink] of sinks.entries()) {
    const path = ["event_sinks", at];
    if (typeof sink !== "object" || sink === null || Array.isArray(sink)) {
      reading.error("environment", path, "an event sink must be a map");
      continue;
    }
    const { type, target } = sink as { type?: unknown; target?: unknown };
    const other = Object.keys(sink).find((key) => !sinkKeys.includes(key));
    if (other !== undefined) {
      const hint = didYouMean(other, sinkKeys).hint ?? `known are: ${sinkKeys.join(", ")}`;
      reading.error("environment", [...path, other], `"${other}" is no key of an event sink`, { hint });
    }
    if (!sinkTypes.includes(String(type))) {
      const what = type === undefined ? "nothing" : `"${String(type)}"`;
      reading.error("environment", path, `an event sink has the type ${sinkTypes.join(" or ")}, not ${what}`);
    }
    if (typeof target !== "string")
      reading.error("environment", path, "an event sink needs a target: the queue's name");
  }
}

/** As Heat: an empty map is taken for an empty list. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Readonly<Record<string, unknown>>;
}

/** Reads an environment from its text (JSON or YAML) or from an object. Never throws for what is wrong with it. */
export function readEnvironment(source: string | object, options: ReadEnvironmentOptions = {}): Read<ReadEnvironment> {
  if (typeof source === "string" && source.trim() === "") return { value: emptyEnvironment, diagnostics: [] };
  const read = readDocument(source, { ...options, what: "environment" });
  if (read.source === undefined) {
    const diagnostics = read.diagnostics.map((diagnostic): Diagnostic => ({
      ...diagnostic,
      code: diagnostic.code === "format" ? "environment" : diagnostic.code,
    }));
    return { diagnostics };
  }
  const document = mapOf(read.source.value);
  const reading = new Reading(read.source);
  checkSections(document, reading);
  if (!reading.failed) {
    for (const { code, path, message, hint } of registryFaults(mapOf(document["resource_registry"]))) {
      reading.error(code, ["resource_registry", ...path], message, hint === undefined ? {} : { hint });
    }
    checkSinks(listOf(document["event_sinks"]), reading);
  }
  const diagnostics = [...read.diagnostics, ...reading.diagnostics];
  if (reading.failed) return { diagnostics };
  const strategies = document["parameter_merge_strategies"];
  const value: ReadEnvironment = {
    parameters: mapOf(document["parameters"]),
    parameterDefaults: mapOf(document["parameter_defaults"]),
    registry: mapOf(document["resource_registry"]),
    eventSinks: listOf(document["event_sinks"]),
    encryptedParameterNames: listOf(document["encrypted_param_names"]),
    ...(strategies === undefined ? {} : { mergeStrategies: mapOf(strategies) }),
  };
  return { value, diagnostics };
}

/** An environment in the form of the API and of storage: Heat's section names. */
export function environmentDocument(environment: Environment): Record<string, unknown> {
  return {
    parameters: environment.parameters,
    parameter_defaults: environment.parameterDefaults,
    resource_registry: environment.registry,
    event_sinks: environment.eventSinks,
    encrypted_param_names: environment.encryptedParameterNames,
  };
}
