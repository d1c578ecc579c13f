/** An environment as answers show it: as Heat, the registry always has its part for single resources. */
export function environmentShape(environment: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const registry = environment["resource_registry"] as Readonly<Record<string, unknown>> | undefined;
  return { ...environment, resource_registry: { resources: {}, ...registry } };
}
