import type { Environment } from "#template/environment/environment.ts";
import { emptyEnvironment } from "#template/environment/environment.ts";
import { mergeEnvironments } from "#template/environment/merge.ts";
import type { ReadEnvironment } from "#template/environment/read.ts";
import { readEnvironment } from "#template/environment/read.ts";
import { readTemplate } from "#template/read.ts";
import type { ParameterSchema } from "#template/template.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { StackRequest } from "../requests.ts";

/**
 * The environment of a request, its `parameters` among them: those win over the environment's. As
 * Heat, environment files are merged in order instead where any are named, over the request's
 * parameters; the types of `template`'s parameters say how.
 */
export function environmentOf(
  request: StackRequest,
  template: string | Readonly<Record<string, unknown>> | undefined = request.template,
): Environment {
  const { environmentFiles = [], files = {}, parameters = {} } = request;
  if (environmentFiles.length > 0) {
    const read = environmentFiles.map((name) => readFile(files, name));
    const merged = mergeEnvironments(read, { parameters, typeOf: parameterTypes(template) });
    refuseErrors(merged.diagnostics);
    return merged.value ?? emptyEnvironment;
  }
  const environment = request.environment === undefined ? emptyEnvironment : readWhole(request.environment);
  return { ...environment, parameters: { ...environment.parameters, ...parameters } };
}

/** An environment with another one laid over it. */
export function laidOver(under: Environment, over: Environment): Environment {
  return {
    parameters: { ...under.parameters, ...over.parameters },
    parameterDefaults: { ...under.parameterDefaults, ...over.parameterDefaults },
    registry: { ...under.registry, ...over.registry },
    eventSinks: over.eventSinks.length > 0 ? over.eventSinks : under.eventSinks,
    encryptedParameterNames: under.encryptedParameterNames,
  };
}

/** The template is read only when a type is asked for. */
function parameterTypes(
  template: string | Readonly<Record<string, unknown>> | undefined,
): (name: string) => ParameterSchema["type"] | undefined {
  let declared: ReadonlyMap<string, ParameterSchema> | undefined;
  return (name) => {
    declared ??= (template === undefined ? undefined : readTemplate(template).value)?.parameters ?? new Map();
    return declared.get(name)?.type;
  };
}

function readFile(files: Readonly<Record<string, string>>, name: string): ReadEnvironment {
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text !== undefined) return readWhole(text, name);
  const message = `the environment file "${name}" is not among "files"; send its text there`;
  throw new EngineFault("StackValidationFailed", message);
}

function readWhole(source: string | object, file?: string): ReadEnvironment {
  const read = readEnvironment(source, file === undefined ? {} : { file });
  refuseErrors(read.diagnostics);
  if (read.value === undefined) throw new EngineFault("HTTPBadRequest", "the environment cannot be read");
  return read.value;
}
