import type { Need } from "#template/template.ts";
import type { BoundResource, BoundStack } from "../definition/bound-stack.ts";
import type { Cause } from "./decide.ts";
import { maskedValue } from "./decide.ts";
import type { Plan } from "./plan.ts";
import type { Origin, TracedCause } from "./planned.ts";
import { expressionOf, readsOf } from "./reads.ts";
import { sameValue } from "./same-value.ts";
import type { Secrets } from "./secrets.ts";
import { isHidden } from "./secrets.ts";

/** What causes are traced in: the stack as it shall be, as it was, and what is planned for it. */
export interface Tracing {
  readonly plan: Plan;
  readonly bound: BoundStack;
  readonly before: BoundStack | undefined;
  /** Parameters that are hidden only because of what the parent gives them. */
  readonly hidden: ReadonlySet<string>;
  /** Parameters without a value before the run. */
  readonly waiting: ReadonlySet<string>;
  readonly secrets: Secrets;
  /** Whether hidden values are written into the template itself, where nothing tells which they are. */
  readonly allHidden: boolean;
}

/** A cause with where it comes from; what may not be shown is masked. */
export function traceCause(tracing: Tracing, resource: BoundResource, cause: Cause): TracedCause {
  switch (cause.kind) {
    case "property": {
      const hide = readsHidden(tracing, resource, cause.name);
      const schema = resource.resourceType.properties[cause.name];
      const shown = (value: unknown): unknown =>
        hide && value !== undefined && value !== null ? maskedValue : tracing.secrets.shownProperty(schema, value);
      return {
        cause: { ...cause, before: shown(cause.before), after: shown(cause.after) },
        origins: changeOrigins(tracing, resource, cause.name),
      };
    }
    case "unknownProperty":
      return { cause, origins: cause.waitsFor.map((need) => needOrigin(tracing.plan, need)) };
    case "failedBefore":
      return { cause: { ...cause, reason: String(tracing.secrets.shown(cause.reason)) }, origins: [] };
    default:
      return { cause, origins: [] };
  }
}

/** What an unknown value waits for. */
export function needOrigin(plan: Plan, { resource, attribute, parameter }: Need): Origin {
  if (parameter !== undefined) return { kind: "unknownParameter", name: parameter };
  const actions = plan.nodes.get(`apply:${resource}`)?.decision.actions ?? [];
  return { kind: "resource", resource, ...(attribute !== undefined && { attribute }), actions };
}

/** Whether a hidden parameter goes into the property, now or before. */
export function readsHidden(
  { bound, before, hidden, allHidden }: Tracing,
  resource: BoundResource,
  property: string,
): boolean {
  const reads = (stack: BoundStack | undefined): boolean => {
    const parameters = stack && readsOfProperty(stack, resource.name, property)?.parameters;
    return [...(parameters ?? [])].some((name) => stack !== undefined && isHidden(stack, hidden, name));
  };
  return allHidden || reads(bound) || reads(before);
}

function readsOfProperty(stack: BoundStack, name: string, property: string): ReturnType<typeof readsOf> | undefined {
  const resource = stack.resources.get(name);
  const expression = resource && expressionOf(resource.definition, resource.resourceType.formerNames ?? {}, property);
  return expression && readsOf(expression, stack);
}

function changeOrigins(tracing: Tracing, resource: BoundResource, property: string): readonly Origin[] {
  const { bound, before, plan } = tracing;
  const reads = readsOfProperty(bound, resource.name, property);
  const origins: Origin[] = [];
  if (before !== undefined && isWrittenOtherwise(before, bound, resource.name, property)) {
    origins.push({ kind: "template" });
  }
  for (const name of reads?.parameters ?? []) {
    const origin = parameterOrigin(tracing, name);
    if (origin) origins.push(origin);
  }
  if (origins.length > 0) return origins;
  // The template and its parameters are what they were: another resource has another value now.
  return (reads?.needs ?? []).map((need) => needOrigin(plan, need));
}

function parameterOrigin({ bound, before, hidden, waiting, secrets }: Tracing, name: string): Origin | undefined {
  if (waiting.has(name)) return { kind: "unknownParameter", name };
  const after = bound.parameters.value(name);
  const was = before?.parameters.has(name) === true ? before.parameters.value(name) : undefined;
  if (before === undefined || sameValue(was, after)) return undefined;
  const hide = isHidden(bound, hidden, name) || isHidden(before, hidden, name);
  const shown = (value: unknown): unknown => (hide ? maskedValue : (secrets.shown(value) ?? null));
  return { kind: "parameter", name, before: shown(was), after: shown(after) };
}

/** Whether the property's text in the template is another. */
function isWrittenOtherwise(before: BoundStack, after: BoundStack, resource: string, property: string): boolean {
  return !sameValue(written(before, resource, property), written(after, resource, property));
}

function written({ template: { document } }: BoundStack, resource: string, property: string): unknown {
  const definition = at(at(document, "resources", "Resources"), resource);
  const properties = at(definition, "properties", "Properties");
  return at(properties, property) ?? (isCall(properties) ? properties : undefined);
}

/** Whether one function gives all the properties. */
function isCall(properties: unknown): boolean {
  return typeof properties === "object" && properties !== null && Object.keys(properties).length === 1;
}

function at(value: unknown, ...names: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const map = value as Readonly<Record<string, unknown>>;
  return names.map((name) => map[name]).find((found) => found !== undefined);
}
