import type { Place } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import type { Parameters } from "./parameters.ts";
import { isEnabled } from "./resolve.ts";
import type { Scope, Template } from "./template.ts";
import { ResolveFailure, UnknownValue } from "./template.ts";
import { writtenNames } from "./validation/written-names.ts";

/** What a scope is made of. `reference` and `attribute` throw `UnknownValue` for what is not known yet. */
export interface ScopeParts {
  readonly template: Template;
  readonly parameters: Pick<Parameters, "has" | "value" | "names">;
  /** The text of a file that came with the template. */
  readonly files: (name: string) => string | undefined;
  reference(resource: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  attributeAt?: Scope["attributeAt"];
  /** What the resource that the stack is nested in says of itself. */
  readonly facade?: Scope["facade"];
  readonly availabilityZones?: Scope["availabilityZones"];
}

function fail(
  code: "parameter" | "reference" | "condition" | "file",
  message: string,
  more: { hint?: string },
  place: Place,
): never {
  throw new ResolveFailure({ severity: "error", code, message, place, ...more });
}

/** The conditions of a template, each decided once. */
function createConditions(template: Template, scope: () => Scope): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const deciding: string[] = [];
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const expression = template.conditions.get(name);
    if (expression === undefined) {
      return fail("condition", `there is no condition "${name}"`, didYouMean(name, template.conditions.keys()), {
        path: ["conditions"],
      });
    }
    if (deciding.includes(name)) {
      const circle = [...deciding.slice(deciding.indexOf(name)), name].join(" → ");
      return fail("condition", `conditions depend on each other in a circle: ${circle}`, {}, expression.place);
    }
    deciding.push(name);
    try {
      const value = expression.resolve(scope());
      if (typeof value !== "boolean")
        return fail("condition", `the condition "${name}" is neither true nor false`, {}, expression.place);
      known.set(name, value);
      return value;
    } finally {
      deciding.pop();
    }
  };
}

/** Where a template's expressions find their values. */
export function createScope(parts: ScopeParts): Scope {
  const { template, parameters, files } = parts;
  const requireThere = (name: string): void => {
    const definition = template.resources.get(name);
    if (definition === undefined) {
      // What could not be read is reported where it stands.
      if (writtenNames(template, "resources").includes(name)) throw new UnknownValue({ resource: name });
      const more = didYouMean(name, template.resources.keys());
      return fail("reference", `"${name}" is no resource of this template`, more, { path: [] });
    }
    if (definition.condition === undefined || isEnabled(definition, scope)) return;
    fail("reference", `the resource "${name}" is not there: its condition is false`, {}, { path: [] });
  };
  const scope: Scope = {
    parameter(name) {
      if (parameters.has(name)) return parameters.value(name);
      return fail("parameter", `there is no parameter "${name}"`, didYouMean(name, parameters.names()), {
        path: ["parameters"],
      });
    },
    reference(resource) {
      requireThere(resource);
      return parts.reference(resource);
    },
    attribute(resource, attribute) {
      requireThere(resource);
      return parts.attribute(resource, attribute);
    },
    ...(parts.attributeAt && { attributeAt: (resource, path) => parts.attributeAt?.(resource, path) }),
    ...(parts.facade && { facade: parts.facade }),
    ...(parts.availabilityZones && { availabilityZones: parts.availabilityZones }),
    file: (name) =>
      files(name) ??
      fail(
        "file",
        `the file "${name}" did not come with the template`,
        { hint: 'send its text in "files"' },
        { path: [] },
      ),
    condition: createConditions(template, () => scope),
  };
  return scope;
}
