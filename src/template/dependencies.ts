import type { Expression, Need, ResourceDefinition, Scope, Template } from "./template.ts";
import { isEnabled } from "./resolve.ts";

/** What a resource waits for. */
export interface Dependencies {
  /** Names, sorted, each once: those of `depends_on` and those that its functions name. */
  readonly resources: readonly string[];
  /** The attributes (and ids) that its functions read, each once. */
  readonly attributes: readonly Need[];
}

/** All expressions of a resource that are resolved when it is made. */
function expressionsOf(definition: ResourceDefinition): readonly Expression[] {
  const { propertiesCall, metadata, deletionPolicy, updatePolicy, externalId } = definition;
  const others = [propertiesCall, metadata, deletionPolicy, updatePolicy, externalId];
  return [...definition.properties.values(), ...others.filter((expression) => expression !== undefined)];
}

/** Each need once. */
export function distinctNeeds(needs: Iterable<Need>): readonly Need[] {
  const found = new Map<string, Need>();
  for (const need of needs) {
    const key = `${need.resource}\n${need.attribute ?? ""}\n${need.path?.join("\n") ?? ""}`;
    if (!found.has(key)) found.set(key, need);
  }
  return [...found.values()];
}

const independent: Dependencies = { resources: [], attributes: [] };

/** What a resource depends on, with the branches that the conditions choose. Names of resources that are not there are among them. */
export function dependenciesOf(
  definition: ResourceDefinition,
  conditions: Pick<Scope, "condition" | "parameter">,
): Dependencies {
  const calling = expressionsOf(definition).filter(({ literal }) => literal === undefined);
  if (calling.length === 0 && definition.dependsOn.length === 0) return independent;
  const attributes = distinctNeeds(calling.flatMap((expression) => expression.needs(conditions)));
  const resources = new Set(definition.dependsOn);
  for (const { resource } of attributes) resources.add(resource);
  return { resources: [...resources].sort(), attributes };
}

/** The resources that are there: those without a condition, or with one that is true. Throws what deciding a condition throws. */
export function enabledResources(template: Template, scope: Scope): ReadonlyMap<string, ResourceDefinition> {
  const enabled = new Map<string, ResourceDefinition>();
  for (const [name, definition] of template.resources) if (isEnabled(definition, scope)) enabled.set(name, definition);
  return enabled;
}

/** A template's resources as a graph: by name, what each depends on. Those that a condition disables are left out, as are dependencies on them. */
export function templateGraph(template: Template, scope: Scope): ReadonlyMap<string, readonly string[]> {
  const enabled = enabledResources(template, scope);
  const graph = new Map<string, readonly string[]>();
  for (const [name, definition] of enabled) {
    graph.set(
      name,
      dependenciesOf(definition, scope).resources.filter((other) => enabled.has(other)),
    );
  }
  return graph;
}
