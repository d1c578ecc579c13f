import type { Facade } from "../facade.ts";
import type { Parameters } from "../parameters.ts";
import { pseudoNames } from "../parameters/pseudo.ts";
import { createScope } from "../scope.ts";
import type { Scope, Template } from "../template.ts";
import { UnknownValue } from "../template.ts";
import { writtenNames } from "./written-names.ts";

/** Parameters of which no value is known, or only some are. */
function partlyKnown(
  template: Template,
  known: Pick<Parameters, "has" | "value"> | undefined,
): Pick<Parameters, "has" | "value" | "names"> {
  const names = [...pseudoNames(template), ...writtenNames(template, "parameters")];
  const all = new Set(names);
  return {
    has: (name) => all.has(name),
    names: () => names,
    value(name) {
      if (known?.has(name) === true) return known.value(name);
      throw new UnknownValue({ resource: name });
    },
  };
}

/** A scope before anything exists: no reference and no attribute is known. */
export function validationScope(
  template: Template,
  known: Pick<Parameters, "has" | "value"> | undefined,
  files: (name: string) => string | undefined,
  facade?: Facade,
): Scope {
  // Errors are dear to make, and a large template asks for the same thousands of times.
  const thrown = new Map<string, UnknownValue>();
  const notYet = (resource: string, attribute?: string): never => {
    const key = `${resource}\n${attribute ?? ""}`;
    const error = thrown.get(key) ?? new UnknownValue(attribute === undefined ? { resource } : { resource, attribute });
    thrown.set(key, error);
    throw error;
  };
  return createScope({
    template,
    parameters: partlyKnown(template, known),
    files,
    // A template that is validated by itself may be meant to be nested.
    facade: facade ?? ((member) => notYet(`resource_facade: ${member}`)),
    // Commands ask the cloud; whether the zones fit is seen then.
    availabilityZones: () => notYet("the availability zones"),
    reference: (resource) => notYet(resource),
    attribute: (resource, attribute) => notYet(resource, attribute),
  });
}
