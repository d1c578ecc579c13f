import type { Environment } from "#template/environment/environment.ts";

/** An environment as Heat's API shows it; sections that say nothing are there, empty, only where Heat has them always. */
export function environmentDocument(environment: Environment): Readonly<Record<string, unknown>> {
  return {
    parameters: environment.parameters,
    parameter_defaults: environment.parameterDefaults,
    resource_registry: environment.registry,
    event_sinks: environment.eventSinks,
    encrypted_param_names: environment.encryptedParameterNames,
  };
}
