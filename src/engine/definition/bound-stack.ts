import type { ResourceType, Sibling } from "#resource-model/resource-type.ts";
import { attributeKey } from "#schema/attribute-key.ts";
import { renameProperties } from "#schema/former-names.ts";
import type { Need, ResourceDefinition, Scope, Template } from "#template/template.ts";
import type { Parameters } from "#template/parameters.ts";
import { dependenciesOf, enabledResources } from "#template/dependencies.ts";
import { findMapping } from "#template/environment/registry.ts";
import { bindParameters } from "#template/parameters.ts";
import { allAttributes } from "#template/functions/get-attr.ts";
import { resolveValue } from "#template/resolve.ts";
import { createScope } from "#template/scope.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import { readTemplate } from "#template/read.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { Desired } from "../plan/plan.ts";
import { nestedTemplateType } from "./nested-template.ts";
import type { Definition } from "./definition-store.ts";
import { waitingParameters } from "./waiting-parameters.ts";

/** A resource of a definition with its type and what it must be made after. */
export interface BoundResource extends Desired {
  readonly definition: ResourceDefinition;
  readonly resourceType: ResourceType;
  /** Whether it has a child stack. */
  readonly nested: boolean;
  /** The child stack's template as it was read, by its name among the files, where a template is the type. */
  readonly nestedTemplate?: { readonly file: string; readonly template: Template };
  /** Whether it goes on with what was made under that other name of its type: as Heat, one nested template with another's. */
  readonly goesOnFrom?: (formerType: string) => boolean;
}

/** Where the values of other resources come from. */
export interface ResourceValues {
  reference(resource: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  attributeAt?: Scope["attributeAt"];
}

/** A definition with its parameters bound: enough to resolve outputs. */
export interface BoundValues {
  readonly definition: Definition;
  readonly template: Template;
  readonly parameters: Parameters;
  scope(values: ResourceValues): Scope;
}

/** A definition with its parameters bound and its types found: what one stack shall be. */
export interface BoundStack extends BoundValues {
  readonly resources: ReadonlyMap<string, BoundResource>;
  /** Attributes that dependents and outputs read, by resource. */
  readonly attributesRead: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of the resources that come after each. */
  readonly requiredBy: ReadonlyMap<string, readonly string[]>;
}

/** The stack that a definition is bound for. */
export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
}

const noneWaiting: ReadonlySet<string> = new Set();

const unresolved: ResourceValues = {
  reference: (resource) => ({ get_resource: resource }),
  attribute: (resource, attribute) => ({ get_attr: [resource, attribute] }),
};

/** Binds a definition's parameters; throws an `EngineFault` that names everything wrong with them. */
export function bindValues(definition: Definition, stack: StackIdentity, waiting = noneWaiting): BoundValues {
  const { template } = definition;
  const parameters = parametersOf(definition, stack, waiting);
  const { facade, file: files } = definition;
  const { availabilityZones: zones } = definition.stored;
  const parts = { template, parameters, files, facade, ...(zones && { availabilityZones: () => zones }) };
  const scope = (values: ResourceValues): Scope => createScope({ ...parts, ...values });
  return { definition, template, parameters, scope };
}

function parametersOf(definition: Definition, stack: StackIdentity, waiting: ReadonlySet<string>): Parameters {
  if (waiting.size > 0) return waitingParameters(definition, stack, waiting);
  const { template, environment } = definition;
  const bound = bindParameters(template, definition.parameters, environment.parameterDefaults, stack);
  refuseErrors(bound.diagnostics);
  if (bound.value === undefined) throw new EngineFault("StackValidationFailed", "the parameters cannot be bound");
  return bound.value;
}

/**
 * Binds a definition; throws an `EngineFault` that names everything wrong with its parameters or types.
 * Where parameters are not known yet (`waiting`), `UnknownValue` when even the resources depend on one.
 */
export function bindStack(
  definition: Definition,
  stack: StackIdentity,
  types: ReadonlyMap<string, ResourceType>,
  waiting = noneWaiting,
): BoundStack {
  const values = bindValues(definition, stack, waiting);
  const { template } = values;
  const staticScope = values.scope(unresolved);
  const read: Need[] = [];
  const resources = new Map<string, BoundResource>();
  for (const resource of enabledResources(template, staticScope).values()) {
    const { resourceType, ...kind } = typeOf(definition, resource, types);
    const needs = dependenciesOf(resource, staticScope);
    read.push(...needs.attributes);
    resources.set(resource.name, {
      name: resource.name,
      type: resourceType.type,
      requires: needs.resources,
      definition: resource,
      resourceType,
      ...kind,
    });
  }
  for (const output of template.outputs.values()) {
    read.push(...output.value.needs(staticScope));
  }
  const attributesRead = attributesOf(read, resources);
  addImplicit(resources, staticScope);
  return { ...values, resources, attributesRead, requiredBy: requirersOf(resources.values()) };
}

