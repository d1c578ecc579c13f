import type { Parameters } from "#template/parameters.ts";
import type { StackIdentity } from "#template/parameters/pseudo.ts";
import { pseudoParameters } from "#template/parameters/pseudo.ts";
import { bindKnownParameters } from "#template/parameters.ts";
import { UnknownValue } from "#template/template.ts";
import { refuseErrors } from "../faults.ts";
import type { Definition } from "./definition-store.ts";

/** Parameters of which some (`waiting`) have no value before the run: asked for one, they throw `UnknownValue`. */
export function waitingParameters(
  definition: Definition,
  stack: StackIdentity,
  waiting: ReadonlySet<string>,
): Parameters {
  const { template, environment } = definition;
  const bound = bindKnownParameters(template, definition.parameters, environment.parameterDefaults, waiting);
  // What is missing is what is waited for: whether all that is required is given was checked with the template.
  refuseErrors(bound.diagnostics.filter((diagnostic) => diagnostic.code !== "missing-parameter"));
  const pseudo = pseudoParameters(stack, template);
  const known = bound.parameters;
  const names = [...new Set([...pseudo.keys(), ...waiting, ...known.names()])];
  return {
    has: (name) => names.includes(name),
    value(name) {
      if (waiting.has(name)) throw new UnknownValue({ resource: "", parameter: name });
      return known.has(name) ? known.value(name) : pseudo.get(name);
    },
    shown(name) {
      // As Heat: what is not there yet is shown as Python's nothing.
      if (waiting.has(name)) return "None";
      return known.has(name) ? known.shown(name) : (pseudo.get(name) ?? "");
    },
    names: () => names,
  };
}
