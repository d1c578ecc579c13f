import type { Expression, ResourceDefinition, Scope } from "#template/template.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import { distinctNeeds } from "#template/dependencies.ts";
import type { Need } from "#template/template.ts";
import type { BoundStack } from "../definition/bound-stack.ts";

/** What an expression reads to become a value. */
export interface Reads {
  readonly parameters: ReadonlySet<string>;
  readonly needs: readonly Need[];
}

/** The expression that gives a property, under its former name too; or that which gives them all. */
export function expressionOf(
  definition: ResourceDefinition,
  formerNames: Readonly<Record<string, string>>,
  property: string,
): Expression | undefined {
  const given = definition.properties.get(property);
  if (given !== undefined) return given;
  for (const [former, name] of Object.entries(formerNames)) {
    const expression = name === property ? definition.properties.get(former) : undefined;
    if (expression !== undefined) return expression;
  }
  return definition.propertiesCall;
}

/** Resolves the expression to see what it reads; what cannot be resolved hides only what would be read after it. */
export function readsOf(expression: Expression, bound: BoundStack): Reads {
  const parameters = new Set<string>();
  const needs: Need[] = [];
  const inner = bound.scope({
    reference(resource) {
      needs.push({ resource });
      return resource;
    },
    attribute(resource, attribute) {
      needs.push({ resource, attribute });
      return null;
    },
  });
  const scope: Scope = {
    ...inner,
    parameter(name) {
      parameters.add(name);
      // A value that is not known yet must not hide the parameters after it.
      return attempt(() => inner.parameter(name)) ?? "";
    },
    condition(name) {
      const condition = bound.template.conditions.get(name);
      if (condition) attempt(() => condition.resolve(scope));
      return inner.condition(name);
    },
  };
  const visit = (part: Expression): void => {
    if (part.literal !== undefined) return;
    if (part.members === undefined) attempt(() => part.resolve(scope));
    else for (const member of part.members.values()) visit(member);
  };
  visit(expression);
  return { parameters, needs: distinctNeeds(needs) };
}

function attempt<T>(resolve: () => T): T | undefined {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return undefined;
    throw error;
  }
}