/** The attributes that are read, by resource, each by the key it is stored under. */
function attributesOf(
  needs: readonly Need[],
  resources: ReadonlyMap<string, BoundResource>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const attributesRead = new Map<string, Set<string>>();
  for (const { resource, attribute, path = [] } of needs) {
    if (attribute === undefined) continue;
    const set = attributesRead.get(resource) ?? new Set();
    const whole = [attribute, ...path];
    const other = resources.get(resource)?.resourceType.otherAttributes?.has(whole) === true;
    attributesRead.set(resource, set.add(other ? attributeKey(whole) : attribute));
  }
  expandAll(attributesRead, resources);
  return attributesRead;
}

/** `get_attr: [resource]` reads every attribute of the type. */
function expandAll(attributesRead: Map<string, Set<string>>, resources: ReadonlyMap<string, BoundResource>): void {
  for (const [name, read] of attributesRead) {
    if (!read.delete(allAttributes)) continue;
    for (const attribute of Object.keys(resources.get(name)?.resourceType.attributes ?? {})) read.add(attribute);
  }
}

function requirersOf(resources: Iterable<BoundResource>): ReadonlyMap<string, readonly string[]> {
  const requirers = new Map<string, string[]>();
  for (const resource of resources) {
    for (const name of resource.requires) {
      const list = requirers.get(name);
      if (list) list.push(resource.name);
      else requirers.set(name, [resource.name]);
    }
  }
  return requirers;
}

/** Adds what types ask to be made after beyond references, as a port after its network's subnets. */
function addImplicit(resources: Map<string, BoundResource>, scope: Scope): void {
  if (![...resources.values()].some((resource) => resource.resourceType.dependsOn)) return;
  const siblings: Sibling[] = [...resources.values()].map((resource) => ({
    name: resource.name,
    type: resource.type,
    props: renameProperties(resource.resourceType.formerNames ?? {}, plainProperties(resource.definition, scope)),
  }));
  for (const [at, resource] of [...resources.values()].entries()) {
    const implied = resource.resourceType.dependsOn?.(siblings[at]?.props ?? {}, siblings) ?? [];
    const added = implied.filter((name) => name !== resource.name && !dependsOn(resources, name, resource.name));
    if (added.length > 0) {
      resources.set(resource.name, { ...resource, requires: [...new Set([...resource.requires, ...added])] });
    }
  }
}

/** The properties as they stand in the template, references in them as `{ get_resource: name }`; not coerced, which would refuse those. */
function plainProperties(definition: ResourceDefinition, scope: Scope): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, expression] of definition.properties) {
    try {
      values[name] = resolveValue(expression, scope);
    } catch (error) {
      // What a reference inside a function hides tells nothing about the order.
      if (!(error instanceof ResolveFailure || error instanceof UnknownValue)) throw error;
    }
  }
  return values;
}

/** Whether `from` comes after `target` already; an implied order never closes a cycle. */
function dependsOn(resources: ReadonlyMap<string, BoundResource>, from: string, target: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === target) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(resources.get(name)?.requires ?? []));
  }
  return false;
}

function typeOf(
  definition: Definition,
  resource: ResourceDefinition,
  types: ReadonlyMap<string, ResourceType>,
): Pick<BoundResource, "resourceType" | "nested" | "nestedTemplate" | "goesOnFrom"> {
  const mapping = findMapping(definition.environment, resource.name, resource.type);
  if (mapping.kind === "type") {
    const resourceType = types.get(mapping.type);
    if (resourceType === undefined) {
      throw new EngineFault(
        "StackValidationFailed",
        `resources.${resource.name}.type: there is no resource type "${mapping.type}"`,
      );
    }
    return { resourceType, nested: resourceType.nested === true };
  }
  const text = definition.file(mapping.file);
  if (text === undefined) {
    throw new EngineFault(
      "StackValidationFailed",
      `resources.${resource.name}.type: the template ${mapping.file} is not among the files of the request; send it in "files"`,
    );
  }
  const read = readTemplate(text, { file: mapping.file });
  refuseErrors(read.diagnostics);
  if (read.value === undefined) throw new EngineFault("StackValidationFailed", `${mapping.file} cannot be read`);
  return {
    resourceType: nestedTemplateType(resource.type, mapping.file, read.value),
    nested: true,
    nestedTemplate: { file: mapping.file, template: read.value },
    goesOnFrom: (formerType) => !types.has(formerType),
  };
}
