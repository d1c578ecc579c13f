import type { Question } from "#schema/constraints/question.ts";
import type { Environment } from "#template/environment/environment.ts";
import { environmentDocument } from "#template/environment/read.ts";
import { childEnvironment, findMapping } from "#template/environment/registry.ts";
import type { Parameters } from "#template/parameters.ts";
import { readTemplate } from "#template/read.ts";
import type { Template, TypeCatalogue } from "#template/template.ts";
import type { Definition } from "../definition/definition-store.ts";
import { prepareDefinition } from "../definition/definition-store.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { Limits } from "../limits.ts";
import type { StackChange, StackRequest } from "../requests.ts";
import type { AdoptingRequest } from "./adopted-request.ts";
import { checkStack } from "./check-stack.ts";
import { environmentOf, laidOver } from "./request-environment.ts";

/** A request that was read and found to be in order. */
export interface PreparedStack {
  readonly template: Template;
  readonly environment: Environment;
  readonly parameters: Parameters;
  readonly hash: string;
  readonly contents: ReadonlyMap<string, string>;
  /** What is still to be asked about its values. */
  readonly questions: readonly Question[];
}

/** What a request is checked against. */
export interface PreparationParts {
  readonly catalogue: TypeCatalogue;
  readonly limits: Limits;
  /** The cloud's, where a template asks for them. */
  readonly availabilityZones?: readonly string[];
}

interface Sources {
  readonly template: string | Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly files: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Reads a request, checks everything that can be known without the cloud, and hashes it for storing. Throws `EngineFault` with all that is wrong. */
export function prepareStack(
  parts: PreparationParts,
  stack: { readonly id: string; readonly name: string; readonly projectId: string },
  request: StackRequest | StackChange | AdoptingRequest,
  current?: Definition,
): PreparedStack {
  const sources = sourcesOf(request, current);
  const { limits, catalogue } = parts;
  const files = (name: string): string | undefined => sources.files[name];
  const given = isPatch(request) ? knownByTemplate(sources) : sources.parameters;
  const checked = checkStack({ ...sources, parameters: given, files, stack, catalogue, limits });
  refuseErrors(checked.diagnostics);
  const { template, parameters, questions } = checked;
  if (template === undefined || parameters === undefined)
    throw new EngineFault("StackValidationFailed", "the template cannot be read");
  refuseTooMany(limits, countResources(template, sources.environment, files));
  const prepared = prepareDefinition({
    template: template.document,
    files: sources.files,
    // As Heat: the environment that is shown later has the request's parameters in it.
    environment: environmentDocument({ ...sources.environment, parameters: given }),
    parameters: given,
    // A nested stack that is updated by itself stays where it is.
    facade: current?.stored.facade,
    availabilityZones: parts.availabilityZones,
    adopts: "adopts" in request ? request.adopts : undefined,
  });
  return { template, environment: sources.environment, parameters, questions, ...prepared };
}

function isPatch(request: StackRequest | StackChange): request is StackChange {
  return "existing" in request && request.existing;
}

function sourcesOf(request: StackRequest | StackChange, current: Definition | undefined): Sources {
  const environment = environmentOf(request, request.template ?? current?.template.document);
  if (isPatch(request) && current) return patchedSources(request, current, environment);
  if (request.template === undefined) {
    throw new EngineFault("StackValidationFailed", 'the request has no template; send one in "template"');
  }
  return {
    template: request.template,
    environment,
    files: request.files ?? {},
    parameters: environment.parameters,
  };
}

/** A PATCH lays what it has over what the stack is made of. */
function patchedSources(request: StackChange, current: Definition, environment: Environment): Sources {
  const cleared = new Set(request.clearParameters);
  const kept = Object.fromEntries(Object.entries(current.parameters).filter(([name]) => !cleared.has(name)));
  const files = Object.fromEntries(current.fileNames().map((name) => [name, current.file(name) ?? ""]));
  return {
    template: request.template ?? current.template.document,
    environment: laidOver(current.environment, environment),
    files: { ...files, ...request.files },
    parameters: { ...kept, ...environment.parameters },
  };
}

/** The parameters that the template takes: what a PATCH leaves behind of others is no mistake. */
function knownByTemplate({ template, parameters }: Sources): Readonly<Record<string, unknown>> {
  const declared = readTemplate(template).value?.parameters;
  return declared === undefined
    ? parameters
    : Object.fromEntries(Object.entries(parameters).filter(([name]) => declared.has(name)));
}

function refuseTooMany(limits: Limits, count: number): void {
  if (count <= limits.maxResourcesPerStack) return;
  throw new EngineFault(
    "RequestLimitExceeded",
    `the stack would have ${count} resources; at most ${limits.maxResourcesPerStack} are allowed (max_resources_per_stack)`,
  );
}

/** Resources of the whole tree, as far as its templates say. */
function countResources(
  template: Template,
  environment: Environment,
  files: (name: string) => string | undefined,
): number {
  let count = template.resources.size;
  for (const resource of template.resources.values()) {
    const mapping = findMapping(environment, resource.name, resource.type);
    const text = mapping.kind === "template" ? files(mapping.file) : undefined;
    const nested = text === undefined ? undefined : readTemplate(text).value;
    if (nested) count += countResources(nested, childEnvironment(environment, resource.name, resource.type), files);
  }
  return count;
}
