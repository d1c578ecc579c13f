import type { Diagnostic } from "#schema/diagnostic.ts";
import { isEnabled } from "../resolve.ts";
import type { Template } from "../template.ts";
import type { References } from "./expressions.ts";
import { expressionFaults, failureOf, referenceFaults } from "./expressions.ts";

/** As Heat: what is not checked in an output is no mistake of the template; it has an error instead of a value then. */
function asInOutput(diagnostic: Diagnostic): Diagnostic {
  switch (diagnostic.code) {
    case "attribute":
    case "condition":
      return diagnostic;
    case "attribute-reference":
      return { ...diagnostic, code: "attribute" };
    default:
      return { ...diagnostic, severity: "warning" };
  }
}

/** What is wrong with a template's outputs. */
export function outputFaults(template: Template, references: References): readonly Diagnostic[] {
  const { scope } = references;
  return [...template.outputs.values()].flatMap((output) => {
    let disabled = false;
    const undecided = failureOf(() => {
      disabled = !isEnabled(output, scope);
    });
    if (undecided !== undefined) return [undecided];
    if (disabled) return [];
    return [...referenceFaults(output.value, references), ...expressionFaults(output.value, scope)].map(asInOutput);
  });
}
